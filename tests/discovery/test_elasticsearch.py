"""The Elasticsearch engine beyond the contract: rebuilds, versions, several writers, a cluster that fails."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import pytest

from citysynergy.discovery import fields
from citysynergy.discovery.documents import CaseDocument, PlaceDocument, Texts
from citysynergy.discovery.engines.base import (
    Deletion,
    EngineBusyError,
    EngineDownError,
    EngineError,
    EngineUnavailableError,
    Wanted,
)
from citysynergy.discovery.engines.elasticsearch import Configuration, ElasticsearchEngine, documents, lease, writer
from citysynergy.discovery.geo import BBox
from citysynergy.discovery.query import CaseQuery
from citysynergy.discovery.viewers import ANYONE
from tests.discovery.contract import generate
from tests.discovery.contract.test_lifecycle import case, titles
from tests.discovery.engines import closed_port, elasticsearch, indexes, remove_indexes
from tests.discovery.sick import gone, passed_on, refusing, serving, stalled


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[ElasticsearchEngine]:
    """An engine that has no index yet."""
    with elasticsearch(tmp_path) as made:
        yield made


def another(engine: ElasticsearchEngine, **changes: Any) -> ElasticsearchEngine:
    """The same index as another process or machine reaches it."""
    return ElasticsearchEngine(replace(engine.configuration, **changes))


# Threads


def test_threads_that_search_first_write_nothing_that_they_share(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client's fields change while they are written: two first searches at once made one of them fail."""
    monkeypatch.setattr(documents.Index, "to_dict", lambda _index: pytest.fail("The mapping is written once more."))
    assert documents.index_body(3)["settings"]["number_of_shards"] == 3
    assert documents.index_body(1)["mappings"]["dynamic"] == "strict"
    assert documents.fingerprint() == ElasticsearchEngine(Configuration(url=closed_port())).indices.alias[-11:]


# Without an index, without a server


def test_without_an_index_the_error_says_what_to_do(engine: ElasticsearchEngine) -> None:
    with pytest.raises(EngineUnavailableError, match="citysynergy_rebuild_index"):
        titles(engine)
    with pytest.raises(EngineUnavailableError, match="citysynergy_rebuild_index"):
        engine.apply([case("brug")], timeout=5)
    with pytest.raises(EngineUnavailableError, match="citysynergy_rebuild_index"):
        list(engine.entries())
    with pytest.raises(EngineUnavailableError, match="citysynergy_rebuild_index"):
        engine.state()
    assert indexes(engine) == set(), "a write made an index of its own"


def test_a_server_that_is_not_there_is_said_to_be_down() -> None:
    engine = ElasticsearchEngine(Configuration(closed_port()))
    for work in (
        lambda: titles(engine),
        lambda: engine.apply([case("brug")], timeout=1),
        lambda: engine.rebuild(pytest.fail("nothing is read for an index that can't be made") for _ in "a"),
        lambda: list(engine.entries()),
        engine.state,
    ):
        with pytest.raises(EngineDownError):
            work()


@pytest.mark.parametrize("sickness", [gone, partial(refusing, 502), partial(refusing, 503)])
def test_another_host_answers_where_one_is_down_or_says_that_it_cannot(
    engine: ElasticsearchEngine, sickness: Callable[[], AbstractContextManager[str]]
) -> None:
    engine.rebuild([case("brug")])
    with sickness() as sick:
        both = another(engine, url=f"{sick}, {engine.configuration.url}")
        assert [titles(both) for _ in range(3)] == [["brug"]] * 3
        both.apply([case("plan")], timeout=5)
    assert titles(engine) == ["brug", "plan"]


@pytest.mark.parametrize("often", [1, 2, 3])
def test_a_search_that_a_dying_node_failed_is_asked_again(engine: ElasticsearchEngine, often: int) -> None:
    engine.rebuild([case("brug")])
    failures = iter(range(often))
    failed = {"error": {"type": "search_phase_execution_exception", "reason": "Partial shards failure"}, "status": 502}

    def answer(request: BaseHTTPRequestHandler, body: bytes) -> tuple[int, bytes]:
        """A whole answer of the cluster, in which one search failed."""
        if "_msearch" in request.path and next(failures, None) is not None:
            return 200, orjson.dumps({"took": 1, "responses": [failed] * (body.count(b"\n") // 2)})
        return passed_on(request, body)

    with serving(answer) as cluster:
        before_it = another(engine, url=f"http://127.0.0.1:{cluster.server_port}")
        if often < 3:
            assert titles(before_it) == ["brug"]
        else:
            with pytest.raises(EngineDownError, match="Partial shards failure"):
                titles(before_it)
            assert titles(before_it) == ["brug"]


def test_a_server_that_does_not_answer_keeps_nobody_waiting() -> None:
    with stalled() as silent:
        engine = ElasticsearchEngine(Configuration(silent, seconds=0.2))
        for work in (lambda: titles(engine), engine.state):
            with pytest.raises(EngineDownError, match="in time"):
                work()
        # The change may wait: it is no reason to build the index anew.
        with pytest.raises(EngineBusyError):
            engine.apply([case("brug")], timeout=0.2)


def test_no_password_is_told() -> None:
    address = closed_port().replace("//", "//editor:very-secret@")
    with pytest.raises(EngineDownError) as told:
        titles(ElasticsearchEngine(Configuration(address)))
    assert "very-secret" not in str(told.value)


# Versions


def test_a_late_change_does_not_bring_back_what_was_deleted(engine: ElasticsearchEngine) -> None:
    engine.rebuild([])
    gone = case("gone")
    engine.apply([gone], timeout=5)
    engine.apply([Deletion(gone.id, 3)], timeout=5)
    engine.apply([replace(gone, version=2)], timeout=5)
    assert titles(engine) == []


def test_what_was_deleted_during_a_rebuild_stays_deleted(engine: ElasticsearchEngine) -> None:
    gone = case("gone", version=0)
    engine.rebuild([gone], missed=lambda: [Deletion(gone.id, 3)])
    engine.apply([replace(gone, version=2)], timeout=5)
    assert titles(engine) == []


def test_a_large_change_is_searchable_on_return_too(engine: ElasticsearchEngine) -> None:
    engine.rebuild([])
    engine.apply([case(f"{number}") for number in range(writer.SMALL + 1)], timeout=30)
    assert engine.state()["documents"] == writer.SMALL + 1


def test_one_refused_document_is_an_error(engine: ElasticsearchEngine) -> None:
    engine.rebuild([])
    # A keyword holds 32,766 bytes at most.
    with pytest.raises(EngineError, match="refused"):
        engine.apply([case("brug"), case("plan", keywords={"theme": ("x" * 40_000,)})], timeout=5)


# Rebuilds


def test_many_documents_are_sent_in_several_requests(
    engine: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "CHUNK_CASES", 10)
    readers = set()

    def made() -> Iterator[CaseDocument]:
        for number in range(95):
            readers.add(threading.get_ident())
            yield case(f"{number}")

    assert engine.rebuild(made()) == 95
    assert readers == {threading.get_ident()}, "documents were read in a thread that has no database connection"


def test_only_one_index_is_kept(engine: ElasticsearchEngine) -> None:
    for number in range(3):
        engine.rebuild([case(str(number))])
    assert indexes(engine) == {engine.state()["index"]}


def test_a_failed_rebuild_leaves_no_debris(engine: ElasticsearchEngine) -> None:
    engine.rebuild([case("old")])
    before = indexes(engine)

    def half() -> Iterator[CaseDocument]:
        yield case("half")
        assert len(indexes(engine)) == 2
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError, match="went away"):
        engine.rebuild(half())
    assert indexes(engine) == before
    # A document that is refused while two requests are under way.
    with pytest.raises(EngineError, match="refused"):
        engine.rebuild([case("plan", keywords={"theme": ("x" * 40_000,)})])
    assert indexes(engine) == before
    assert titles(engine) == ["old"]


def test_debris_of_a_rebuild_that_was_killed_is_removed_by_the_next(engine: ElasticsearchEngine) -> None:
    engine.rebuild([case("old")])
    engine.indices.create()
    engine.rebuild([case("new")])
    assert indexes(engine) == {engine.state()["index"]}


def test_a_neighbour_with_a_similar_name_is_left_alone(engine: ElasticsearchEngine) -> None:
    neighbour = another(engine, index=f"{engine.configuration.index}-v1x")
    try:
        neighbour.rebuild([case("theirs")])
        engine.rebuild([case("ours")])
        engine.rebuild([case("ours")])
        assert titles(neighbour) == ["theirs"]
    finally:
        remove_indexes(neighbour)


def test_what_reaches_the_old_index_just_before_the_switch_is_not_lost(
    engine: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.rebuild([])
    late = case("late", version=7)
    written: list[CaseDocument] = []
    switch = engine.indices.switch

    def switch_after_a_write(name: str) -> None:
        engine.apply([late], timeout=5)
        written.append(late)
        switch(name)

    monkeypatch.setattr(engine.indices, "switch", switch_after_a_write)
    engine.rebuild([case("built", version=0)], missed=lambda: list(written))
    assert titles(engine) == ["built", "late"]


def test_two_rebuilds_at_once_are_refused(engine: ElasticsearchEngine) -> None:
    def made() -> Iterator[CaseDocument]:
        with pytest.raises(EngineBusyError, match="rebuild lock"):
            another(engine).rebuild([])
        yield case("brug")

    engine.rebuild(made())
    assert titles(engine) == ["brug"]


def test_the_lock_of_a_rebuild_that_died_is_taken_over(
    engine: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.rebuild([])
    dead = lease.Lease(engine.client, engine.indices.lock)
    dead.take()
    with pytest.raises(EngineBusyError):
        engine.rebuild([])
    now = lease.time.time()
    monkeypatch.setattr(lease.time, "time", lambda: now + lease.SECONDS + 1)
    engine.rebuild([case("brug")])
    assert titles(engine) == ["brug"]


def test_who_lost_the_lock_stops(engine: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    engine.rebuild([case("old")])
    monkeypatch.setattr(writer, "CHUNK_CASES", 1)

    def made() -> Iterator[CaseDocument]:
        yield case("half")
        monkeypatch.setattr(lease, "SECONDS", -1.0)
        thief = lease.Lease(engine.client, engine.indices.lock)
        engine.client.delete(index=engine.indices.lock, id=lease.DOCUMENT)
        thief.take()
        monkeypatch.setattr(lease.time, "monotonic", lambda: 1e12)
        yield case("other half")

    with pytest.raises(EngineBusyError):
        engine.rebuild(made())
    assert titles(engine) == ["old"]
    assert len(indexes(engine)) == 1


def test_an_index_of_another_version_is_left_alone_until_the_next_rebuild(
    engine: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.rebuild([case("old")])
    monkeypatch.setattr(documents, "REVISION", documents.REVISION + 1)
    new = another(engine)
    with pytest.raises(EngineUnavailableError, match="this version"):
        titles(new)
    assert titles(engine) == ["old"]
    new.rebuild([case("new")])
    assert titles(new) == ["new"]
    assert len(indexes(new)) == 1


# Analysis and highlights


def test_no_stemmer_makes_two_of_the_generated_words_one(engine: ElasticsearchEngine) -> None:
    engine.rebuild([])
    for group in fields.GROUPS:
        told = engine.client.indices.analyze(
            index=engine.indices.alias, analyzer=f"citysynergy_{group}", text=list(generate.WORDS)
        ).body
        stems = [token["token"] for token in told["tokens"]]
        assert len(set(stems)) == len(stems) == len(generate.WORDS)


def test_a_passage_says_where_the_text_goes_on(engine: ElasticsearchEngine) -> None:
    filling = " ".join(f"Zin nummer {number} zegt niets." for number in range(40))
    texts = {
        "begin": f"Orgel staat voorop. {filling}",
        "middle": f"{filling} Hier staat het orgel. {filling}",
        "end": f"{filling} Achteraan staat het orgel",
        "whole": "het orgel",
    }
    engine.rebuild(
        case(
            name,
            texts={"nl": Texts(title=name, body=text)},
            payload={"language": "nl", "languages": ["nl"], "title": name},
        )
        for name, text in texts.items()
    )
    results = engine.search(CaseQuery(q="orgel"), ANYONE, Wanted(), generate.NOW)
    dots = {}
    for hit in results.hits:
        [passage] = hit.highlights["body"]
        dots[hit.data["title"]] = (passage.startswith("… "), passage.endswith(" …"))
    assert dots == {"begin": (False, True), "middle": (True, True), "end": (True, False), "whole": (False, False)}


def test_nothing_in_a_text_can_pass_for_a_mark(engine: ElasticsearchEngine) -> None:
    text = "\ue000<b>\ue001 orgel \ue001\ue000"
    engine.rebuild([case("x", texts={"nl": Texts(title=text)}, payload={"language": "nl", "languages": ["nl"]})])
    [hit] = engine.search(CaseQuery(q="orgel"), ANYONE, Wanted(), generate.NOW).hits
    assert "<b>" not in hit.highlights["title"][0]
    assert hit.highlights["title"][0].count("<mark>") == hit.highlights["title"][0].count("</mark>")


def test_a_place_on_the_edge_of_a_box_is_in_it(engine: ElasticsearchEngine) -> None:
    """A click on a mark asks for the box around its places, whose edges are those places."""
    points = [(52.09083, 5.12222), (51.9225, 4.47917), (-6.2088, 106.84561), (12.43787, -86.87804)]
    engine.rebuild(
        replace(case(str(number)), id=str(uuid4()), places=(PlaceDocument("", "NL", *point),))
        for number, point in enumerate(points)
    )
    for latitude, longitude in points:
        box = BBox(longitude, latitude, longitude, latitude)
        results = engine.search(CaseQuery(bbox=box), ANYONE, Wanted(zoom=5), generate.NOW)
        assert results.total == 1
        assert [mark.count for mark in results.clusters] == [1]


def test_a_cluster_that_is_too_busy_for_a_moment_gets_the_documents_all_the_same(
    engine: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where memory is short while segments are merged, Elasticsearch refuses requests with 429, as it should."""
    monkeypatch.setattr(writer, "PAUSES", (0.01, 0.01))
    monkeypatch.setattr(writer, "CHUNK_CASES", 10)
    refused: Counter[tuple[str, bytes]] = Counter()
    late = case("brug")

    def often_busy(request: BaseHTTPRequestHandler, body: bytes) -> tuple[int, bytes]:
        if "_bulk" in request.path and refused[request.path, body] < 2:
            refused[request.path, body] += 1
            return 429, b'{"error": {"type": "circuit_breaking_exception", "reason": "too large"}, "status": 429}'
        return passed_on(request, body)

    with serving(often_busy) as proxy:
        through = another(engine, url=f"http://127.0.0.1:{proxy.server_port}")
        assert through.rebuild(generate.cases(30, seed=5), missed=lambda: [late]) == 31
    # What was missed is written before the switch and after it.
    assert sum(late.id.encode() in body for _path, body in refused) == 2
    assert len(refused) >= 5
    assert set(refused.values()) == {2}
