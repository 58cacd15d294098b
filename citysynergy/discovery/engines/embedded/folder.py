"""The folder of the embedded index: versioned sub-folders, a pointer to the one in use, and its locks.

INDEX_DIR/
    CURRENT              name of the sub-folder that serves
    v1-3fa85f64-…/       one index; the name begins with the fingerprint of its schema
    writer.lock          held by whoever writes; freed by the system when the process dies
    writer.turn          held by whoever waits for it longest
    rebuild.lock, .turn  forbid two rebuilds
"""

import errno
import fcntl
import os
import re
import secrets
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from citysynergy.discovery.engines.base import EngineBusyError, EngineDownError, EngineError, EngineUnavailableError

# Between two tries for a lock that another process holds.
RETRY_SECONDS = 0.01
# What the system says where nothing more can be written: a full disk, a used-up quota, a file that may not grow.
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NUMBERS = re.compile(r"\b(?:os error|code:) (\d+)")


class IndexFolder:
    """Finds, makes, switches and removes the indexes below one folder."""

    def __init__(self, root: Path, fingerprint: str) -> None:
        self.root = root
        self.fingerprint = fingerprint
        self._pointer = root / "CURRENT"

    def current(self) -> Path:
        """The index in use. Raises ``EngineUnavailableError`` where there is none that this version can read."""
        try:
            name = self._pointer.read_text().strip()
        except OSError as error:
            raise EngineUnavailableError(
                f"There is no search index in {self.root}; run citysynergy_rebuild_index."
            ) from error
        if not name.startswith(f"{self.fingerprint}-"):
            raise EngineUnavailableError(
                f"The search index {name!r} was made by another version of CitySynergy; run citysynergy_rebuild_index."
            )
        return self.root / Path(name).name

    def stamp(self) -> tuple[int, int]:
        """Changes whenever another index is switched to."""
        return stamp_of(self._pointer)

    def new(self) -> Path:
        """Make an empty folder for an index that does not serve yet."""
        moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        folder = self.root / f"{self.fingerprint}-{moment}-{secrets.token_hex(3)}"
        folder.mkdir(parents=True)
        return folder

    def switch(self, folder: Path) -> None:
        """Let ``folder`` serve from now on, in one atomic step."""
        draft = self._pointer.with_suffix(".new")
        with draft.open("w") as file:
            file.write(folder.name)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._pointer)

    def clear(self) -> None:
        """Remove every index but the one that serves. Readers that still hold an old one keep their open files."""
        with suppress(OSError):
            serving = self._pointer.read_text().strip()
            for folder in self.root.iterdir():
                if folder.is_dir() and folder.name != serving:
                    shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def lock(self, name: str, timeout: float) -> Iterator[None]:
        """Hold a lock that all processes on this machine respect, or raise ``EngineBusyError``.

        Who waits holds the turn: who writes without a pause lets it pass before taking the lock again.
        """
        deadline = time.monotonic() + timeout
        with self._open(f"{name}.lock") as lock:
            with self._open(f"{name}.turn") as turn:
                _acquire(turn.fileno(), deadline, name)
                # Closing the file at the end of this block gives the turn to the next.
                _acquire(lock.fileno(), deadline, name)
            yield

    def _open(self, name: str) -> IO[str]:
        with errors_told():
            self.root.mkdir(parents=True, exist_ok=True)
            return (self.root / name).open("a")


@contextmanager
def errors_told() -> Iterator[None]:
    """Say in the contract's words what a damaged index or a full disk makes tantivy raise, panics of Rust included."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise _told(error) from error
    except BaseException as error:
        # PanicException is no Exception and cannot be imported.
        if type(error).__module__ != "pyo3_runtime":
            raise
        raise EngineUnavailableError(
            f"The search index is damaged ({error}); run citysynergy_rebuild_index."
        ) from error


def _told(error: ValueError | OSError) -> EngineError:
    """The contract's error for one of tantivy or the system. Tantivy tells the system's number within its words."""
    said = str(error)
    if _FULL & {getattr(error, "errno", None), *(int(number) for number in _NUMBERS.findall(said))}:
        return EngineDownError(f"There is no room on the disk for the search index: {said}")
    if "LockBusy" in said:
        return EngineBusyError("Another writer holds the search index.")
    return EngineUnavailableError(f"The search index failed: {said}")


def stamp_of(path: Path) -> tuple[int, int]:
    """Tells a replaced file from the one before. Raises ``EngineUnavailableError`` where it is gone."""
    try:
        found = path.stat()
    except OSError as error:
        raise EngineUnavailableError(f"The search index misses {path.name}; run citysynergy_rebuild_index.") from error
    return found.st_ino, found.st_mtime_ns


def _acquire(descriptor: int, deadline: float, name: str) -> None:
    """Take a lock on an open file; the system frees it when the file is closed, or its process dies."""
    waiting = threading.Event()
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise EngineBusyError(f"Another process holds the {name} lock of the search index.") from None
            waiting.wait(RETRY_SECONDS)
