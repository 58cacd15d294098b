"""What a visitor may want while typing: cases, themes, cities and organisations."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from citysynergy.discovery import labels, words
from citysynergy.discovery.directory import Named, named_like
from citysynergy.discovery.engines.base import EngineError, Wanted
from citysynergy.discovery.engines.registry import get_engine
from citysynergy.discovery.query import CaseQuery
from citysynergy.discovery.results import Hit
from citysynergy.discovery.viewers import Viewer
from citysynergy.discovery.visibility import viewer_of

logger = logging.getLogger(__name__)

# Of each kind, at most; and the letters from which and up to which a text is answered.
MOST = 5
MIN_LENGTH, MAX_LENGTH = 2, 100

GROUPS: dict[str, tuple[str, ...]] = {
    "themes": ("theme",),
    "cities": ("city",),
    "organisations": ("municipality", "mission"),
}
_COUNTED = tuple(facet for facets in GROUPS.values() for facet in facets)

Counts = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A theme, city or organisation, and how many cases the viewer finds with it; None where nobody could count."""

    named: Named
    label: str
    count: int | None

    @property
    def query(self) -> CaseQuery:
        """The search for it."""
        return CaseQuery(chosen=((self.named.facet, (self.named.value,)),))


@dataclass(slots=True)
class Suggestions:
    """At most :data:`MOST` of each kind."""

    cases: list[Hit] = field(default_factory=list)
    groups: dict[str, list[Suggestion]] = field(default_factory=lambda: {name: [] for name in GROUPS})


def suggest(text: str, *, viewer: Any, language: str) -> Suggestions:
    """What fits the beginning of a search. Without an index no cases and no counts, but the names all the same."""
    cleaned = words.clean(text[:MAX_LENGTH])
    found = Suggestions()
    if len(cleaned) < MIN_LENGTH:
        return found
    seen_by = viewer if isinstance(viewer, Viewer) else viewer_of(viewer)
    counts: Counts | None
    try:
        found.cases = get_engine().titled(cleaned, seen_by, MOST)
        counts = _counts(seen_by)
    except EngineError as error:
        logger.warning("Suggestions without the index: %s", error)
        counts = None
    labels.name_hits(found.cases, language)
    for name, facets in GROUPS.items():
        found.groups[name] = _best(named_like(cleaned, facets), counts, language)
    return found


def _counts(viewer: Viewer) -> Counts:
    """How many cases the viewer finds with each value."""
    wanted = Wanted(facets=_COUNTED, highlights=False)
    results = get_engine().search(CaseQuery(page_size=1), viewer, wanted, timezone.now())
    return {(facet, value.value): value.count for facet, values in results.facets.items() for value in values}


def _best(rows: Sequence[Named], counts: Counts | None, language: str) -> list[Suggestion]:
    """The ones with most cases; what leads to nothing is left out."""
    found = []
    for row in rows:
        count = None if counts is None else counts.get((row.facet, row.value), 0)
        if count != 0:
            found.append(Suggestion(row, row.label(language), count))
    found.sort(key=lambda one: (-(one.count or 0), one.label))
    return found[:MOST]
