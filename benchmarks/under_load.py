"""Three readers and a writer while the whole index is built anew."""

import multiprocessing
import threading
import time
from typing import Any

from django.db import connection

from benchmarks.readers import answer, read
from benchmarks.searching import percentiles
from citysynergy.discovery import maintenance, outbox
from citysynergy.discovery.builder import Builder
from citysynergy.discovery.engines.elasticsearch import ElasticsearchEngine
from citysynergy.models import CasePage

READERS = 3
READS = 20_000
MOST_REBUILDS = 4
QUIET_SECONDS = 30.0
# A pause between two publications, as between those of busy editors.
WRITES_EVERY = 0.5


def rebuild_under_load(engine: ElasticsearchEngine) -> dict[str, Any]:
    """Times and faults of readers before and during a rebuild, and what became of the changes made meanwhile."""
    context = multiprocessing.get_context("spawn")
    stop, told, count = context.Event(), context.Queue(), context.Value("q", 0)
    expected = answer(engine)
    readers = [
        context.Process(target=read, args=(engine.configuration, expected, stop, count, told)) for _ in range(READERS)
    ]
    for reader in readers:
        reader.start()
    # Started, and warm.
    time.sleep(QUIET_SECONDS / 3)
    assert all(reader.is_alive() for reader in readers), "a reader did not start"
    quiet_from = time.monotonic()
    time.sleep(QUIET_SECONDS)
    began = time.monotonic()
    writer = Writer()
    writer.start()
    before, rebuilds = count.value, 0
    while count.value - before < READS and rebuilds < MOST_REBUILDS:
        maintenance.rebuild()
        rebuilds += 1
    ended = time.monotonic()
    writer.ended.set()
    writer.join()
    stop.set()
    found = [told.get() for _ in readers]
    for reader in readers:
        reader.join()
    outbox.drain()
    reads = [read for times, _wrong in found for read in times]
    quiet = [taken for at, taken in reads if quiet_from <= at < began]
    during = [taken for at, taken in reads if began <= at < ended]
    return {
        "rebuilds": rebuilds,
        "reads during the rebuilds": len(during),
        "wrong or failed": [fault for _times, wrong in found for fault in wrong][:10],
        "changes made meanwhile": writer.count,
        "changes lost": writer.lost(engine),
        "quiet": percentiles(quiet),
        "during": percentiles(during),
        "p95 during ÷ quiet": round(percentiles(during)["p95"] / percentiles(quiet)["p95"], 2),
    }


class Writer(threading.Thread):
    """Publishes one case after another, as editors do."""

    def __init__(self) -> None:
        super().__init__()
        self.ended = threading.Event()
        self.count = 0
        self.pages = list(CasePage.objects.filter(live=True).order_by("translation_key").specific()[100:150])

    def run(self) -> None:
        while not self.ended.wait(WRITES_EVERY):
            page = self.pages[self.count % len(self.pages)]
            page.title = f"{page.title.partition(' · ')[0]} · {self.count}"
            page.save_revision().publish()
            self.count += 1
        connection.close()

    def lost(self, engine: ElasticsearchEngine) -> int:
        """The cases whose last change the index does not hold."""
        expected = Builder().of_pages([page.pk for page in self.pages[: self.count]])
        held = {entry.id: entry.digest for entry in engine.held(list(expected))}
        return sum(held.get(case) != document.digest for case, document in expected.items())
