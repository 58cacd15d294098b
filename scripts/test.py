"""``make test`` and ``make test-heavy``: install what is missing, run the tests, stop what was started.

What touches the database runs on PostgreSQL; then the whole suite runs on SQLite. Arguments go to pytest.
"""

import os
import signal
import subprocess
import sys
import time

from postgres import Postgres
from system import ROOT, chromium, end_on_signals, gettext, say

NO_TESTS = 5  # pytest's exit code when nothing was selected


def pytest(title: str, arguments: list[str], **environment: str) -> tuple[int, str]:
    """Run pytest, showing what it says; return its exit code and its last line."""
    say(f"\n=== {title}")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--durations=10", "-q", *arguments]
    if sys.stdout.isatty():
        command.append("--color=yes")
    said = b""
    with subprocess.Popen(command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.PIPE) as process:
        try:
            # By pieces, not by lines: pytest writes a dot when a test is done, and a line only now and then.
            while process.stdout and (piece := os.read(process.stdout.fileno(), 65536)):
                sys.stdout.buffer.write(piece)
                sys.stdout.buffer.flush()
                said = (said + piece)[-20_000:]
        except BaseException:
            # Asked to end: pytest too, which stops what its tests started.
            process.send_signal(signal.SIGINT)
            raise
    words = ("passed", "failed", "error", "no tests ran", "deselected")
    lines = [line.strip("= ") for line in said.decode(errors="replace").splitlines() if " in " in line]
    closing = [line for line in lines if any(word in line for word in words)]
    return process.returncode, closing[-1] if closing else "no closing line"


def main() -> int:
    """Run both; the exit code is that of the first that failed. A narrowed run may find nothing on one of them."""
    end_on_signals()
    arguments = sys.argv[1:]
    heavy = "--heavy" in arguments
    arguments = [argument for argument in arguments if argument != "--heavy"]
    started = time.monotonic()
    gettext()
    browser = chromium()
    selected = ["-m", "heavy"] if heavy else []
    runs = {}
    with Postgres() as address:
        on_postgres = ["-p", "tests.only_database", *selected, *arguments]
        runs["PostgreSQL"] = pytest("On PostgreSQL: what touches the database", on_postgres, DATABASE_URL=address)
    runs["SQLite"] = pytest("On SQLite: everything", [*selected, *arguments], DATABASE_URL="", CHROMIUM=browser)

    say(f"\nTook {(time.monotonic() - started) / 60:.1f} minutes.")
    for name, (_code, last) in runs.items():
        say(f"{name}: {last}")
    ran = [code for code, _last in runs.values() if code != NO_TESTS]
    return next((code for code in ran if code), 0) if ran else NO_TESTS


if __name__ == "__main__":
    sys.exit(main())
