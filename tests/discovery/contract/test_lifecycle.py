"""Writing, rebuilding and what happens when something goes wrong. Every engine keeps these promises."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

import pytest

from citysynergy.discovery.documents import CaseDocument, PlaceDocument, Texts
from citysynergy.discovery.engines.base import Deletion, Engine, Entry, Wanted
from citysynergy.discovery.query import CaseQuery
from citysynergy.discovery.viewers import ANYONE
from tests.discovery.contract import generate


def case(title: str, version: int = 1, **given: object) -> CaseDocument:
    """A public case with a title."""
    base = CaseDocument(
        id=str(uuid4()), page_id=1, version=version, access="public", language="nl", texts={"nl": Texts(title=title)},
        payload={"title": title},
    )  # fmt: skip
    return replace(base, **given)


def titles(engine: Engine, **given: object) -> list[str]:
    """The titles that a stranger finds, in order."""
    results = engine.search(CaseQuery.of(sort="title", **given), ANYONE, Wanted(), generate.NOW)
    return [hit.data["title"] for hit in results.hits]


def test_a_change_is_searchable_on_return(engine: Engine) -> None:
    first = case("brug")
    engine.apply([first, case("plan")], timeout=5)
    assert titles(engine) == ["brug", "plan"]
    engine.apply([replace(first, version=2, texts={"nl": Texts(title="delta")}, payload={"title": "delta"})], timeout=5)
    assert titles(engine) == ["delta", "plan"]
    engine.apply([Deletion(first.id, version=3)], timeout=5)
    assert titles(engine) == ["plan"]


def test_a_late_change_does_not_undo_a_newer_one(engine: Engine) -> None:
    new = case("new", version=5)
    engine.apply([new], timeout=5)
    engine.apply([replace(new, version=4, payload={"title": "old"})], timeout=5)
    engine.apply([Deletion(new.id, version=4)], timeout=5)
    assert titles(engine) == ["new"]


def test_deleting_what_is_not_there_is_no_error(engine: Engine) -> None:
    engine.apply([Deletion(str(uuid4()), version=1)], timeout=5)
    engine.apply([], timeout=5)
    assert titles(engine) == []


def test_many_small_changes_stay_exact(engine: Engine) -> None:
    made = [case(f"case {number:02}", keywords={"theme": ("energy",)}) for number in range(40)]
    for document in made:
        engine.apply([document], timeout=5)
    for document in made[::2]:
        engine.apply([Deletion(document.id, version=2)], timeout=5)
    results = engine.search(CaseQuery(), ANYONE, Wanted(), generate.NOW)
    assert results.total == 20
    assert [(value.value, value.count) for value in results.facets["theme"]] == [("energy", 20)]


def test_a_rebuild_switches_at_once_and_adds_what_it_missed(engine: Engine) -> None:
    old, kept, gone, changed = case("old"), case("kept"), case("gone"), case("changed")
    engine.apply([old], timeout=5)
    seen: list[list[str]] = []

    def documents() -> Iterator[CaseDocument]:
        for document in (kept, gone, changed):
            seen.append(titles(engine))
            yield document

    newer = replace(changed, version=2, payload={"title": "newer"})
    assert engine.rebuild(documents(), missed=lambda: [Deletion(gone.id, 2), newer]) == 2
    assert seen == [["old"]] * 3
    assert titles(engine) == ["newer", "kept"]


def test_writing_goes_on_while_an_index_is_rebuilt(engine: Engine) -> None:
    during = case("during")

    def documents() -> Iterator[CaseDocument]:
        engine.apply([during], timeout=5)
        assert titles(engine) == ["during"]
        yield case("rebuilt")

    engine.rebuild(documents(), missed=lambda: [during])
    assert titles(engine) == ["during", "rebuilt"]


def test_a_failed_rebuild_leaves_the_old_index_and_no_debris(engine: Engine) -> None:
    engine.apply([case("old")], timeout=5)
    before = engine.state()["index"]

    def documents() -> Iterator[CaseDocument]:
        yield case("half")
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError, match="went away"):
        engine.rebuild(documents())
    assert titles(engine) == ["old"]
    assert engine.state()["index"] == before
    engine.rebuild([case("again")])
    assert titles(engine) == ["again"]


def test_entries_tell_what_is_held(engine: Engine) -> None:
    first, second = case("brug", version=3), case("plan", version=4)
    engine.apply([first, second], timeout=5)
    expected = {Entry(first.id, 3, first.digest), Entry(second.id, 4, second.digest)}
    assert set(engine.entries()) == set(engine.held([first.id, second.id, str(uuid4())])) == expected
    assert list(engine.held([])) == []
    engine.apply([Deletion(first.id, 4)], timeout=5)
    assert {entry.id for entry in engine.entries()} == {second.id}
    assert list(engine.held([first.id])) == []
    engine.apply([replace(first, version=5)], timeout=5)
    assert engine.state()["documents"] == 2


def test_entries_of_many_cases_are_each_told_once(engine: Engine) -> None:
    made = [case(f"{number}") for number in range(600)]
    engine.rebuild(made)
    engine.apply([replace(document, version=2) for document in made[:50]], timeout=30)
    assert sorted(entry.id for entry in engine.entries()) == sorted(document.id for document in made)


def test_the_digest_notices_every_change_but_the_version() -> None:
    base = case("brug")
    assert base.digest == replace(base, version=9).digest
    changes: list[dict[str, object]] = [
        {"access": "g1"}, {"language": "en"}, {"texts": {}}, {"keywords": {"theme": ("a",)}}, {"page_id": 2},
        {"network_texts": {"nl": "a"}}, {"places": (PlaceDocument("Bonn", "DE", 50.7, 7.1),)}, {"year_to": 2020},
        {"deadline": generate.NOW}, {"published": generate.NOW}, {"payload": {}}, {"network_payload": {"a": 1}},
    ]  # fmt: skip
    assert len({base.digest, *(replace(base, **change).digest for change in changes)}) == len(changes) + 1


def test_a_misspelt_field_is_refused() -> None:
    with pytest.raises(ValueError, match="not a keyword field"):
        case("brug", keywords={"themes": ("energy",)})
    with pytest.raises(ValueError, match="no network-only values"):
        case("brug", network_keywords={"country": ("ID",)})
