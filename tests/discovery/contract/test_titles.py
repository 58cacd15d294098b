"""Cases by the beginning of a title, for completion while typing."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from citysynergy.discovery.documents import CaseDocument, Texts
from citysynergy.discovery.engines.base import Engine
from citysynergy.discovery.viewers import ANYONE, Viewer
from tests.discovery.contract import generate, oracle
from tests.discovery.contract.test_words import NETWORK, ODD, case


def completed(engine: Engine, text: str, viewer: Viewer = ANYONE) -> int:
    return len(engine.titled(text, viewer, 9))


def begins(document: CaseDocument, text: str) -> bool:
    *whole, beginning = oracle.tokens(text)
    titles = [word for texts in document.texts.values() for word in oracle.tokens(texts.title)]
    return set(whole) <= set(titles) and any(word.startswith(beginning) for word in titles)


@pytest.mark.parametrize("text", ["p", "pla", "PLAN b", "stad ka", "z", "Zür", "zur", "198", "pont atlas", "x"])
def test_titles_are_completed_for_each_viewer_newest_first(
    filled: Engine, cases: list[CaseDocument], text: str
) -> None:
    for viewer in generate.VIEWERS:
        fitting = [one for one in cases if one.access in viewer.access and begins(one, text)]
        fitting.sort(key=lambda one: (-one.published.timestamp(), one.id))  # type: ignore[union-attr]
        hits = filled.titled(text, viewer, 7)
        assert [hit.id for hit in hits] == [one.id for one in fitting[:7]]
        assert not any(hit.data["secret"] for hit in hits)


@pytest.mark.parametrize(
    ("title", "typed", "found"),
    [
        ("Slimme straten", "stra", 1),
        ("Slimme straten", "slimme str", 1),
        ("Slimme straten", "straten sl", 1),
        ("Slimme straten", "raten", 0),
        # Not by its stem, and nothing but the last word is a beginning.
        ("Slimme straten", "straat", 0),
        ("Slimme straten", "sli straten", 0),
        ("Umeå en İzmir", "UME", 1),
        ("Umeå en İzmir", "izm", 1),
        ("'s-Gravenhage", "s-grav", 1),
        ("Plan a.b", "a.b", 1),
        ("Plan a.b", "a.c", 0),
        ("Plan", ".*", 0),
    ],
)
def test_a_title_is_completed(engine: Engine, title: str, typed: str, found: int) -> None:
    engine.apply([case(texts={"nl": Texts(title=title, body="raten")})], timeout=5)
    assert completed(engine, typed) == found


def test_any_language_is_completed_but_nothing_beside_titles(engine: Engine) -> None:
    engine.apply(
        [case(texts={"nl": Texts(title="brug", summary="delta"), "pap": Texts(title="orgel")},
              network_texts={"nl": "polder"})],
        timeout=5,
    )  # fmt: skip
    for text, found in (("bru", 1), ("org", 1), ("delt", 0), ("pold", 0)):
        assert completed(engine, text, NETWORK) == found


def test_equally_new_titles_are_ordered_by_id_and_undated_ones_come_last(engine: Engine) -> None:
    def published(number: int, moment: Any) -> CaseDocument:
        return case(id=str(UUID(int=number)), published=moment, texts={"nl": Texts(title="brug")})

    rows = [published(1, None), published(9, generate.NOW), published(3, generate.NOW)]
    rows.append(published(2, generate.NOW - timedelta(days=1)))
    engine.apply(rows, timeout=5)
    found = [UUID(hit.id).int for hit in engine.titled("br", ANYONE, 9)]
    assert found == [3, 9, 2, 1]


@pytest.mark.parametrize("text", ODD)
def test_any_text_is_completed(filled: Engine, text: str) -> None:
    assert len(filled.titled(text[:300], ANYONE, 5)) <= 5
