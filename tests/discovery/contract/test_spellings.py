"""Words like the one that was typed: as they are written, near first, and only what the viewer may read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citysynergy.discovery.documents import Texts
from citysynergy.discovery.engines.base import Engine
from citysynergy.discovery.spelling import MAX_SPELLINGS, distance, near
from citysynergy.discovery.viewers import ANYONE, Viewer
from tests.discovery.contract.test_words import NETWORK, case


def spelt(engine: Engine, word: str, viewer: Viewer = ANYONE) -> list[tuple[str, int, int]]:
    [found] = engine.spellings([word], viewer)
    return [(spelling.word, spelling.distance, spelling.count) for spelling in found]


def write(engine: Engine, *texts: str, access: str = "public") -> None:
    engine.apply([case(texts={"nl": Texts(body=text)}, access=access) for text in texts], timeout=5)


def test_near_words_come_first_and_frequent_ones_before_rare_ones(engine: Engine) -> None:
    write(engine, "waterbeheer en waterbehoud", "Waterbehoud!", "waterbeheers", "zomaar waterbeheerder")
    assert spelt(engine, "waterbeheerr") == [("waterbeheer", 1, 1), ("waterbeheers", 1, 1), ("waterbeheerder", 2, 1)]
    assert spelt(engine, "waterbehoed") == [("waterbehoud", 1, 2), ("waterbeheer", 2, 1)]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("watter", "water"),
        ("wter", "water"),
        ("waetr", "water"),
        ("gemeetne", "gemeente"),
        ("gemeenteen", "gemeenten"),
        ("zurch", "Zürich"),
        ("Zürch", "zürich"),
        ("umeaa", "Umeå"),
        ("rotterdm", "Rotterdam"),
        ("rotterdmm", "Rotterdams"),
    ],
)
def test_words_are_shown_as_they_are_written_and_not_as_stems(engine: Engine, typed: str, written: str) -> None:
    write(engine, f"Samen met {written} verder")
    assert [word for word, _distance, _count in spelt(engine, typed)] == [written.lower()]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("water", "water"),
        ("kater", "water"),
        ("watxr", "wtaer"),
        ("jakxxrta", "jxkarta"),
        ("plan", "pla1"),
        ("stad", "sta"),
    ],
)
def test_what_is_no_misspelling_is_left_alone(engine: Engine, typed: str, written: str) -> None:
    write(engine, written)
    assert spelt(engine, typed) == []


def test_words_that_the_viewer_may_not_read_are_unknown(engine: Engine) -> None:
    write(engine, "geheimpje", access="g3")
    write(engine, "geheim")
    engine.apply([case(texts={"nl": Texts(title="plan")}, network_texts={"nl": "geheimen"})], timeout=5)
    assert spelt(engine, "geheimpj") == [("geheim", 2, 1)]
    assert spelt(engine, "geheimpj", Viewer(frozenset({"public", "g3"}))) == [("geheimpje", 1, 1), ("geheim", 2, 1)]
    assert spelt(engine, "geheimpj", NETWORK) == [("geheim", 2, 1), ("geheimen", 2, 1)]
    assert spelt(engine, "geheimpj", Viewer(frozenset())) == []


def test_several_words_are_asked_at_once(engine: Engine) -> None:
    write(engine, "water en energie")
    found = engine.spellings(["watter", "brug", "energi"], ANYONE)
    assert [[spelling.word for spelling in spellings] for spellings in found] == [["water"], [], ["energie"]]
    assert engine.spellings([], ANYONE) == []


def test_few_are_handed_on(engine: Engine) -> None:
    write(engine, " ".join(f"wate{letter}" for letter in "abcdefghij"))
    assert len(spelt(engine, "water")) == MAX_SPELLINGS


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [("water", "water", 0), ("water", "wter", 1), ("water", "watter", 1), ("water", "wader", 1), ("water", "watre", 1),
     ("", "ab", 2), ("abcd", "badc", 2), ("abc", "xyz", 3), ("ca", "abc", 3)],
)  # fmt: skip
def test_edits_are_counted(one: str, other: str, edits: int) -> None:
    assert distance(one, other, 9) == distance(other, one, 9) == edits
    assert distance(one, other, 1) == min(edits, 2)


@settings(max_examples=60, deadline=None)
@given(typed=st.text(max_size=12), words=st.lists(st.tuples(st.text(max_size=12), st.integers(1, 9)), max_size=9))
def test_no_text_trips_the_rules(typed: str, words: list[tuple[str, int]]) -> None:
    assert len(near(typed, words)) <= len(words)
