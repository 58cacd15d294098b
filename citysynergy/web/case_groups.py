"""Cases of one search by type, as pages about an organisation, a theme or a place show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from citysynergy.discovery.query import CaseQuery
from citysynergy.discovery.results import CaseResults
from citysynergy.web import locator, maps
from citysynergy.web.entries import Entry, points
from citysynergy.web.kinds import KINDS

# Latitudes and longitudes.
type Points = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class EntryGroup:
    """Cases of one type. ``more`` is where the others are, and ``""`` where all are shown."""

    kind: str
    title: str
    entries: list[Entry]
    count: int
    more: str = ""


def by_kind(found: Iterable[Entry], order: Iterable[str] = KINDS) -> list[EntryGroup]:
    """Entries as groups, in the order of types given; other types, and those without an entry, have no group."""
    groups: dict[str, list[Entry]] = {kind: [] for kind in order}
    for entry in found:
        if entry.kind in groups:
            groups[entry.kind].append(entry)
    return [EntryGroup(kind, str(KINDS[kind].many), shown, len(shown)) for kind, shown in groups.items() if shown]


def map_of(query: CaseQuery, results: CaseResults, *, element: str, around: Points = ()) -> maps.MapFrame | None:
    """The map of a search with some points in view, or else the places of its hits; None where none has a place, or
    where the index does not answer and the map would stay empty."""
    places = [point for hit in results.hits for point in points(hit.data)]
    if not places or results.degraded:
        return None
    return frame_around(query, list(around) or places, element=element)


def frame_around(query: CaseQuery, shown: Points, *, element: str) -> maps.MapFrame:
    """The map of a search with some points in view, of which there is at least one."""
    window = locator.window_around(shown, 4, 3)
    view = f"{window.west},{window.south},{window.east},{window.north}"
    return replace(maps.map_frame(query, element=element), view=view, views=[])
