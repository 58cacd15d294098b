"""Makes results of what an engine counted and found. Plain functions that every engine shares."""

from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import Any

from citysynergy.discovery.documents import written_point
from citysynergy.discovery.geo import Tally
from citysynergy.discovery.query import CaseQuery
from citysynergy.discovery.results import FacetValue, MapCluster, Pin

# Length of the passage that is shown of a long text.
PASSAGE = 240


def facet_values(query: CaseQuery, name: str, counts: Mapping[str, int]) -> list[FacetValue]:
    """The values that occur, most first; what was chosen or excluded stays in sight at zero."""
    selected, excluded = query.values(name), query.excluded_values(name)
    values = {**dict.fromkeys((*selected, *excluded), 0), **counts}
    # In two steps, the second of which leaves equals as they are: some 800 values are ordered for each search.
    ordered = sorted(values.items())
    ordered.sort(key=itemgetter(1), reverse=True)
    return [FacetValue(value, count, value in selected, value in excluded) for value, count in ordered]


def marks_of(tallies: Iterable[Tally]) -> list[MapCluster]:
    """The marks of the map, one for each cell; the largest first."""
    found = [tally.cluster() for tally in tallies]
    found.sort(key=lambda cluster: (-cluster.count, cluster.latitude, cluster.longitude))
    return [MapCluster(cluster) for cluster in found]


def singles(marks: Iterable[MapCluster], limit: int) -> dict[str, MapCluster]:
    """The marks that stand for one case, by their point as the index writes it; at most ``limit``."""
    found = [mark for mark in marks if mark.count == 1][:limit]
    return {written_point(mark.latitude, mark.longitude): mark for mark in found}


def pin(marks: Mapping[str, MapCluster], case: Pin, points: Iterable[str]) -> None:
    """Name a case at those of its points that have a mark of their own."""
    for point in points:
        if point in marks:
            marks[point].pin = case


def language_of(data: Mapping[str, Any], wanted: str) -> str:
    """The language in which a case is shown: the reader's where it exists, else its own."""
    return wanted if wanted in data.get("languages", ()) else str(data.get("language", ""))


def passage(marked: str, *, opens: bool, closes: bool) -> str:
    """A passage with dots where the text goes on. ``opens``: it begins the text; ``closes``: it ends it."""
    return ("" if opens else "… ") + marked + ("" if closes else " …")
