"""Misspelt words: what was meant is found, told and never more than the viewer may read."""

from collections.abc import Callable, Iterator, Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from citysynergy.discovery import CaseQuery, CaseResults
from citysynergy.discovery.correction import MAX_TRIED, correction
from citysynergy.discovery.dictionary.lookup import Dictionary
from citysynergy.discovery.documents import Texts
from citysynergy.discovery.engines.base import NO_WORDS, Engine
from citysynergy.discovery.viewers import ANYONE, Viewer
from citysynergy.discovery.visibility import network_access
from tests import factories
from tests.discovery.contract.test_words import case
from tests.discovery.engines import ENGINES

Find = Callable[..., CaseResults]
NETWORK = Viewer(frozenset({"public", "g3"}), network=True)


@pytest.fixture(scope="module", params=ENGINES)
def speller(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An engine with a few words, of which some are for the network."""
    texts = [
        *["water en energie"] * 20,
        *["waterbeheer"] * 2,
        "watem",
        "energie brug",
        "rivier in Jakarta",
        "fietspad rivieren",
        "moeder",
        "bodem",
        *["modder"] * 3,
    ]
    cases = [case(texts={"nl": Texts(body=text)}) for text in texts]
    cases += [case(texts={"nl": Texts(body="zeppelin")}, access="g3")] * 1
    cases += [case(texts={"nl": Texts(body="atlas")}, network_texts={"nl": "orgelbouw"})]
    with ENGINES[request.param](tmp_path_factory.mktemp("speller")) as engine:
        engine.rebuild(cases)
        yield engine


def meant(engine: Engine, text: str, viewer: Viewer = ANYONE, **given: Any) -> str | None:
    query = CaseQuery(q=text, **given)
    [total] = engine.counts([query], viewer)
    found = correction(query, total, engine, viewer)
    return None if found is None else found.q


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("watre", "water"),
        ("Watre", "Water"),
        ("waterbeheeer", "waterbeheer"),
        ("jakatra rivier", "jakarta rivier"),
        ("watre enrgie", "water energie"),
        ("watre enrgie -rivier", "water energie -rivier"),
        ('"energie brug" enrgie', '"energie brug" energie'),
        # Few cases hold this word; many hold one like it.
        ("watem", "water"),
        # Found as it is typed.
        ("water", None),
        ("modder", None),
        # Nothing is like it, or nothing holds the words together.
        ("zeppelin", None),
        ("watre fietspad", None),
        # Meant as they are.
        ('"watre"', None),
        ("energie -watre brug", None),
        ("wat", None),
        ("watr3", None),
        ("fietspad jakarta", None),
    ],
)
def test_what_is_meant(speller: Engine, typed: str, expected: str | None) -> None:
    assert meant(speller, typed) == expected


def test_who_asks_for_exactly_that_gets_it(speller: Engine) -> None:
    assert meant(speller, "watre", exact=True) is None


def test_the_nearest_spelling_wins_and_among_equals_the_most_frequent(speller: Engine) -> None:
    assert meant(speller, "bodum") == "bodem"
    # One letter from "moeder" too.
    assert meant(speller, "moder") == "modder"


def test_filters_stay(speller: Engine) -> None:
    assert meant(speller, "watre", year_from=2000) is None


def test_nothing_is_corrected_to_what_the_viewer_may_not_read(speller: Engine) -> None:
    assert meant(speller, "zepelin") is None
    assert meant(speller, "zepelin", NETWORK) == "zeppelin"
    assert meant(speller, "orgelbuow") is None
    assert meant(speller, "orgelbuow", NETWORK) == "orgelbouw"
    assert meant(speller, "orgelbuow", Viewer(frozenset({"public", "g3"}))) is None


def test_the_work_is_bounded(speller: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    counts = speller.counts

    def counted(queries: Sequence[CaseQuery], viewer: Viewer, dictionary: Dictionary = NO_WORDS) -> list[int]:
        asked.append(len(queries))
        return counts(queries, viewer, dictionary)

    monkeypatch.setattr(speller, "counts", counted)
    meant(speller, "watre enrgie jakatra rivire fietspda moddr bodme waterbeher " + "xyzab " * 3)
    assert max(asked) <= MAX_TRIED
    assert len(asked) == 3


@pytest.mark.parametrize("index", ENGINES, indirect=True)
def test_a_search_shows_what_was_meant_and_says_so(
    rebuilt: Callable[[], None], world: SimpleNamespace, find: Find
) -> None:
    for number in range(6):
        factories.make_initiative(world.rotterdam, f"Rioolwater {number}", english="")
    factories.make_initiative(world.rotterdam, "Rioolwaterr", english="")
    factories.make_opportunity(world.jakarta_embassy, "Zeppelin", visibility="network")
    rebuilt()
    results = find(q="Rioolwatr", page_size="5")
    assert (results.total, len(results.hits)) == (6, 5)
    assert (results.did_you_mean, results.corrected) == ("Rioolwater", True)
    assert "<mark>Rioolwater</mark>" in results.hits[0].highlights["title"][0]
    assert len(find(q="Rioolwatr", page_size="5", page="2").hits) == 1
    results = find(q="rioolwaterr")
    assert (results.total, results.did_you_mean, results.corrected) == (1, "rioolwater", False)
    results = find(q="rioolwaterr", exact="1")
    assert (results.total, results.did_you_mean, results.corrected) == (1, None, False)
    assert find(q="zepelin").total == 0
    network = Viewer(frozenset({"public", network_access()}), network=True)
    assert find(network, q="zepelin").did_you_mean == "zeppelin"
