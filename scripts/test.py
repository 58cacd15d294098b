"""``make test`` and ``make test-heavy``: install what is missing, run the tests, stop what was started.

The whole suite runs on SQLite; what touches the database runs once more on PostgreSQL. Arguments go to pytest.
"""

import os
import subprocess
import sys
import time

from postgres import Postgres
from system import ROOT, chromium, end_on_signals, gettext, say

NO_TESTS = 5  # pytest's exit code when nothing was selected


def pytest(title: str, arguments: list[str], **environment: str) -> int:
    """Run pytest; return its exit code."""
    say(f"\n=== {title}")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--durations=10", "-q", *arguments]
    return subprocess.run(command, cwd=ROOT, env=os.environ | environment, check=False).returncode


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
    codes = [pytest("On SQLite", [*selected, *arguments], DATABASE_URL="", CHROMIUM=browser)]
    with Postgres() as address:
        on_postgres = ["-p", "tests.only_database", *selected, *arguments]
        codes.append(pytest("On PostgreSQL: what touches the database", on_postgres, DATABASE_URL=address))
    say(f"\nTook {(time.monotonic() - started) / 60:.1f} minutes.")
    ran = [code for code in codes if code != NO_TESTS]
    if not ran:
        say("No test was run.")
        return NO_TESTS
    if any(ran):
        say("Some tests failed; see above.")
    return next((code for code in ran if code), 0)


if __name__ == "__main__":
    sys.exit(main())
