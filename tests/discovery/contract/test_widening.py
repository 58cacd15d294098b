"""A word finds what else says the same, in every engine alike; as it was typed where that was asked."""

from dataclasses import replace
from uuid import uuid4

import pytest

from citysynergy.discovery.dictionary import compounds, layers
from citysynergy.discovery.dictionary.lookup import Dictionary
from citysynergy.discovery.documents import CaseDocument, Texts
from citysynergy.discovery.engines.base import Engine, Wanted
from citysynergy.discovery.query import CaseQuery
from citysynergy.discovery.results import Hit
from citysynergy.discovery.viewers import ANYONE, Viewer
from tests.discovery.contract import generate

NETWORK = Viewer(frozenset({"public"}), network=True)
COMMITTED = Dictionary([layers.terms(), layers.names()], numbers=layers.numbers(), is_part=compounds.is_part)


def case(written: str, language: str = "nl", **given: object) -> CaseDocument:
    """A public case with a text, and the parts of its compounds as the builder makes them."""
    return replace(
        CaseDocument(
            id=str(uuid4()), page_id=1, version=1, access="public", language=language,
            texts={language: Texts(title=written)}, payload={"language": language, "languages": [language]},
            parts=compounds.parts_of([written]) if language == "nl" else "",
        ),
        **given,
    )  # fmt: skip


def found(engine: Engine, text: str, viewer: Viewer = ANYONE, *, exact: bool = False) -> list[Hit]:
    query = CaseQuery(q=text, exact=exact)
    return engine.search(query, viewer, Wanted(dictionary=COMMITTED), generate.NOW).hits


@pytest.mark.parametrize(
    ("language", "written", "asked"),
    [
        ("nl", "Steden onder water", "stad"),
        ("nl", "Een stad aan het water", "steden"),
        ("nl", "Kinderen en schepen", "kind schip"),
        ("en", "People and children", "person child"),
        ("en", "Safety in the street", "veiligheid"),
        ("nl", "Veiligheid op straat", "safety"),
        ("nl", "Verbetering van het openbaar vervoer", "public transport"),
        ("en", "Better public transport", "openbaar vervoer -trein"),
        ("en", "Child-friendly cities", "kindvriendelijk steden"),
        ("en", "Cities at sea", "stad"),
        ("nl", "Huizen voor ouderen", "house elderly"),
        ("nl", "Dierenwelzijn in Den Haag", "the hague"),
        ("en", "Justice in The Hague", "den haag"),
        ("fr", "Un tribunal à La Haye", "'s-gravenhage"),
        ("nl", "Waterveiligheid", "veiligheid"),
        ("nl", "Waterveiligheid", "safety"),
        ("nl", "Drinkwater voor iedereen", "water"),
        ("nl", "Een afvalwaterzuivering", "afvalwater"),
        ("nl", "Nieuwe afvalwaterzuiveringen", "zuivering"),
        ("nl", "Twee partnersteden", "stad"),
    ],
)
def test_what_says_the_same_is_found(engine: Engine, language: str, written: str, asked: str) -> None:
    engine.apply([case(written, language)], timeout=5)
    assert len(found(engine, asked)) == 1
    assert not found(engine, asked, exact=True)


def test_the_parts_of_a_term_will_do_in_the_other_language_too(engine: Engine) -> None:
    engine.apply([case("Vervoer dat openbaar is")], timeout=5)
    assert found(engine, "openbaar vervoer")
    engine.apply([case("Haag ... den")], timeout=5)
    assert len(found(engine, "den haag")) == 1
    assert not found(engine, "the hague"), "the words of a name count in their order only"


def test_quoted_and_excluded_words_mean_what_they_say(engine: Engine) -> None:
    engine.apply([case("Drinkwater en steden")], timeout=5)
    assert not found(engine, '"water"')
    assert not found(engine, '"stad"')
    assert found(engine, "drinkwater -water -stad -city")


def test_all_words_must_still_occur(engine: Engine) -> None:
    engine.apply([case("Safety for all", "en")], timeout=5)
    assert not found(engine, "veiligheid stad")


def test_the_word_as_typed_comes_first(engine: Engine) -> None:
    other, same, part = case("Safety first", "en"), case("Veiligheid eerst"), case("Waterveiligheid eerst")
    engine.apply([other, part, same], timeout=5)
    assert [hit.id for hit in found(engine, "veiligheid")] == [same.id, other.id, part.id]


def test_alternatives_are_marked_too(engine: Engine) -> None:
    engine.apply([case("Safety & security", "en")], timeout=5)
    [hit] = found(engine, "veiligheid")
    assert hit.highlights == {"title": ["<mark>Safety</mark> &amp; <mark>security</mark>"]}


def test_compounds_of_the_network_are_found_by_the_network_alone(engine: Engine) -> None:
    engine.apply([case("Plan", network_texts={"nl": "drinkwater"}, network_parts="drink water")], timeout=5)
    assert not found(engine, "water")
    assert found(engine, "drinkwater -plan") == []
    assert len(found(engine, "water", NETWORK)) == 1


def test_many_words_that_mean_much_are_answered(engine: Engine) -> None:
    words = "stad kind veiligheid water haven fiets energie afval klimaat school zorg buurt weg wonen fietspad cultuur"
    engine.apply([case(words)], timeout=5)
    assert len(found(engine, words)) == 1
    assert len(found(engine, " ".join(f"{word}" for word in reversed(words.split())))) == 1
