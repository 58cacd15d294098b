"""What a page offers where nothing was found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citysynergy.discovery.api import relaxations
from citysynergy.discovery.query import EXCLUDING, CaseQuery
from citysynergy.discovery.relaxation import FILTERS_ONLY, PIECE, WORDS_ONLY, Relaxation
from citysynergy.discovery.results import CaseResults, FacetValue
from citysynergy.web.facet_panel import LABELS, address_of, label_of

Facets = Mapping[str, Sequence[FacetValue]]


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


def help_with(query: CaseQuery, results: CaseResults, viewer: Any, address: str) -> Help | None:
    """None where something was found, or where nothing can be counted."""
    if results.total or results.degraded:
        return None
    found = relaxations(query, viewer=viewer)
    if any(one.kind == PIECE for one in found):
        cause = _("These searches do find something:")
    elif query.is_empty:
        cause = ""
    else:
        cause = _("Leaving out one word or filter does not help.")
    return Help(cause, [_way(query, results.facets, one, address) for one in found])


def _way(query: CaseQuery, facets: Facets, one: Relaxation, address: str) -> WayOut:
    count = ngettext("%(count)s case", "%(count)s cases", one.count) % {
        "count": number_format(one.count, force_grouping=True)
    }
    return WayOut(_label(query, facets, one), count, address_of(address, one.query))


def _label(query: CaseQuery, facets: Facets, one: Relaxation) -> str:
    if one.kind == WORDS_ONLY:
        return _("search with your words only")
    if one.kind == FILTERS_ONLY:
        return _("search with your filters only")
    return _("search without %(what)s") % {"what": _named(query, facets, one)}


def _named(query: CaseQuery, facets: Facets, one: Relaxation) -> str:
    """The piece that was left out, in the words of the page."""
    [name, *_more] = one.without
    if name == "q":
        # A phrase has quotes of its own.
        return one.word if '"' in one.word else f"“{one.word}”"
    if name == "role":
        return _("in the lead")
    if name.startswith("year_"):
        return f"{_('Period')} {query.year_from or '…'}–{query.year_to or '…'}"
    if name == "bbox":
        return _("in the area of the map")
    if name == "near" and query.near is not None:
        return _("within %(distance)g km of a point") % {"distance": query.near.kilometres}
    excluded = name.startswith(EXCLUDING)
    facet = name.removeprefix(EXCLUDING)
    labels = {value.value: label_of(value) for value in facets.get(facet) or ()}
    values = query.excluded_values(facet) if excluded else query.values(facet)
    words = ", ".join(labels.get(value, value) for value in values)
    group = str(LABELS.get(facet, facet))
    return f"{_('not')} {group.lower()}: {words}" if excluded else f"{group}: {words}"
