"""The embedded engine's folder: versions, locks, damage and several processes."""

import multiprocessing
import os
import resource
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from citysynergy.discovery.documents import CaseDocument
from citysynergy.discovery.engines.base import EngineBusyError, EngineDownError, EngineUnavailableError, Wanted
from citysynergy.discovery.engines.embedded import EmbeddedEngine, schema
from citysynergy.discovery.query import CaseQuery
from citysynergy.discovery.viewers import ANYONE
from tests.discovery.contract import generate
from tests.discovery.contract.test_lifecycle import case, titles

# A fresh interpreter per child: forking a process that has threads may hang.
spawn = multiprocessing.get_context("spawn")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


def test_without_an_index_the_error_says_what_to_do(folder: Path) -> None:
    engine = EmbeddedEngine(folder)
    with pytest.raises(EngineUnavailableError, match="citysynergy_rebuild_index"):
        titles(engine)
    with pytest.raises(EngineUnavailableError, match="citysynergy_rebuild_index"):
        engine.apply([case("brug")], timeout=1)
    with pytest.raises(EngineUnavailableError):
        engine.state()


def test_an_index_of_another_version_is_refused_and_left_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = EmbeddedEngine(folder)
    old.rebuild([case("old")])
    monkeypatch.setattr(schema, "REVISION", schema.REVISION + 1)
    new = EmbeddedEngine(folder)
    with pytest.raises(EngineUnavailableError, match="another version"):
        titles(new)
    assert titles(old) == ["old"]
    new.rebuild([case("new")])
    assert titles(new) == ["new"]


@pytest.mark.parametrize("damage", ["meta.json", "*.store", "*.term", "CURRENT"])
def test_a_damaged_index_is_an_engine_error_and_a_rebuild_mends_it(folder: Path, damage: str) -> None:
    EmbeddedEngine(folder).rebuild([case("brug")])
    for file in list(folder.rglob(damage)):
        # Another file in its place: a thread of the engine may still read the old one, which is mapped into memory.
        broken = file.with_name("broken")
        broken.write_bytes(b"broken")
        broken.replace(file)
    engine = EmbeddedEngine(folder)
    with pytest.raises(EngineUnavailableError):
        engine.search(CaseQuery(q="brug"), ANYONE, Wanted(zoom=1), generate.NOW)
    engine.rebuild([case("mended")])
    assert titles(engine) == ["mended"]


def test_a_removed_folder_is_noticed_and_a_rebuild_brings_it_back(folder: Path) -> None:
    engine = EmbeddedEngine(folder)
    engine.rebuild([case("brug")])
    shutil.rmtree(folder)
    with pytest.raises(EngineUnavailableError):
        titles(engine)
    engine.rebuild([case("plan")])
    assert titles(engine) == ["plan"]


def test_only_one_index_is_kept(folder: Path) -> None:
    engine = EmbeddedEngine(folder)
    for number in range(3):
        engine.rebuild([case(str(number))])
    assert len([path for path in folder.iterdir() if path.is_dir()]) == 1


def test_a_writer_that_is_kept_waiting_gives_up_in_time(folder: Path) -> None:
    engine = EmbeddedEngine(folder)
    engine.rebuild([])
    with engine.folder.lock("writer", 0), pytest.raises(EngineBusyError):
        EmbeddedEngine(folder).apply([case("brug")], timeout=0.05)
    engine.apply([case("brug")], timeout=0.05)
    assert titles(engine) == ["brug"]


def test_two_rebuilds_at_once_are_refused(folder: Path) -> None:
    engine = EmbeddedEngine(folder)

    def documents() -> Iterator[CaseDocument]:
        with pytest.raises(EngineBusyError):
            EmbeddedEngine(folder).rebuild([])
        yield case("brug")

    engine.rebuild(documents())
    assert titles(engine) == ["brug"]


def test_another_process_sees_a_change_at_once(folder: Path) -> None:
    engine = EmbeddedEngine(folder)
    engine.rebuild([])
    assert titles(engine) == []
    in_child(write, folder, "brug", 1)
    assert titles(engine) == ["brug 0"]
    in_child(rebuild, folder, "plan")
    assert titles(engine) == ["plan"]


def test_two_processes_write_and_a_third_reads_without_loss(folder: Path) -> None:
    EmbeddedEngine(folder).rebuild([])
    answers, ready = spawn.Queue(), spawn.Barrier(3)
    children = [spawn.Process(target=write, args=(folder, name, 15, ready)) for name in "ab"]
    children.append(spawn.Process(target=read_until, args=(folder, 30, ready, answers)))
    for child in children:
        child.start()
    totals = answers.get(timeout=120)
    for child in children:
        child.join(60)
    assert [child.exitcode for child in children] == [0, 0, 0]
    # What was found once stays found.
    assert totals == sorted(totals)
    assert totals[-1] == 30
    assert len(set(totals)) > 2, "the reader saw nothing of the writing"


def test_a_writer_killed_in_the_middle_of_a_commit_leaves_all_or_nothing(folder: Path) -> None:
    engine = EmbeddedEngine(folder)
    made = [case("0") for _ in range(40)]
    engine.rebuild(made)
    for number in range(1, 4):
        child = spawn.Process(target=rewrite_on_and_on, args=(folder, made, number * 10**6))
        child.start()
        wait_for_an_unfinished_commit(engine.folder.current())
        child.kill()
        child.join(30)
        assert child.exitcode == -signal.SIGKILL
        seen = titles(engine, page_size=100)
        assert len(seen) == len(made)
        assert len(set(seen)) == 1, "half a commit is seen"
        assert titles(EmbeddedEngine(folder), page_size=100) == seen
        # Locks died with their holder.
        version = number * 10**6 + 10**5
        engine.apply([replace(made[0], version=version, payload={"title": "next"})], timeout=0.3)
        assert "next" in titles(engine, page_size=100)
        engine.apply([replace(made[0], version=version, payload={"title": seen[0]})], timeout=0.3)


def wait_for_an_unfinished_commit(index: Path) -> None:
    """Until there are files of a segment that the index does not name yet: written, and not committed."""
    waiting, deadline = threading.Event(), time.monotonic() + 60
    while time.monotonic() < deadline:
        named = (index / "meta.json").read_text().replace("-", "")
        segments = {path.name.partition(".")[0] for path in index.iterdir()}
        if any(len(name) == 32 and name not in named for name in segments):
            return
        waiting.wait(0.001)
    pytest.fail("the child did not write")


def test_a_writer_killed_before_its_commit_leaves_index_and_lock_usable(folder: Path) -> None:
    engine = EmbeddedEngine(folder)
    engine.rebuild([case("kept")])
    child = spawn.Process(target=die_while_writing, args=(folder,))
    child.start()
    child.join(30)
    assert child.exitcode == -signal.SIGKILL
    assert titles(engine) == ["kept"]
    engine.apply([case("later")], timeout=0.3)
    assert titles(engine) == ["kept", "later"]
    engine.rebuild([case("rebuilt")])
    assert titles(engine) == ["rebuilt"]


def test_a_full_disk_leaves_the_old_index_answering(folder: Path) -> None:
    engine = EmbeddedEngine(folder)
    kept = case("kept")
    engine.rebuild([kept])
    in_child(write_without_room, folder, kept)
    assert titles(engine) == ["kept"]
    engine.apply([case("later")], timeout=1)
    assert titles(engine) == ["kept", "later"]


def in_child(work: Callable[..., None], *args: object) -> None:
    """Run something in a process of its own and insist that it ended well."""
    child = spawn.Process(target=work, args=args)
    child.start()
    child.join(60)
    assert child.exitcode == 0


def write(folder: Path, name: str, count: int, ready: Any = None) -> None:
    engine = EmbeddedEngine(folder)
    if ready is not None:
        ready.wait(60)
    for number in range(count):
        engine.apply([case(f"{name} {number}")], timeout=30)


def read_until(folder: Path, count: int, ready: Any, answers: Any) -> None:
    engine, totals, deadline = EmbeddedEngine(folder), [0], time.monotonic() + 60
    ready.wait(60)
    try:
        while totals[-1] < count and time.monotonic() < deadline:
            totals.append(engine.search(CaseQuery(), ANYONE, Wanted(), generate.NOW).total)
    finally:
        answers.put(totals)


def rewrite_on_and_on(folder: Path, made: list[CaseDocument], first: int) -> None:
    engine = EmbeddedEngine(folder)
    for version in range(first, first + 10**5):
        text = {"title": str(version)}
        engine.apply([replace(document, version=version, payload=text) for document in made], timeout=30)


def rebuild(folder: Path, title: str) -> None:
    EmbeddedEngine(folder).rebuild([case(title)])


def die_while_writing(folder: Path) -> None:
    engine = EmbeddedEngine(folder)

    def documents() -> Iterator[CaseDocument]:
        yield case("half")
        os.kill(os.getpid(), signal.SIGKILL)

    with engine.folder.lock("writer", 1):
        engine.rebuild(documents())


def write_without_room(folder: Path, kept: CaseDocument) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
    engine = EmbeddedEngine(folder)
    # Building it anew would not help: that takes more room.
    with pytest.raises(EngineDownError, match="no room"):
        engine.apply([replace(kept, version=2, payload={"title": "lost"})], timeout=1)
    assert titles(engine) == ["kept"]
