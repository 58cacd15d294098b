"""Related cases: every engine finds the ones that share most, says what they share, and shows nobody more than that."""

from dataclasses import replace

import pytest

from citysynergy.discovery.documents import CaseDocument
from citysynergy.discovery.engines.base import Engine
from citysynergy.discovery.related import LEAST, LIMIT, WEIGHTS, Traits
from citysynergy.discovery.viewers import ANYONE, Viewer
from tests.discovery.contract import generate


def traits_of(case: CaseDocument) -> Traits:
    values = {name: set(case.keywords[name]) for name in WEIGHTS}
    return Traits.of(case.id, values, broader={"land"} - values["theme"])


def expected(cases: list[CaseDocument], traits: Traits, viewer: Viewer) -> list[tuple[str, int]]:
    """By brute force: what is shared of what everyone may know, the most first and then by id."""
    scored = []
    for case in cases:
        score = sum(weight for (name, value), weight in traits.weights.items() if value in set(case.keywords[name]))
        if case.id != traits.id and case.access in viewer.access and score >= LEAST:
            scored.append((case.id, score))
    return sorted(scored, key=lambda one: (-one[1], one[0]))


@pytest.mark.parametrize("viewer", generate.VIEWERS)
def test_the_cases_that_share_most_come_first(filled: Engine, cases: list[CaseDocument], viewer: Viewer) -> None:
    by_id = {case.id: case for case in cases}
    for case in cases[::12]:
        traits = traits_of(case)
        found = filled.related(traits, viewer, LIMIT)
        assert [(one.hit.id, one.hit.score) for one in found] == expected(cases, traits, viewer)[:LIMIT]
        for one in found:
            other = by_id[one.hit.id]
            assert {name: set(values) for name, values in one.shared.items()} == {
                name: common
                for name in WEIGHTS
                if (common := {value for value in set(other.keywords[name]) if (name, value) in traits.weights})
            }
            assert one.hit.data["secret"] is viewer.network


def test_a_long_row_of_equals_is_ordered_by_id(filled: Engine, cases: list[CaseDocument]) -> None:
    traits = Traits.of("", {"programme": ["horizon"]})
    wanted = [case_id for case_id, _ in expected(cases, traits, ANYONE)]
    assert len(wanted) > 3 * LIMIT
    assert [one.hit.id for one in filled.related(traits, ANYONE, LIMIT)] == wanted[:LIMIT]


def test_too_little_in_common_is_no_relation(engine: Engine, cases: list[CaseDocument]) -> None:
    keywords = dict.fromkeys(generate.VALUES, ())
    sparse = replace(cases[0], access="public", keywords={**keywords, "country": ("SX",)})
    close = replace(cases[1], access="public", keywords={**keywords, "country": ("SX",), "goal": ("3",)})
    engine.apply([sparse, close], timeout=5)
    found = engine.related(Traits.of("", {"country": ["SX"], "goal": ["3"]}), ANYONE, LIMIT)
    assert [one.hit.id for one in found] == [close.id]
    assert list(found[0].shared) == ["country", "goal"]


def test_what_only_the_network_may_know_relates_nothing(engine: Engine, cases: list[CaseDocument]) -> None:
    hidden = replace(
        cases[0],
        access="public",
        keywords=dict.fromkeys(generate.VALUES, ()),
        network_keywords={"theme": ("energy",)},
    )
    engine.apply([hidden], timeout=5)
    for viewer in (ANYONE, Viewer(frozenset({"public"}), network=True)):
        assert engine.related(Traits.of("", {"theme": ["energy"]}), viewer, LIMIT) == []
