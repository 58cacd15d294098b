"""``make test`` and ``make test-heavy``: install what is missing, run the tests, stop what was started.

The whole suite runs on SQLite; what touches the database runs on PostgreSQL at the same time. Arguments go to pytest.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from typing import IO

from elastic import elasticsearch
from postgres import Postgres
from system import ROOT, chromium, end_on_signals, gettext, say

NO_TESTS = 5  # pytest's exit code when nothing was selected


def start(arguments: list[str], output: int | IO[bytes], **environment: str) -> subprocess.Popen[bytes]:
    """Start pytest."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--durations=10", "-q", *arguments]
    if sys.stdout.isatty():
        command.append("--color=yes")
    return subprocess.Popen(command, cwd=ROOT, env=os.environ | environment, stdout=output)


def show(process: subprocess.Popen[bytes]) -> str:
    """Show what pytest says as it says it, a dot for each test; return the end of it."""
    said = b""
    while process.stdout and (piece := os.read(process.stdout.fileno(), 65536)):
        sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        said = (said + piece)[-20_000:]
    process.wait()
    return said.decode(errors="replace")


def closing_line(said: str) -> str:
    """Return the line in which pytest counts."""
    words = ("passed", "failed", "error", "no tests ran", "deselected")
    lines = [line.strip("= ") for line in said.splitlines() if " in " in line and any(word in line for word in words)]
    return lines[-1] if lines else "no closing line"


def stop(processes: list[subprocess.Popen[bytes]]) -> None:
    """Interrupt what still runs, so that it stops what its tests started."""
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
    for process in processes:
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


def main() -> int:
    """Run both, at the same time; the exit code is that of the first that failed."""
    end_on_signals()
    arguments = sys.argv[1:]
    heavy = "--heavy" in arguments
    arguments = [argument for argument in arguments if argument != "--heavy"]
    if heavy:
        arguments = ["-m", "heavy", *arguments]
    started = time.monotonic()
    gettext()
    browser = chromium()
    processes: list[subprocess.Popen[bytes]] = []
    with elasticsearch() as index, Postgres() as address, tempfile.TemporaryFile() as kept:
        os.environ["ELASTICSEARCH_URL"] = index
        try:
            on_postgres = start(["-p", "tests.only_database", *arguments], kept, DATABASE_URL=address)
            processes.append(on_postgres)
            say("\n=== On SQLite: everything (and meanwhile on PostgreSQL what touches the database; shown afterwards)")
            on_sqlite = start(arguments, subprocess.PIPE, DATABASE_URL="", CHROMIUM=browser)
            processes.append(on_sqlite)
            sqlite_said = show(on_sqlite)
            on_postgres.wait()
        finally:
            stop(processes)
            kept.seek(0)
            postgres_said = kept.read().decode(errors="replace")
            say(f"\n=== On PostgreSQL: what touches the database\n{postgres_said}")
    say(f"Took {(time.monotonic() - started) / 60:.1f} minutes.")
    say(f"PostgreSQL: {closing_line(postgres_said)}")
    say(f"SQLite: {closing_line(sqlite_said)}")
    # A narrowed run may find nothing on one of them.
    ran = [process.returncode for process in processes if process.returncode != NO_TESTS]
    return next((code for code in ran if code), 0) if ran else NO_TESTS


if __name__ == "__main__":
    sys.exit(main())
