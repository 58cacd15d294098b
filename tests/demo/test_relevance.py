"""Judged searches over the demonstration: both engines put what a reader wants first, about equally well."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.relevance import asking, judgements, mean, name_of, ndcg, scores
from citysynergy.demo.loading import Loaded
from citysynergy.discovery.builder import Builder
from citysynergy.discovery.dictionary.present import DICTIONARY
from citysynergy.discovery.documents import CaseDocument
from tests.discovery.engines import ENGINES

# As the contract says: on words that stemmers change, the engines may differ so much.
ALLOWED = 0.05
# What widening adds at least.
WORTH = 0.02


@pytest.fixture
def documents(demo: Loaded) -> Iterator[list[CaseDocument]]:
    DICTIONARY.forget()
    yield list(Builder().everything())
    DICTIONARY.forget()


def test_the_engines_order_judged_searches_alike(documents: list[CaseDocument], tmp_path: Path) -> None:
    dictionary = DICTIONARY.now()
    means: dict[str, float] = {}
    for name, engine_at in ENGINES.items():
        with engine_at(tmp_path) as engine:
            engine.rebuild(documents)
            means[name] = mean(scores(asking(engine, dictionary)))
            means[f"{name}, exact"] = mean(scores(asking(engine, dictionary, exact=True)))
    assert abs(means["embedded"] - means["elasticsearch"]) <= ALLOWED, means
    for name in ENGINES:
        assert means[name] > means[f"{name}, exact"] + WORTH, means


def test_what_was_judged_is_there(documents: list[CaseDocument]) -> None:
    public = {name_of(document.payload) for document in documents if document.access == "public"}
    judged = judgements()
    assert len(judged) >= 60
    assert {case for grades in judged.values() for case in grades} <= public
    assert {grade for grades in judged.values() for grade in grades.values()} == {1, 2, 3}


def test_the_gain_is_normalised_and_discounted() -> None:
    grades = {"a": 3, "b": 1}
    assert ndcg(["a", "b"], grades) == 1
    assert ndcg(["x", "a"], grades) == pytest.approx((7 / 1.584962500721156) / (7 + 1 / 1.584962500721156))
    assert ndcg([*"0123456789", "a"], grades) == 0
