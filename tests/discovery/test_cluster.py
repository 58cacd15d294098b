"""A cluster of three nodes loses one while it is searched and written: nobody notices, and nothing is gone."""

import importlib
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command

from citysynergy.discovery import outbox
from citysynergy.discovery.documents import CaseDocument
from citysynergy.discovery.engines.base import EngineError, Wanted
from citysynergy.discovery.engines.elasticsearch import Configuration, ElasticsearchEngine
from citysynergy.discovery.engines.registry import get_engine
from citysynergy.discovery.query import CaseQuery
from tests import factories
from tests.discovery.contract import generate
from tests.discovery.engines import settings_of

pytestmark = pytest.mark.heavy

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
CASES = 10_000
EVERYTHING = generate.VIEWERS[2]
# How much is read and written with a node less before the test is content.
READS, WRITES = 300, 30
SECONDS = 240


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Three nodes on the loopback interface; ``addresses`` names them all."""
    monkeypatch.syspath_prepend(SCRIPTS)
    made = importlib.import_module("elastic").Cluster()
    try:
        with made as addresses:
            made.addresses = addresses
            yield made
    finally:
        for name in ("elastic", "system"):
            sys.modules.pop(name, None)


class Worker(threading.Thread):
    """Does something on and on; ``since`` counts how often since the node was lost."""

    def __init__(self, work: Callable[[int], None]) -> None:
        super().__init__()
        self.work = work
        self.ended = threading.Event()
        self.lost = threading.Event()
        self.failed: list[str] = []
        self.count = self.since = 0

    def run(self) -> None:
        while not self.ended.is_set():
            after = self.lost.is_set()
            try:
                self.work(self.count)
            except Exception as error:  # every failure is what this test looks for
                self.failed.append(repr(error))
                return
            self.count += 1
            self.since += after


def node_of_a_primary(engine: ElasticsearchEngine) -> str:
    """The name of a node that holds a primary shard of the index."""
    shards = engine.client.cat.shards(index=engine.indices.serving(), format="json").body
    return next(str(shard["node"]) for shard in shards if shard["prirep"] == "p")  # type: ignore[index, call-overload]


def is_whole(engine: ElasticsearchEngine, nodes: int) -> None:
    """Wait until there are so many nodes, and each part of the index has its copy."""
    told = engine.client.options(request_timeout=200).cluster.health(
        wait_for_status="green", wait_for_nodes=str(nodes), timeout="180s"
    )
    assert not told["timed_out"], told


def test_a_node_that_dies_takes_no_search_and_no_document_with_it(
    cluster: Any, world: SimpleNamespace, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    configuration = Configuration(cluster.addresses, index="generated", shards=2, replicas=1, seconds=30)
    engine = ElasticsearchEngine(configuration)
    cases = generate.cases(CASES, seed=5)
    assert engine.rebuild(cases) == CASES
    # The site has an index of its own there, with cases that the database knows.
    site = ElasticsearchEngine(replace(configuration, index="site"))
    settings.CITYSYNERGY = {**django_settings.CITYSYNERGY, **settings_of(site)}
    for number in range(5):
        factories.make_initiative(world.rotterdam, f"Voor {number}")
    call_command("citysynergy_rebuild_index", verbosity=0)
    is_whole(engine, nodes=3)

    queries = [CaseQuery(), CaseQuery(q="brug"), CaseQuery.of(theme="energy"), CaseQuery(q="tram plan")]
    totals = [total(engine, query) for query in queries]
    assert totals[0] == CASES
    latest: dict[str, CaseDocument] = {case.id: case for case in cases}

    def read(number: int) -> None:
        which = number % len(queries)
        found = total(engine, queries[which])
        assert found == totals[which], f"{queries[which]}: {found} instead of {totals[which]}"

    def write(number: int) -> None:
        case = cases[number % 100]
        changed = replace(case, version=number + 10, payload={**case.payload, "round": number})
        latest[case.id] = changed
        send_until_taken(engine, changed)

    readers, writer = [Worker(read) for _ in range(3)], Worker(write)
    workers = [*readers, writer]
    for worker in workers:
        worker.start()
    try:
        wait_until(lambda: all(worker.count > 20 or worker.failed for worker in workers))
        name = node_of_a_primary(engine)
        next(node for node in cluster.nodes if node.node["node.name"] == name).kill()
        for worker in workers:
            worker.lost.set()
        wait_until(
            lambda: (
                any(worker.failed for worker in workers)
                or (all(reader.since >= READS for reader in readers) and writer.since >= WRITES)
            )
        )
    finally:
        for worker in workers:
            worker.ended.set()
        for worker in workers:
            worker.join()
    assert [worker.failed for worker in workers] == [[]] * 4
    assert {entry.id: (entry.version, entry.digest) for entry in engine.entries()} == {
        case.id: (case.version, case.digest) for case in latest.values()
    }
    # Publishing goes on, and database and index are equal.
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(5):
            factories.make_initiative(world.utrecht, f"Na {number}")
    outbox.drain()
    assert get_engine().state()["documents"] == 10
    call_command("citysynergy_check_index", verbosity=0)
    # Two nodes are enough for every part and its copy, and for a rebuild.
    is_whole(engine, nodes=2)
    call_command("citysynergy_rebuild_index", verbosity=0)
    call_command("citysynergy_check_index", verbosity=0)


def total(engine: ElasticsearchEngine, query: CaseQuery) -> int:
    return engine.search(query, EVERYTHING, Wanted(facets=("theme",), highlights=False), generate.NOW).total


def send_until_taken(engine: ElasticsearchEngine, changed: CaseDocument) -> None:
    """As the worker does: what is not taken waits and is sent again."""
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            engine.apply([changed], timeout=10)
            return
        except EngineError:
            if time.monotonic() > deadline:
                raise


def wait_until(true: Callable[[], bool]) -> None:
    pause, deadline = threading.Event(), time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < deadline, "it took too long"
        pause.wait(0.05)
