"""Whole sentences: where no case has all words, the cases with most of them, and never silently."""

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from citysynergy.discovery import CaseQuery, CaseResults, search
from citysynergy.discovery.api import relaxations
from citysynergy.discovery.dictionary.lookup import Dictionary
from citysynergy.discovery.dictionary.plain import is_grammar, telling
from citysynergy.discovery.engines.base import NO_WORDS
from citysynergy.discovery.viewers import Viewer
from citysynergy.discovery.visibility import network_access
from tests import factories
from tests.discovery.engines import ENGINES

Find = Callable[..., CaseResults]
SENTENCES = (
    "water projects of Dutch cities in Indonesia",
    "waterprojecten van Nederlandse steden in Indonesië",
    "welke waterprojecten doen gemeenten samen met partners in Indonesië?",
)


@pytest.fixture
def register(rebuilt: Callable[[], None], world: SimpleNamespace) -> SimpleNamespace:
    """Water in Indonesia, other cases there and elsewhere, and one for the network."""
    plain = {"summary": "Kort", "approach": "<p>Kort.</p>", "english": ""}
    there = {"countries": [world.indonesia], **plain}
    world.both = factories.make_initiative(world.rotterdam, "Schoon water", **there)
    world.other = factories.make_initiative(world.rotterdam, "Fietspad met verlichting", **there)
    factories.make_initiative(world.rotterdam, "Water in Bonn", **{**plain, "summary": "Een fietspad"})
    world.secret = factories.make_opportunity(
        world.jakarta_embassy, "Zeppelin boven drukte", city=world.jakarta, summary="Kort", english="Zeppelin"
    )
    rebuilt()
    return world


@pytest.mark.parametrize(
    ("word", "rest"),
    [
        ("Projecten", ""), ("Dutch", ""), ("waterprojecten", "water"), ("afvalwaterproject", "afvalwater"),
        ("stadsprojecten", ""), ("havenstad", "havenstad"), ("waterbeheer", "waterbeheer"), ("Indonesië", "Indonesië"),
        ("'s-Gravenhage", "'s-Gravenhage"), ("3", "3"),
    ],
)  # fmt: skip
def test_what_of_a_word_tells_cases_apart(word: str, rest: str) -> None:
    assert telling(word) == rest


def test_words_of_grammar_are_known_in_both_languages() -> None:
    assert all(map(is_grammar, ("of", "in", "The", "van", "Een", "welke")))
    assert not any(map(is_grammar, ("water", "projects", "of the", "2030")))


@pytest.mark.parametrize("index", ENGINES, indirect=True)
@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_finds_what_its_telling_words_find(register: SimpleNamespace, find: Find, sentence: str) -> None:
    results = find(q=sentence)
    assert [hit.id for hit in results.hits] == [str(register.both.translation_key)]
    assert results.partial is not None
    assert [word.lower()[:8] for word in results.partial.words] == ["water", "indonesi"]
    assert results.partial.least == 2
    assert not {"of", "in", "van", "met"} & set(results.partial.left_out)
    assert {"steden", "cities", "gemeenten"} & set(results.partial.left_out)
    assert "<mark>" in results.hits[0].highlights["title"][0]


@pytest.mark.parametrize("index", ENGINES, indirect=True)
def test_most_words_will_do(register: SimpleNamespace, find: Find) -> None:
    results = find(q="fietspad water verlichting zeppelin Indonesië")
    assert results.partial is not None
    assert (results.partial.least, len(results.partial.words)) == (3, 5)
    assert [hit.id for hit in results.hits] == [str(register.other.translation_key)]
    results = find(q="fietspad water verlichting")
    assert results.partial is not None
    assert results.partial.least == 2
    assert {hit.title for hit in results.hits} == {"Fietspad met verlichting", "Water in Bonn"}
    # Two words that never meet are not most of two.
    results = find(q="projects of verlichting in Bonn")
    assert (results.total, results.partial) == (0, None)
    ways = relaxations(CaseQuery(q="projects of verlichting in Bonn"), viewer=None)
    assert {(way.query.q, way.count) for way in ways} == {("verlichting", 1), ("Bonn", 1)}


@pytest.mark.parametrize("index", ENGINES, indirect=True)
def test_quoted_and_excluded_words_stay_as_they_are(register: SimpleNamespace, find: Find) -> None:
    assert find(q='"schoon water" of cities in Indonesia').total == 1
    assert find(q='"water schoon" of cities in Indonesia').total == 0
    assert find(q="water projects of cities in Indonesia -schoon").total == 0
    assert find(q="fietspad water verlichting -bonn").total == 1
    assert find(q='fietspad water verlichting "een fietspad"').total == 1


@pytest.mark.parametrize("index", ENGINES, indirect=True)
def test_a_misspelt_telling_word_is_corrected(register: SimpleNamespace, find: Find) -> None:
    results = find(q="watre projects of Dutch cities in Indonesia")
    assert results.total == 1
    assert results.partial is not None
    assert results.partial.words == ("water", "Indonesia")


@pytest.mark.parametrize("index", ENGINES, indirect=True)
def test_whether_words_are_left_out_depends_on_no_filter_area_or_page(register: SimpleNamespace, find: Find) -> None:
    sentence = SENTENCES[0]
    results = find(q=sentence, country="ID", page_size="1")
    assert (results.total, results.partial is not None) == (1, True)
    counts = {value.value: value.count for value in results.facets["country"]}
    assert counts["ID"] == 1
    assert sum(mark.count for mark in results.clusters) == sum(
        mark.count for mark in find(q="water indonesia").clusters
    )
    # Some case has all words: where a filter or area keeps it out, no other takes its place.
    for narrowed in ({"country": "ID"}, {"bbox": "100,-10,120,0"}, {"type": "expertise"}):
        results = find(q="water bonn fietspad", **narrowed)
        assert (results.total, results.partial) == (0, None)
    # None has, and the filter is to blame for the rest.
    results = find(q=sentence, type="expertise")
    assert (results.total, results.partial is not None) == (0, True)
    [way] = relaxations(CaseQuery.from_params({"q": sentence, "type": "expertise"}), viewer=None, less=results.partial)
    assert (way.query, way.count) == (CaseQuery(q=sentence), 1)


@pytest.mark.parametrize("index", ENGINES, indirect=True)
def test_nothing_is_left_out_where_that_was_not_wanted(register: SimpleNamespace, find: Find) -> None:
    assert find(q=SENTENCES[0], exact="1").total == 0
    unattended = search(CaseQuery(q=SENTENCES[0]), viewer=None, partly=False)
    assert (unattended.total, unattended.partial) == (0, None)


@pytest.mark.parametrize("index", ENGINES, indirect=True)
def test_a_case_for_the_network_answers_the_network_alone(register: SimpleNamespace, find: Find) -> None:
    network = Viewer(frozenset({"public", network_access()}), network=True)
    sentence = "zeppelin projects of Dutch cities in Jakarta"
    assert (find(q=sentence).total, find(q=sentence).partial) == (0, None)
    results = find(network, q=sentence)
    assert [hit.id for hit in results.hits] == [str(register.secret.translation_key)]
    # Nor does it decide whether some case has all words, or show in counts and on the map.
    sentence = "zeppelin boven drukte verlichting fietspad"
    assert find(network, q=sentence).total == 1
    results = find(q=sentence, zoom=10)
    assert results.total == 0
    assert str(register.secret.translation_key) not in repr(results)
    assert find(q="zeppelin boven drukte").partial is None
    assert find(network, q="zeppelin boven drukte").partial is None


@pytest.mark.parametrize("index", ENGINES, indirect=True)
def test_a_search_that_finds_something_asks_nothing_more(
    register: SimpleNamespace, index: Any, find: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    ask, counts = type(index).search, type(index).counts

    def searched(self: Any, query: CaseQuery, *args: Any) -> CaseResults:
        asked.append(query.q)
        return ask(self, query, *args)

    def counted(
        self: Any, queries: Sequence[CaseQuery], viewer: Viewer, dictionary: Dictionary = NO_WORDS
    ) -> list[int]:
        asked.extend(query.q for query in queries if query.least)
        return counts(self, queries, viewer, dictionary)

    monkeypatch.setattr(type(index), "search", searched)
    monkeypatch.setattr(type(index), "counts", counted)
    assert find(q="water indonesia").partial is None
    assert asked == ["water indonesia"]


@pytest.mark.parametrize("index", ENGINES, indirect=True)
def test_words_of_grammar_alone_find_nothing_and_everything_else_stays(register: SimpleNamespace, find: Find) -> None:
    for text in ("whether of the", "the of", "een -water", "xyzzy"):
        results = find(q=text)
        assert (results.total, results.partial) == (0, None), text
