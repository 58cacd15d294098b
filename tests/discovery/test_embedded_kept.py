"""What the embedded engine keeps of one state of its index: in bounded memory, and never what is out of date."""

import random
from collections import defaultdict
from pathlib import Path

from citysynergy.discovery.documents import PlaceDocument, read_point, written_point
from citysynergy.discovery.engines.base import Wanted
from citysynergy.discovery.engines.embedded import EmbeddedEngine
from citysynergy.discovery.engines.embedded.kept import Kept
from citysynergy.discovery.engines.embedded.points import Points
from citysynergy.discovery.geo import MAX_ZOOM, BBox, cell_of, steps
from citysynergy.discovery.query import CaseQuery
from citysynergy.discovery.viewers import ANYONE
from tests.discovery.contract import generate
from tests.discovery.contract.test_lifecycle import case


def test_what_nobody_asked_for_longest_makes_room() -> None:
    kept = Kept(most=10)
    kept.keep("a", 1, 4)
    kept.keep("b", 2, 4)
    assert kept.get("a") == 1
    kept.keep("c", 3, 4)
    assert [kept.get(asked) for asked in "abc"] == [1, None, 3]
    kept.keep("too large", 4, 11)
    assert [kept.get(asked) for asked in ("a", "c", "too large")] == [1, 3, None]


def test_a_new_answer_takes_the_room_of_the_old_one() -> None:
    kept = Kept(most=10)
    for size in (5, 6, 5):
        kept.keep("a", size, size)
    kept.keep("b", 0, 5)
    assert [kept.get(asked) for asked in "ab"] == [5, 0]
    kept.clear()
    kept.keep("c", 1, 10)
    assert [kept.get(asked) for asked in "abc"] == [None, None, 1]


def test_cells_hold_each_place_once_at_every_zoom() -> None:
    counts = {text: number % 7 + 1 for number, text in enumerate(some_points())}
    points = Points([*counts, "89.00000,1.00000"])
    for zoom in range(0, MAX_ZOOM + 1, 3):
        cells = defaultdict(list)
        for text, count in counts.items():
            latitude, longitude = read_point(text)
            cells[cell_of(latitude, longitude, zoom)] += [(steps(latitude), steps(longitude))] * count
        expected = [
            (len(places), *map(sum, zip(*places, strict=True)), *map(min, zip(*places, strict=True)),
             *map(max, zip(*places, strict=True)))
            for places in cells.values()
        ]  # fmt: skip
        found = [
            (one.count, one.latitudes, one.longitudes, one.south, one.west, one.north, one.east)
            for one in points.tallies(counts, zoom)
        ]
        assert sorted(found) == sorted(expected)


def test_points_that_were_known_before_stay_where_they_are() -> None:
    texts = some_points()
    before = Points(texts[:200])
    after, anew = Points(texts[100:], before), Points(texts[100:])
    area = BBox(-60, -30, 70, 50)
    assert after.texts == anew.texts
    assert after.inside([area]) == anew.inside([area]) == [
        text for text in anew.texts if area.contains(*read_point(text))
    ]  # fmt: skip
    counts = dict.fromkeys(texts[100:], 1)
    assert list(after.tallies(counts, 5)) == list(anew.tallies(counts, 5))


def test_counts_and_map_follow_what_is_written(tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path)
    there = PlaceDocument(name="Delta", country="NL", latitude=51.5, longitude=4.5)
    elsewhere = PlaceDocument(name="Jakarta", country="ID", latitude=-6.2, longitude=106.8)
    engine.rebuild([case("brug", keywords={"status": ("open",)}, places=(there,))])
    assert seen(engine) == ({"open": 1}, [(51.5, 4.5, 1)])
    assert seen(engine, status=["closed"]) == ({"closed": 0, "open": 1}, [])
    engine.apply([case("plan", keywords={"status": ("closed",)}, places=(there, elsewhere))], timeout=5)
    assert seen(engine) == ({"closed": 1, "open": 1}, [(51.5, 4.5, 2), (-6.2, 106.8, 1)])
    assert seen(engine, status=["closed"]) == ({"closed": 1, "open": 1}, [(-6.2, 106.8, 1), (51.5, 4.5, 1)])


def seen(engine: EmbeddedEngine, **chosen: list[str]) -> tuple[dict[str, int], list[tuple[float, float, int]]]:
    """The counts of statuses, and the marks of the map."""
    results = engine.search(CaseQuery.of(**chosen), ANYONE, Wanted(facets=("status",), zoom=3), generate.NOW)
    counts = {value.value: value.count for value in results.facets["status"]}
    return dict(sorted(counts.items())), [(one.latitude, one.longitude, one.count) for one in results.clusters]


def some_points() -> list[str]:
    dice = random.Random(5)
    corners = [(0.0, 0.0), (90.0, 180.0), (-90.0, -180.0), (5.0, -5.0)]
    return [written_point(*place) for place in corners] + [
        written_point(dice.uniform(-90, 90), dice.uniform(-180, 180)) for _ in range(300)
    ]
