"""The migrations lead from nothing to the models, back, and forth again, and keep what is in the database.

On a database of its own, through ``manage.py``, as an administrator would.
"""

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
APPS = ("citysynergy", "home")
TABLES = f"""
import json
from django.db import connection
print(json.dumps([name for name in connection.introspection.table_names() if name.startswith({APPS})]))
"""
COUNTS = """
import json
from citysynergy.models import Country, Organisation
print(json.dumps([Organisation.objects.count(), Country.objects.count()]))
"""
APPLIED = f"""
import json
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
applied = MigrationRecorder(connection).applied_migrations()
print(json.dumps({{app: sorted(name for label, name in applied if label == app) for app in {APPS}}}))
"""

pytestmark = [pytest.mark.heavy, pytest.mark.django_db]


@pytest.fixture
def database_url(db) -> Iterator[str]:
    """An empty database beside the tests' own; ``""`` means the SQLite file of the data folder."""
    if connection.vendor == "sqlite":
        yield ""
        return
    import psycopg

    server = connection.settings_dict
    address = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}".format(**server)
    name = f"migrations_{secrets.token_hex(4)}"
    with psycopg.connect(f"{address}/postgres", autocommit=True) as maintenance:
        maintenance.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{address}/{name}"
        finally:
            maintenance.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def manage(database_url, tmp_path) -> Callable[..., str]:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "citysynergy_site.settings.demo",
        "CITYSYNERGY_DATA": str(tmp_path),
        "DATABASE_URL": database_url,
        "ELASTICSEARCH_URL": "",
    }

    def run(*arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{' '.join(arguments)}\n{done.stdout}{done.stderr}"
        return done.stdout

    return run


def told(output: str):
    return json.loads(output.splitlines()[-1])


def test_every_migration_can_be_undone_and_done_again(manage):
    manage("migrate", "-v0")
    manage("makemigrations", "--check", "--dry-run")
    before = told(manage("shell", "-v0", "-c", TABLES))
    assert before
    manage("migrate", "home", "zero", "-v0")
    manage("migrate", "citysynergy", "zero", "-v0")
    assert told(manage("shell", "-v0", "-c", TABLES)) == []
    manage("migrate", "-v0")
    assert told(manage("shell", "-v0", "-c", TABLES)) == before


def test_content_survives_the_latest_migration_of_each_app(manage):
    """The first migration of an app has no content before it."""
    manage("migrate", "-v0")
    manage("citysynergy_load_reference")
    before = told(manage("shell", "-v0", "-c", COUNTS))
    assert min(before) > 100
    for app, names in told(manage("shell", "-v0", "-c", APPLIED)).items():
        if len(names) > 1:
            manage("migrate", app, names[-2], "-v0")
    manage("migrate", "-v0")
    assert told(manage("shell", "-v0", "-c", COUNTS)) == before
