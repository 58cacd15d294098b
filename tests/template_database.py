"""Starts the tests from a copy of a migrated SQLite database, which is made once for each set of migrations.

Applying some hundreds of migrations takes longer than most tests. The copy is kept in ``var/``; whatever could change
what the migrations make (they themselves, the settings, the versions of packages) gives it another name.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "var" / "test-databases"
KEEP = 3
SOURCES = (
    "citysynergy/migrations/*.py",
    "home/migrations/*.py",
    "citysynergy_site/settings/*.py",
    "requirements/*.txt",
)


def _fingerprint() -> str:
    """Return a name for what the migrations make."""
    result = hashlib.sha256(sys.version.encode())
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            result.update(path.read_bytes())
    return result.hexdigest()[:16]


def _make(target: Path) -> None:
    """Migrate an empty database; it gets its name when it is complete."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=KEPT) as folder:
        environment = os.environ | {
            "CITYSYNERGY_DATA": folder,
            "DATABASE_URL": "",
            "ELASTICSEARCH_URL": "",
            "DJANGO_SETTINGS_MODULE": "citysynergy_site.settings.demo",
        }
        command = [sys.executable, "manage.py", "migrate", "--verbosity=0", "--no-input"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
        (Path(folder) / "db.sqlite3").replace(target)
    by_age = sorted(KEPT.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in by_age[KEEP:]:
        old.unlink(missing_ok=True)


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest) -> bool:
    """Tell pytest-django to take the database that it finds: the copy. On PostgreSQL it makes one as usual."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3"):
        return bool(request.config.getvalue("reuse_db"))
    template = KEPT / f"{_fingerprint()}.sqlite3"
    if not template.exists():
        _make(template)
    shutil.copy(template, database["TEST"]["NAME"])
    return True
