"""Whether the process lives, and whether it can do its work. Tells states, never addresses or secrets."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from citysynergy.discovery.engines.base import EngineError
from citysynergy.discovery.engines.registry import get_engine
from citysynergy.discovery.models import IndexChange

logger = logging.getLogger(__name__)

# Changes that wait longer mean that no worker runs.
LATE = timedelta(minutes=10)


@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Every part can do its work: 200, else 503; which part can't stands in the answer."""
    parts = {name: _state(name, check) for name, check in PARTS.items()}
    failing = [name for name, part in parts.items() if part["status"] == "error"]
    body = {"status": "error" if failing else "ok", "parts": parts}
    return JsonResponse(body, status=503 if failing else 200)


def _state(name: str, check: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return {"status": "ok", **check()}
    except (DatabaseError, EngineError) as error:
        logger.warning("Not ready: %s: %s", name, error)
        return {"status": "error", "reason": REASONS[name]}


def _database() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {}


def _migrations() -> dict[str, Any]:
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return {"status": "error", "waiting": waiting, "reason": REASONS["migrations"]} if waiting else {"waiting": 0}


def _index() -> dict[str, Any]:
    state = get_engine().state()
    return {"engine": get_engine().name, "documents": state["documents"]}


def _outbox() -> dict[str, Any]:
    """Rows that wait long are told, but the site serves all the same: the list is at most a little old."""
    waiting = IndexChange.objects.filter(sent_at=None)
    count = waiting.count()
    late = waiting.filter(created_at__lt=timezone.now() - LATE).exists()
    return {"status": "late" if late else "ok", "waiting": count}


PARTS: dict[str, Callable[[], dict[str, Any]]] = {
    "database": _database,
    "migrations": _migrations,
    "index": _index,
    "outbox": _outbox,
}
REASONS = {
    "database": "The database does not answer.",
    "migrations": "Run manage.py migrate.",
    "index": "The search index does not answer. Run manage.py citysynergy_rebuild_index.",
    "outbox": "The database does not answer.",
}
