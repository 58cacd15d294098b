"""Health tells which part can't do its work, and nothing else."""

import shutil
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from citysynergy.discovery.models import IndexChange


def test_a_sound_site_is_live_and_ready(world: SimpleNamespace, index: Any, client: Client) -> None:
    assert client.get("/health/live").json() == {"status": "ok"}
    response = client.get("/health/ready")
    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "parts": {
            "database": {"status": "ok"},
            "migrations": {"status": "ok", "waiting": 0},
            "index": {"status": "ok", "engine": "embedded", "documents": 0},
            "outbox": {"status": "ok", "waiting": 0},
        },
    }
    assert "no-store" in response["Cache-Control"]


def test_without_an_index_it_is_not_ready(world: SimpleNamespace, index: Any, client: Client, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "index")
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.json()["parts"]["index"]["status"] == "error"
    assert str(tmp_path) not in response.content.decode()
    assert client.get("/health/live").status_code == 200


def test_a_missing_migration_is_told(world: SimpleNamespace, index: Any, client: Client) -> None:
    MigrationRecorder(connection).migration_qs.filter(app="citysynergy").delete()
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.json()["parts"]["migrations"]["waiting"] > 0


def test_changes_that_wait_long_are_told_but_do_not_close_the_site(
    world: SimpleNamespace, index: Any, client: Client
) -> None:
    IndexChange.objects.create(case=uuid4())
    assert client.get("/health/ready").json()["parts"]["outbox"] == {"status": "ok", "waiting": 1}
    IndexChange.objects.update(created_at=timezone.now() - timedelta(hours=1))
    response = client.get("/health/ready")
    assert response.status_code == 200
    assert response.json()["parts"]["outbox"] == {"status": "late", "waiting": 1}
