"""Readers of a benchmark, each a process of its own: nothing here may need Django's models."""

import time
from datetime import UTC, datetime
from typing import Any

from benchmarks.measuring import once
from citysynergy.discovery.engines.base import Wanted
from citysynergy.discovery.engines.elasticsearch import Configuration, ElasticsearchEngine
from citysynergy.discovery.query import CaseQuery
from citysynergy.discovery.viewers import ANYONE

# The theme of the readers' searches.
QUERY = CaseQuery(chosen=(("theme", ("water-and-sanitation",)),))


def answer(engine: ElasticsearchEngine) -> tuple[int, tuple[tuple[str, int], ...], int]:
    """What a reader looks at: the total, counts of two facets, and how many different cases a page holds."""
    found = engine.search(QUERY, ANYONE, Wanted(facets=("type", "region"), highlights=False), datetime.now(UTC))
    counts = tuple((value.value, value.count) for values in found.facets.values() for value in values)
    return found.total, counts, len({hit.id for hit in found.hits})


def read(configuration: Configuration, expected: Any, stop: Any, count: Any, told: Any) -> None:
    """Ask until told to stop; then say when each answer came, how long it took, and which were wrong."""
    engine, times, wrong = ElasticsearchEngine(configuration), [], []

    def ask() -> None:
        try:
            if (found := answer(engine)) != expected:
                wrong.append(repr(found))
        except Exception as error:  # each failure is a finding
            wrong.append(repr(error))

    while not stop.is_set():
        taken = once(ask)
        times.append((time.monotonic(), taken))
        with count.get_lock():
            count.value += 1
    told.put((times, wrong))
