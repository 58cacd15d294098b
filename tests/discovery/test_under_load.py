"""Readers get right answers while others write and the index is rebuilt. Takes half a minute."""

import multiprocessing
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from citysynergy.discovery.engines.base import Wanted
from citysynergy.discovery.engines.embedded import EmbeddedEngine
from citysynergy.discovery.query import CaseQuery
from tests.discovery.contract import generate

pytestmark = pytest.mark.heavy

CASES = 1_000
SECONDS = 15
EVERYTHING = generate.VIEWERS[2]


def read(folder: Path, answers: Any, stop: Any) -> None:
    engine = EmbeddedEngine(folder)
    count, wrong = 0, []
    while not stop.is_set():
        try:
            total = engine.search(CaseQuery(), EVERYTHING, Wanted(facets=("theme",)), generate.NOW).total
            if total != CASES:
                wrong.append(f"{total} cases")
        except Exception as error:  # every failure of a reader is what this test looks for
            wrong.append(repr(error))
        count += 1
    answers.put(("reads", count, wrong))


def write(folder: Path, answers: Any, stop: Any) -> None:
    engine = EmbeddedEngine(folder)
    cases = generate.cases(CASES, seed=3)
    count, wrong = 0, []
    while not stop.is_set():
        try:
            engine.apply([replace(cases[count % CASES], version=count + 2)], timeout=30)
        except Exception as error:  # as above
            wrong.append(repr(error))
        count += 1
    answers.put(("writes", count, wrong))


def test_no_answer_is_wrong_while_the_index_is_written_and_rebuilt(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    engine, cases = EmbeddedEngine(folder), generate.cases(CASES, seed=3)
    engine.rebuild(cases)
    context = multiprocessing.get_context("spawn")
    answers, stop = context.Queue(), context.Event()
    workers = [context.Process(target=target, args=(folder, answers, stop)) for target in (read, read, read, write)]
    for worker in workers:
        worker.start()
    rebuilds, end = 0, time.monotonic() + SECONDS
    while time.monotonic() < end:
        engine.rebuild(cases)
        rebuilds += 1
    stop.set()
    done = [answers.get(timeout=60) for _ in workers]
    for worker in workers:
        worker.join(60)
    assert [wrong for _, _, wrong in done] == [[]] * len(workers)
    assert rebuilds > 1
    assert all(count for _, count, _ in done)
