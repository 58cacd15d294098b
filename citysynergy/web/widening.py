"""Says in one sentence what else was searched for, with a link that takes it back, or offers it again."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext

from citysynergy.discovery.dictionary.units import Reason
from citysynergy.discovery.query import CaseQuery
from citysynergy.discovery.results import CaseResults
from citysynergy.web.facet_panel import address_of
from citysynergy.web.words import joined

# Of one thing typed, and of a whole search.
NAMED, LONGEST = 4, 4


@dataclass(frozen=True)
class WideningNote:
    """The sentence, and where its link leads: nowhere where it would help nobody."""

    text: str
    link: str
    url: str


def note(query: CaseQuery, results: CaseResults, address: str, **kept: str) -> WideningNote | None:
    """The note for a search, ``kept`` in its link; None where it was not widened and nobody asked that."""
    if results.degraded:
        return None
    answered = replace(query, q=results.did_you_mean) if results.corrected and results.did_you_mean else query
    url = address_of(address, answered.exactly(not query.exact), **kept)
    if query.exact:
        return WideningNote(
            gettext("You search for your own words only."), gettext("Search for words that mean the same, too"), url
        )
    items = list(_items(results))[:LONGEST]
    if not items:
        return None
    if not results.total or results.partial:
        # Nothing more is found by less.
        url = ""
    text = gettext("Also searched for: %(words)s.") % {"words": "; ".join(items)}
    return WideningNote(text, gettext("Search for your own words only"), url)


def _items(results: CaseResults) -> Iterator[str]:
    """What else was searched for each thing typed. Other numbers of a word need no telling."""
    for widening in results.widened:
        others = [one.text for one in widening.alternatives if one.reason != Reason.NUMBER]
        typed = {"typed": widening.typed}
        if widening.compounds:
            yield joined([*others[:NAMED], gettext("longer Dutch words with “%(typed)s”") % typed], NAMED + 1)
        elif others:
            yield gettext("%(words)s (for “%(typed)s”)") % {"words": joined(others, NAMED), **typed}
