"""How long public pages take beside the bare search that stands behind them, and how often they ask the database."""

import statistics
import time
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from citysynergy.discovery import CaseQuery, search

ROUNDS = 30
PAGES = {
    "home": "/nl/",
    "search": "/nl/search/",
    "search, words and theme": "/nl/search/?q=water&theme=water-and-sanitation",
    "map": "/nl/map/",
    "api": "/api/v1/cases",
}


def milliseconds(work: Callable[[], Any]) -> float:
    """Return the median time of the work, after one round to warm up."""
    work()
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def measure() -> dict[str, Any]:
    """Measure each page: milliseconds, ratio to the bare search, database queries, bytes."""
    client = Client(headers={"host": "127.0.0.1"})
    query = CaseQuery.from_params(QueryDict(""))
    bare = milliseconds(lambda: search(query, viewer=AnonymousUser()))
    result: dict[str, Any] = {"bare search": {"milliseconds": round(bare, 1)}}
    for name, address in PAGES.items():

        def visit(address: str = address) -> Any:
            return client.get(address)

        taken = milliseconds(visit)
        with CaptureQueriesContext(connection) as queries:
            response = visit()
        result[name] = {
            "status": response.status_code,
            "milliseconds": round(taken, 1),
            "ratio to the bare search": round(taken / bare, 2),
            "database queries": len(queries),
            "bytes": len(response.content),
        }
    return result
