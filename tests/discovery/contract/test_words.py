"""Words, phrases and highlights, as far as they are the same for every engine."""

from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citysynergy.discovery.documents import CaseDocument, Texts
from citysynergy.discovery.engines.base import Engine, Wanted
from citysynergy.discovery.engines.embedded import schema
from citysynergy.discovery.query import CaseQuery
from citysynergy.discovery.viewers import ANYONE, Viewer
from tests.discovery.contract import generate, oracle

NETWORK = Viewer(frozenset({"public"}), network=True)


def case(**given: object) -> CaseDocument:
    """A public case in Dutch with the texts given."""
    base = CaseDocument(
        id=str(uuid4()), page_id=1, version=1, access="public", language="nl", texts={},
        payload={"language": "nl", "languages": ["nl", "en"]},
    )  # fmt: skip
    return replace(base, **given)


def found(engine: Engine, text: str, viewer: Viewer = ANYONE, language: str = "nl") -> list[dict[str, list[str]]]:
    """The highlights of what is found."""
    results = engine.search(CaseQuery(q=text), viewer, Wanted(language=language), generate.NOW)
    assert results.total == len(results.hits)
    return [dict(hit.highlights) for hit in results.hits]


def test_the_generated_words_are_changed_by_no_stemmer() -> None:
    for analyzer in schema.analyzers().values():
        assert [analyzer.analyze(word) for word in generate.WORDS] == [oracle.tokens(word) for word in generate.WORDS]


@pytest.mark.parametrize(
    ("language", "written", "asked"),
    [
        ("nl", "De gemeenten werken samen", "gemeente"),
        ("nl", "Samenwerking met de gemeente", "gemeenten"),
        ("en", "Cities that adapt", "adapting"),
        ("en", "Two city partnerships", "partnership"),
        ("nl", "Coöperatie in Umeå", "cooperatie umea"),
        ("nl", "Naar León en Wrocław", "LEON wroclaw"),
        ("nl", "Sinds 1983", "1983"),
        ("pap", "Awa i energia", "energia"),
        ("nl", "'s-Gravenhage", "s-gravenhage"),
        ("nl", "Kadıköy en İzmir", "kadikoy izmir"),
        ("nl", "é geschreven als twee tekens: cafe\u0301", "café"),
    ],
)
def test_a_word_is_found(engine: Engine, language: str, written: str, asked: str) -> None:
    engine.apply([case(language=language, texts={language: Texts(body=written)})], timeout=5)
    assert len(found(engine, asked)) == 1


def test_all_words_must_occur_but_in_any_field_and_language(engine: Engine) -> None:
    engine.apply(
        [case(texts={"nl": Texts(title="brug"), "en": Texts(body="delta"), "pap": Texts(context="park")})], timeout=5
    )
    assert found(engine, "delta brug park")
    assert not found(engine, "delta brug atlas")


def test_a_phrase_is_found_in_its_order_only(engine: Engine) -> None:
    engine.apply([case(texts={"nl": Texts(title="plan delta", summary="atlas")})], timeout=5)
    assert found(engine, '"plan delta"')
    assert not found(engine, '"delta plan"')
    assert not found(engine, '"delta atlas"')


def test_an_excluded_word_keeps_a_case_out(engine: Engine) -> None:
    engine.apply([case(texts={"nl": Texts(title="plan delta")}), case(texts={"nl": Texts(title="plan")})], timeout=5)
    assert len(found(engine, "plan -delta")) == 1
    assert len(found(engine, '-"plan delta"')) == 1


def test_the_title_weighs_more_than_the_text(engine: Engine) -> None:
    title, body = (
        case(texts={"nl": Texts(title="kiosk", body="plan")}),
        case(texts={"nl": Texts(title="plan", body="kiosk")}),
    )
    engine.apply([body, title], timeout=5)
    results = engine.search(CaseQuery(q="kiosk"), ANYONE, Wanted(), generate.NOW)
    assert [hit.id for hit in results.hits] == [title.id, body.id]


def test_highlights_are_complete_marked_and_safe(engine: Engine) -> None:
    texts = Texts(title='("Brug" & <script>alert(1)</script> brug!)', summary="Ä brug é", body="x " * 400 + "brug <b>")
    engine.apply([case(texts={"nl": texts})], timeout=5)
    [highlights] = found(engine, "brug")
    mark = "<mark>brug</mark>"
    assert highlights["title"] == [
        f"(&quot;<mark>Brug</mark>&quot; &amp; &lt;script&gt;alert(1)&lt;/script&gt; {mark}!)"
    ]
    assert highlights["summary"] == [f"Ä {mark} é"]
    assert mark in highlights["body"][0]
    assert "<b>" not in highlights["body"][0]
    assert len(highlights["body"][0]) < 400


def test_highlights_speak_the_readers_language(engine: Engine) -> None:
    engine.apply([case(texts={"nl": Texts(title="delta nota"), "en": Texts(title="delta plan")})], timeout=5)
    assert found(engine, "delta", language="en") == [{"title": ["<mark>delta</mark> plan"]}]
    assert found(engine, "delta", language="nl") == [{"title": ["<mark>delta</mark> nota"]}]
    assert found(engine, "delta", language="fr") == [{"title": ["<mark>delta</mark> nota"]}]


def test_network_only_text_is_searched_and_marked_for_the_network_alone(engine: Engine) -> None:
    engine.apply([case(texts={"nl": Texts(title="plan")}, network_texts={"nl": "geheim orgel"})], timeout=5)
    assert found(engine, "orgel") == []
    assert found(engine, "plan -orgel") == [{"title": ["<mark>plan</mark>"]}]
    assert found(engine, "orgel", NETWORK) == [{"network": ["geheim <mark>orgel</mark>"]}]
    assert found(engine, "plan -orgel", NETWORK) == []


ODD = [
    *("", " ", "-", '"', '""', '"-', "--", "- -", '-"', "*", "a*", "?", "title_nl:plan", "AND OR NOT", "(", "[a TO b]"),
    *("\x00plan\x1f", "\ud800", "\u202eplan", "'; DROP TABLE cases; --", "<script>alert(1)</script>", "\\", "plan~2"),
    *("plan^9", "a" * 10_000, "plan " * 2_000, '"' * 300, "-" * 300, "%", "😀", "ﬁ", "é" * 59, "+plan", "/re/"),
]


@pytest.mark.parametrize("text", ODD)
def test_any_text_is_answered(filled: Engine, text: str) -> None:
    query = CaseQuery.from_params({"q": text}, vocabulary=generate.VOCABULARY)
    results = filled.search(query, ANYONE, Wanted(zoom=1), generate.NOW)
    assert results.total >= len(results.hits)
    # Unread, as Python code might pass it.
    assert filled.search(CaseQuery(q=text), ANYONE, Wanted(), generate.NOW).total >= 0


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(max_size=400) | st.lists(st.sampled_from([*generate.WORDS, '"', "-", " "]), max_size=30).map("".join)
)
def test_no_text_trips_the_engine(filled: Engine, text: str) -> None:
    query = CaseQuery.from_params({"q": text}, vocabulary=generate.VOCABULARY)
    results = filled.search(query, ANYONE, Wanted(facets=()), generate.NOW)
    assert len(results.hits) == min(results.total, query.page_size)
