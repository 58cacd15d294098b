"""Every engine answers exactly what brute force says: totals, lists, counts, map and privacy."""

from collections import Counter, defaultdict
from statistics import fmean
from typing import Any

import pytest

from citysynergy.discovery.documents import CaseDocument
from citysynergy.discovery.engines.base import Engine, Wanted
from citysynergy.discovery.geo import BBox, cell_of
from citysynergy.discovery.query import CaseQuery
from citysynergy.discovery.results import MapCluster
from citysynergy.discovery.viewers import ANYONE, Viewer
from tests.discovery.contract import generate, oracle

QUERIES = 300
MORE_QUERIES = 3_000
SOME_WORDS = 60
# The finest zoom: a cell is about 40 metres there.
CLOSE = 18


def wanted(**given: Any) -> Wanted:
    """With the dictionary that the oracle uses too."""
    return Wanted(dictionary=generate.DICTIONARY, **given)


def check(
    engine: Engine, cases: list[CaseDocument], query: CaseQuery, viewer: Viewer, language: str, zoom: int
) -> None:
    """Compare everything an engine answers with the oracle."""
    expected = oracle.answer(cases, query, viewer, generate.NOW, language)
    results = engine.search(query, viewer, wanted(language=language, zoom=zoom), generate.NOW)

    assert results.total == expected.total
    found = [hit.id for hit in results.hits]
    assert set(found) <= expected.matching
    assert len(found) == len(set(found)) == max(0, min(query.page_size, expected.total - query.offset))
    if expected.ids is not None:
        assert found == expected.ids[query.offset : query.offset + query.page_size]
    else:
        scored = [(-hit.score, hit.id) for hit in results.hits]
        assert scored == sorted(scored)
    assert {name: {value.value: value.count for value in values} for name, values in results.facets.items()} == (
        expected.facets
    )
    for name, values in results.facets.items():
        assert {value.value for value in values if value.selected} == set(query.values(name))
        assert {value.value for value in values if value.excluded} == set(query.excluded_values(name))
    check_marks(results.clusters, expected.places, zoom)
    if query.bbox is not None:
        assert all(query.bbox.south <= mark.latitude <= query.bbox.north for mark in results.clusters)
    assert all(hit.data["secret"] is viewer.network for hit in results.hits)


def check_marks(marks: list[MapCluster], places: Counter[tuple[float, float]], zoom: int) -> None:
    """One mark for each cell with places: as many as there are, around them all, in their middle; the largest first."""
    cells: dict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)
    for point, count in places.items():
        cells[cell_of(*point, zoom)] += [point] * count
    expected = {}
    for points in cells.values():
        latitudes, longitudes = zip(*points, strict=True)
        bounds = BBox(min(longitudes), min(latitudes), max(longitudes), max(latitudes))
        middle = (pytest.approx(fmean(side), abs=1e-5) for side in (latitudes, longitudes))
        expected[bounds] = (len(points), *middle)
    assert len(marks) == len(cells)
    assert {mark.cluster.bounds: (mark.count, mark.latitude, mark.longitude) for mark in marks} == expected
    order = [(-mark.count, mark.latitude, mark.longitude) for mark in marks]
    assert order == sorted(order)


@pytest.mark.parametrize("seed", range(QUERIES))
def test_every_answer_is_exact(filled: Engine, cases: list[CaseDocument], seed: int) -> None:
    viewer = generate.VIEWERS[seed % len(generate.VIEWERS)]
    check(filled, cases, generate.query(seed), viewer, ("nl", "en", "fr")[seed % 3], zoom=(0, 3, CLOSE)[seed % 3])


@pytest.mark.heavy
def test_thousands_of_answers_are_exact(filled: Engine, cases: list[CaseDocument]) -> None:
    for seed in range(QUERIES, QUERIES + MORE_QUERIES):
        viewer = generate.VIEWERS[seed % len(generate.VIEWERS)]
        query = generate.query(seed)
        try:
            check(filled, cases, query, viewer, ("nl", "en", "fr")[seed % 3], zoom=(0, 3, CLOSE)[seed % 3])
        except AssertionError as error:
            raise AssertionError(f"Seed {seed}: {query} for {viewer}") from error


@pytest.mark.parametrize("seed", range(SOME_WORDS))
def test_some_of_the_words_will_do_and_who_has_more_comes_first(
    filled: Engine, cases: list[CaseDocument], seed: int
) -> None:
    viewer = generate.VIEWERS[seed % len(generate.VIEWERS)]
    query = generate.query_of_some_words(seed)
    check(filled, cases, query, viewer, "nl", zoom=3)
    if query.order == "relevance":
        by_id = {case.id: case for case in cases}
        found = filled.search(query, viewer, wanted(), generate.NOW).hits
        held = [oracle.words_held(by_id[hit.id], query, viewer) for hit in found]
        assert held == sorted(held, reverse=True)


def test_everything_is_found_by_an_empty_query(filled: Engine, cases: list[CaseDocument]) -> None:
    for viewer in generate.VIEWERS:
        check(filled, cases, CaseQuery(page_size=100), viewer, "nl", zoom=2)


def test_pages_together_are_the_whole_list_once(filled: Engine, cases: list[CaseDocument]) -> None:
    for sort, words in (("newest", ""), ("deadline", ""), ("title", ""), ("relevance", "stad")):
        query = CaseQuery(q=words, sort=sort, page_size=7)
        expected = oracle.answer(cases, query, ANYONE, generate.NOW, "nl")
        found: list[str] = []
        for page in range(1, expected.total // 7 + 2):
            found += [hit.id for hit in filled.search(query.with_page(page), ANYONE, wanted(), generate.NOW).hits]
        assert len(found) == expected.total
        assert set(found) == expected.matching
        following, step = [], query
        while hits := filled.search(step, ANYONE, wanted(), generate.NOW).hits:
            following += [hit.id for hit in hits]
            step = step.after_these()
        assert following == found


def test_equal_scores_are_ordered_by_id(filled: Engine) -> None:
    results = filled.search(CaseQuery(q="stad", page_size=100), ANYONE, wanted(), generate.NOW)
    assert len({hit.score for hit in results.hits}) < len(results.hits), "the cases hold no equal scores"
    assert [(-hit.score, hit.id) for hit in results.hits] == sorted((-hit.score, hit.id) for hit in results.hits)


def test_a_box_over_the_date_line_holds_both_sides(filled: Engine, cases: list[CaseDocument]) -> None:
    query = CaseQuery(bbox=BBox(175, -90, -175, 90), page_size=100)
    check(filled, cases, query, generate.VIEWERS[2], "nl", zoom=CLOSE)
    assert filled.search(query, generate.VIEWERS[2], wanted(), generate.NOW).total


def test_a_mark_of_one_names_its_case_and_lies_at_its_place(filled: Engine, cases: list[CaseDocument]) -> None:
    by_id = {case.id: case for case in cases}
    results = filled.search(CaseQuery(), ANYONE, wanted(zoom=CLOSE), generate.NOW)
    singles = [mark for mark in results.clusters if mark.count == 1]
    assert singles
    for mark in singles:
        assert mark.pin is not None
        assert (mark.latitude, mark.longitude) in oracle.points(by_id[mark.pin.id])
        assert by_id[mark.pin.id].access == "public"
        assert mark.pin.data["secret"] is False


def test_places_are_counted_in_portions_too(
    filled: Engine, cases: list[CaseDocument], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("citysynergy.discovery.engines.embedded.search.PORTION", 7)
    monkeypatch.setattr("citysynergy.discovery.engines.elasticsearch.compiler.PORTION", 7)
    query = CaseQuery.of(excluded={"goal": ["1"]})
    check(filled, cases, query, ANYONE, "nl", zoom=CLOSE)
    check(filled, cases, CaseQuery(bbox=BBox(-100, -50, 100, 50)), ANYONE, "nl", zoom=4)


def test_many_queries_are_counted_at_once(filled: Engine, cases: list[CaseDocument]) -> None:
    queries = [generate.query(seed) for seed in range(1_000, 1_040)]
    # Pages and orders change no number.
    queries += [CaseQuery(page=9, page_size=100), CaseQuery(q="stad", sort="deadline", cursor="YWZ0ZXI6MjA")]
    for viewer in generate.VIEWERS:
        expected = [oracle.answer(cases, query, viewer, generate.NOW, "nl").total for query in queries]
        assert filled.counts(queries, viewer, generate.DICTIONARY) == expected
    assert any(filled.counts(queries, ANYONE, generate.DICTIONARY))
    assert filled.counts([], ANYONE) == []


def test_a_viewer_without_any_class_sees_nothing(filled: Engine) -> None:
    results = filled.search(CaseQuery(q="stad"), Viewer(frozenset()), wanted(zoom=2), generate.NOW)
    assert (results.total, results.hits, results.clusters) == (0, [], [])
    assert not any(results.facets.values())
