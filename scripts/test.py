"""``make test`` and ``make test-heavy``: install what is missing, run the tests, stop what was started.

Two runs at a time, one for each core: everything but the browser on SQLite; and meanwhile what touches the database on
PostgreSQL, then the browser. What measures time comes last, alone. Arguments go to pytest.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from typing import IO

from elastic import elasticsearch
from lighthouse import command as lighthouse
from postgres import Postgres
from system import ROOT, chromium, end_on_signals, gettext, say
from vnu import command as html_checker

CLUSTER = "tests/discovery/test_cluster.py"
NO_TESTS = 5  # pytest's exit code when nothing was selected


class Run:
    """One run of pytest."""

    def __init__(self, title: str, arguments: list[str], **environment: str) -> None:
        self.title = title
        self.command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--durations=10", "-q", *arguments]
        if sys.stdout.isatty():
            self.command.append("--color=yes")
        self.environment = environment
        self.process: subprocess.Popen[bytes] | None = None
        self.said = ""

    def start(self, output: int | IO[bytes]) -> subprocess.Popen[bytes]:
        """Start it."""
        self.process = subprocess.Popen(self.command, cwd=ROOT, env=os.environ | self.environment, stdout=output)
        return self.process

    @property
    def code(self) -> int:
        """Its exit code; 1 where it did not come to run."""
        return 1 if self.process is None or self.process.returncode is None else self.process.returncode

    def show(self) -> None:
        """Start it, and show what it says as it says it, a dot for each test."""
        said = b""
        process = self.start(subprocess.PIPE)
        while process.stdout and (piece := os.read(process.stdout.fileno(), 65536)):
            sys.stdout.buffer.write(piece)
            sys.stdout.buffer.flush()
            said = (said + piece)[-20_000:]
        process.wait()
        self.said = said.decode(errors="replace")

    def keep(self) -> None:
        """Run it and keep what it says."""
        with tempfile.TemporaryFile() as output:
            self.start(output).wait()
            output.seek(0)
            self.said = output.read().decode(errors="replace")

    def stop(self) -> None:
        """Interrupt it where it still runs, so that it stops what its tests started."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()

    @property
    def closing_line(self) -> str:
        """The line in which pytest counts."""
        words = ("passed", "failed", "error", "no tests ran", "deselected")
        lines = [
            line.strip("= ")
            for line in self.said.splitlines()
            if " in " in line and any(word in line for word in words)
        ]
        return lines[-1] if lines else "no closing line"


class Lane(threading.Thread):
    """Runs that follow each other beside what is shown."""

    def __init__(self, runs: list[Run]) -> None:
        super().__init__(daemon=True)
        self.runs = runs
        self.ended = threading.Event()

    def run(self) -> None:
        for run in self.runs:
            if not self.ended.is_set():
                run.keep()

    def stop(self) -> None:
        """Stop what runs, and start nothing more."""
        self.ended.set()
        for run in self.runs:
            run.stop()
        self.join()


def usual_runs(arguments: list[str], postgres: str) -> list[Run]:
    """What ``make test`` runs."""
    return [
        Run("On SQLite", ["-m", "not heavy and not browser", *arguments], DATABASE_URL=""),
        Run("On PostgreSQL", ["-p", "tests.only_database", *arguments], DATABASE_URL=postgres),
        Run("In Chromium", ["-m", "not heavy and browser", *arguments], DATABASE_URL=""),
    ]


def heavy_runs(arguments: list[str], postgres: str) -> list[Run]:
    """What ``make test-heavy`` runs: what takes long, and the story of a case on the servers of production."""
    story = ["-m", "browser", *arguments, "tests/browser/test_story.py"]
    return [
        # The cluster needs no second database; it runs beside PostgreSQL, where less else does.
        Run("On SQLite", ["-m", "heavy and not browser", "--deselect", CLUSTER, *arguments], DATABASE_URL=""),
        Run(
            "On PostgreSQL",
            ["-m", "heavy and not browser", "-p", "tests.only_database", *arguments],
            DATABASE_URL=postgres,
        ),
        Run("In Chromium on PostgreSQL and Elasticsearch", story, DATABASE_URL=postgres, BROWSER_ON_SERVERS="1"),
    ]


def lonely_runs(arguments: list[str]) -> list[Run]:
    """What ``make test-heavy`` runs when all else has ended: it measures how fast pages are."""
    return [Run("Lighthouse in Chromium", ["-m", "heavy and browser", "-s", *arguments], DATABASE_URL="")]


def main() -> int:
    """Run them; the exit code is that of the first that failed."""
    end_on_signals()
    arguments = sys.argv[1:]
    heavy = "--heavy" in arguments
    arguments = [argument for argument in arguments if argument != "--heavy"]
    started = time.monotonic()
    gettext()
    browser = chromium()
    checker = json.dumps(html_checker())
    judge = json.dumps(lighthouse()) if heavy else ""
    with elasticsearch() as index, Postgres() as address:
        os.environ["ELASTICSEARCH_URL"] = index
        os.environ["CHROMIUM"] = browser
        os.environ["HTML_CHECKER"] = checker
        os.environ["LIGHTHOUSE"] = judge
        runs = heavy_runs(arguments, address) if heavy else usual_runs(arguments, address)
        shown, *others = runs
        lane = Lane(others)
        try:
            say(f"\n=== {shown.title}; meanwhile, and shown afterwards: {', then '.join(run.title for run in others)}")
            lane.start()
            shown.show()
            lane.join()
        finally:
            shown.stop()
            lane.stop()
            for run in lane.runs:
                say(f"\n=== {run.title}\n{run.said}")
    # The servers are stopped: nothing of ours uses the machine beside it.
    alone = lonely_runs(arguments) if heavy else []
    for run in alone:
        say(f"\n=== {run.title}")
        try:
            run.show()
        finally:
            run.stop()
    runs += alone
    say(f"Took {(time.monotonic() - started) / 60:.1f} minutes.")
    for run in runs:
        say(f"{run.title}: {run.closing_line}")
    # A narrowed run may find nothing in some of them.
    ran = [run.code for run in runs if run.code != NO_TESTS]
    return next((code for code in ran if code), 0) if ran else NO_TESTS


if __name__ == "__main__":
    sys.exit(main())
