"""``make lint``: everything that reads the code without running the product. ``--fix`` formats instead."""

import os
import subprocess
import sys
import time
from pathlib import Path

from system import ROOT, say

BIN = Path(sys.executable).parent
TEMPLATES = ("templates", "citysynergy/templates", "home/templates", "search/templates")
PYTHON = (sys.executable,)


def templates() -> list[str]:
    """Return every HTML template."""
    return sorted(str(path.relative_to(ROOT)) for folder in TEMPLATES for path in (ROOT / folder).rglob("*.html"))


def steps(fix: bool) -> dict[str, list[str]]:
    """Return the command of each step."""
    djhtml = [str(BIN / "djhtml"), "--tabwidth", "2", *([] if fix else ["--check"]), *templates()]
    ruff = str(BIN / "ruff")
    if fix:
        return {
            "ruff: rules": [ruff, "check", "--fix", "."],
            "ruff: format": [ruff, "format", "."],
            "djhtml": djhtml,
        }
    return {
        "ruff: format": [ruff, "format", "--check", "."],
        "ruff: rules": [ruff, "check", "."],
        "mypy: types": [*PYTHON, "-m", "mypy"],
        "import-linter: order of the rooms": [str(BIN / "lint-imports")],
        "djhtml: templates": djhtml,
        "migrations are complete": [*PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
        "third-party files are what was reviewed": [*PYTHON, "scripts/vendor_assets.py", "--check"],
        "reference data matches its sources": [*PYTHON, "scripts/build_reference.py", "--check"],
        "translations are complete": [*PYTHON, "scripts/messages.py", "--check"],
    }


def main() -> int:
    """Run every step, then say which failed."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "citysynergy_site.settings.test"}
    failed = []
    for title, command in steps("--fix" in sys.argv[1:]).items():
        started = time.monotonic()
        done = subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)
        say(f"{'ok    ' if done.returncode == 0 else 'FAILED'} {title} ({time.monotonic() - started:.1f} s)")
        if done.returncode:
            failed.append(title)
            say(done.stdout + done.stderr)
    if failed:
        say(f"\nFailed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
