"""The embedded engine's folder: versions, locks, damage and several processes."""

import multiprocessing
import os
import resource
import shutil
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from citysynergy.discovery.documents import CaseDocument
from citysynergy.discovery.engines.base import EngineBusyError, EngineUnavailableError, Wanted
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
    for file in folder.rglob(damage):
        file.write_bytes(b"broken")
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


def test_several_processes_write_without_loss(folder: Path) -> None:
    EmbeddedEngine(folder).rebuild([])
    children = [spawn.Process(target=write, args=(folder, name, 10)) for name in "abc"]
    for child in children:
        child.start()
    for child in children:
        child.join(60)
    engine = EmbeddedEngine(folder)
    assert engine.search(CaseQuery(), ANYONE, Wanted(), generate.NOW).total == 30


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


def write(folder: Path, name: str, count: int) -> None:
    engine = EmbeddedEngine(folder)
    for number in range(count):
        engine.apply([case(f"{name} {number}")], timeout=30)


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
    with pytest.raises(EngineUnavailableError):
        engine.apply([replace(kept, version=2, payload={"title": "lost"})], timeout=1)
    assert titles(engine) == ["kept"]
