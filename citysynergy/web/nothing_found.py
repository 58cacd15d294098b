"""What a page offers where nothing was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citysynergy.discovery.api import relaxations
from citysynergy.discovery.query import CaseQuery
from citysynergy.discovery.relaxation import FILTERS_ONLY, PIECE, WORDS_ONLY, Relaxation
from citysynergy.discovery.results import CaseResults
from citysynergy.web.facet_panel import Chip, address_of
from citysynergy.web.words import grouped


@dataclass(frozen=True, slots=True)
class WayOut:
    """A search that does find something."""

    label: str
    count: str
    url: str


@dataclass(frozen=True, slots=True)
class Help:
    """The ways out, and what to say above them."""

    cause: str
    ways: list[WayOut]


def help_with(query: CaseQuery, results: CaseResults, viewer: Any, address: str, chips: Sequence[Chip]) -> Help | None:
    """None where something was found, or where nothing can be counted. ``chips`` name what was chosen."""
    if results.total or results.degraded:
        return None
    found = relaxations(query, viewer=viewer, less=results.partial)
    if any(one.kind == PIECE for one in found):
        cause = _("These searches do find something:")
    elif query.is_empty:
        cause = ""
    else:
        cause = _("Leaving out one word or filter does not help.")
    return Help(cause, [_way(one, address, chips) for one in found])


def _way(one: Relaxation, address: str, chips: Sequence[Chip]) -> WayOut:
    count = ngettext("%(count)s case", "%(count)s cases", one.count) % {"count": grouped(one.count)}
    return WayOut(_label(one, chips), count, address_of(address, one.query))


def _label(one: Relaxation, chips: Sequence[Chip]) -> str:
    if one.kind == WORDS_ONLY:
        return _("search with your words only")
    if one.kind == FILTERS_ONLY:
        return _("search with your filters only")
    return _("search without %(what)s") % {"what": _named(one, chips)}


def _named(one: Relaxation, chips: Sequence[Chip]) -> str:
    """The piece that was left out, in the words of the page."""
    if one.word:
        # A phrase has quotes of its own.
        return one.word if '"' in one.word else f"“{one.word}”"
    left_out = [chip for chip in chips if set(chip.parameters) & set(one.without)]
    words = ", ".join(chip.label for chip in left_out)
    group = next((chip.group for chip in left_out), "")
    return f"{group}: {words}" if group else words
