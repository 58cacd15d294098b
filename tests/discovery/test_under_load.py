"""Three readers get right answers, and no change is lost, while a fourth writes and the index is rebuilt."""

import multiprocessing
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from citysynergy.discovery.documents import CaseDocument
from citysynergy.discovery.engines.base import Change, Deletion, Engine, Wanted
from citysynergy.discovery.engines.elasticsearch import ElasticsearchEngine
from citysynergy.discovery.engines.embedded import EmbeddedEngine
from citysynergy.discovery.query import CaseQuery
from citysynergy.discovery.viewers import Viewer
from tests.discovery.contract import generate
from tests.discovery.engines import ENGINES

READERS = 3
# Answers that readers get in some minutes on two busy cores.
MANY = {"embedded": 20_000, "elasticsearch": 6_000}
EVERYTHING = Viewer(frozenset({*generate.ACCESS, "g3"}), network=True)
# What comes and goes while others read has a class that they may not see, so that their answers stay the same.
HIDDEN = "g9"


def same_index(engine: Engine) -> Callable[[], Engine]:
    """How another process opens the index of an engine."""
    if isinstance(engine, EmbeddedEngine):
        return partial(EmbeddedEngine, engine.folder.root)
    assert isinstance(engine, ElasticsearchEngine)
    return partial(ElasticsearchEngine, engine.configuration)


def answer(engine: Engine) -> tuple[int, tuple[tuple[str, int], ...], int]:
    """What a reader looks at: the total, the counts of a facet, and how many different cases a page holds."""
    found = engine.search(CaseQuery(), EVERYTHING, Wanted(facets=("theme",), highlights=False), generate.NOW)
    counts = tuple(sorted((value.value, value.count) for value in found.facets["theme"]))
    return found.total, counts, len({hit.id for hit in found.hits})


def read(open_engine: Callable[[], Engine], expected: Any, said: Any, stop: Any) -> None:
    """Ask until told to stop; say after each hundred answers how many there were, and which of them were wrong."""
    engine, count, wrong = open_engine(), 0, []
    while not stop.is_set():
        try:
            if (found := answer(engine)) != expected:
                wrong.append(found)
        except Exception as error:  # every failure of a reader is what this test looks for
            wrong.append(repr(error))
        count += 1
        if count == 100 or wrong:
            said.put((count, wrong))
            count, wrong = 0, []
    said.put((count, wrong))


class Writer(threading.Thread):
    """Changes cases, and lets others come and go, one at a time. ``latest`` is what the outbox would say."""

    def __init__(self, engine: Engine, cases: Sequence[CaseDocument]) -> None:
        super().__init__()
        self.engine = engine
        self.cases = cases
        self.latest: dict[str, Change] = {}
        self.ended = threading.Event()
        self.failed: list[BaseException] = []

    def run(self) -> None:
        version, hidden = 10, [replace(case, access=HIDDEN) for case in generate.cases(5, seed=99)]
        while not self.ended.is_set():
            version += 1
            guest, changed = hidden[version % 5], self.cases[version % len(self.cases)]
            for change in (
                replace(changed, version=version, payload={**changed.payload, "round": version}),
                Deletion(guest.id, version) if version % 2 else replace(guest, version=version),
            ):
                # Written down before it is sent, as by a publication.
                self.latest[change.id] = change
                try:
                    self.engine.apply([change], timeout=30)
                except Exception as error:  # as above
                    self.failed.append(error)
                    return

    def missed(self) -> list[Change]:
        return list(self.latest.values())


def hold_under_load(engine: Engine, start: Callable[..., Any], said: Any, stop: Any, *, cases: int, reads: int) -> None:
    """Rebuild on and on, at least twice, until there were so many reads; ``start`` starts a reader."""
    made = [replace(case, version=1) for case in generate.cases(cases, seed=3)]
    engine.rebuild(made)
    expected = answer(engine)
    assert expected[0] == cases
    writer = Writer(engine, made)
    readers = [start(read, (same_index(engine), expected, said, stop)) for _ in range(READERS)]
    writer.start()
    count, wrong, rebuilds, deadline = 0, [], 0, time.monotonic() + 1200
    try:
        while (count < reads or rebuilds < 2) and not wrong and time.monotonic() < deadline:
            engine.rebuild(made, missed=writer.missed)
            rebuilds += 1
            while not said.empty():
                more, failures = said.get()
                count, wrong = count + more, wrong + failures
    finally:
        writer.ended.set()
        writer.join()
        stop.set()
        # Each says a last word.
        for reader in readers:
            while reader.is_alive():
                try:
                    more, failures = said.get(timeout=0.1)
                except queue.Empty:
                    continue
                count, wrong = count + more, wrong + failures
    assert wrong == []
    assert writer.failed == []
    assert count >= reads
    assert len(writer.latest) > 5, "nothing was written meanwhile"
    held = {entry.id: (entry.version, entry.digest) for entry in engine.entries()}
    expected_entries: dict[str, tuple[int, str]] = {case.id: (1, case.digest) for case in made}
    for change in writer.latest.values():
        if isinstance(change, Deletion):
            expected_entries.pop(change.id, None)
        else:
            expected_entries[change.id] = (change.version, change.digest)
    assert held == expected_entries


@pytest.mark.parametrize("name", ENGINES)
def test_no_answer_is_wrong_and_no_change_lost_during_a_rebuild(name: str, tmp_path: Path) -> None:
    def start(target: Callable[..., None], args: Any) -> threading.Thread:
        thread = threading.Thread(target=target, args=args)
        thread.start()
        return thread

    with ENGINES[name](tmp_path) as engine:
        hold_under_load(engine, start, queue.Queue(), threading.Event(), cases=120, reads=150)


@pytest.mark.heavy
@pytest.mark.parametrize("name", ENGINES)
def test_none_of_thousands_of_answers_is_wrong(name: str, tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")

    def start(target: Callable[..., None], args: Any) -> Any:
        process = context.Process(target=target, args=args)
        process.start()
        return process

    with ENGINES[name](tmp_path) as engine:
        hold_under_load(engine, start, context.Queue(), context.Event(), cases=1_000, reads=MANY[name])
