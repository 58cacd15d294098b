"""Where nothing is found: which word or filter is to blame, from what the viewer may read."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from types import SimpleNamespace
from typing import Any

import pytest

from citysynergy.discovery import CaseQuery
from citysynergy.discovery.api import relaxations
from citysynergy.discovery.geo import BBox, Near
from citysynergy.discovery.relaxation import relaxed
from citysynergy.discovery.viewers import Viewer
from citysynergy.discovery.visibility import network_access
from tests import factories
from tests.discovery.engines import ENGINES


def offered(query: CaseQuery, finds: Callable[[CaseQuery], int]) -> list[tuple[str, tuple[str, ...], str, int]]:
    """What is offered when searches have as many results as ``finds`` says, and how many of them were counted."""

    def count(queries: Sequence[CaseQuery]) -> list[int]:
        return [finds(asked) for asked in queries]

    return [(one.kind, one.without, one.query.q, one.count) for one in relaxed(query, count)]


EVERYTHING = CaseQuery.of(
    q='plan "de brug" -zee', theme=["energy"], excluded={"country": ["ID"]}, lead_only=True, year_from=2010,
    year_to=2012, bbox=BBox(0, 0, 1, 1), near=Near(0, 0, 5), page=3,
)  # fmt: skip


def test_each_piece_is_left_out_in_turn() -> None:
    tried: list[CaseQuery] = []
    assert offered(EVERYTHING, lambda query: bool(tried.append(query))) == []
    pieces = tried[:9]
    assert [query.q for query in pieces[:3]] == ['"de brug" -zee', "plan -zee", 'plan "de brug"']
    assert {query.q for query in pieces[3:]} == {EVERYTHING.q}
    assert pieces[3:] == [
        EVERYTHING.without(*names)
        for names in (("theme",), ("not_country",), ("role",), ("year_from", "year_to"), ("bbox",), ("near",))
    ]
    assert all(query.page == 1 for query in tried)
    words, filters = tried[10], tried[9]
    assert words == CaseQuery(q=EVERYTHING.q)
    assert filters == EVERYTHING.without("q")
    assert len(tried) == 11


def test_what_finds_most_comes_first_and_few_are_offered() -> None:
    counts = iter([0, 3, 9, 1, 2, 4, 5, 6, 7, 99, 99])
    found = offered(EVERYTHING, lambda query: next(counts))
    assert [number for *_rest, number in found] == [9, 7, 6, 5, 4]
    assert {kind for kind, *_rest in found} == {"piece"}


def test_words_alone_and_filters_alone_are_the_last_resort() -> None:
    query = CaseQuery.of(q="plan brug", theme=["energy"], goal=["1"])

    def finds(asked: CaseQuery) -> int:
        return 4 if asked == CaseQuery(q="plan brug") else 2 if asked == query.without("q") else 0

    assert offered(query, finds) == [
        ("words-only", ("goal", "theme"), "plan brug", 4),
        ("filters-only", ("q",), "", 2),
    ]


def test_the_whole_register_is_no_help() -> None:
    for query in (CaseQuery(), CaseQuery(q="zeppelin"), CaseQuery.of(theme=["energy"])):
        assert offered(query, lambda asked: 1) == []


@pytest.mark.parametrize("index", ENGINES, indirect=True)
def test_a_case_for_the_network_helps_the_network_alone(
    rebuilt: Callable[[], None], world: SimpleNamespace, outage: Callable[[], AbstractContextManager[None]]
) -> None:
    factories.make_initiative(world.rotterdam, "Orgel", themes=[world.water])
    factories.make_opportunity(world.jakarta_embassy, "Zeppelin", themes=[world.mobility], visibility="network")
    rebuilt()
    query = CaseQuery.from_params({"q": "zeppelin orgel"})

    def words(viewer: Any) -> list[tuple[str, int]]:
        return [(one.query.q, one.count) for one in relaxations(query, viewer=viewer)]

    assert words(None) == [("orgel", 1)]
    assert words(Viewer(frozenset({"public", network_access()}), network=True)) == [("orgel", 1), ("zeppelin", 1)]
    with outage():
        assert words(None) == []
