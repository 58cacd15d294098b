"""How long public pages take beside the bare search that stands behind them, and how often they ask the database."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.measuring import milliseconds
from citysynergy.discovery import CaseQuery, search

ROUNDS = 30
PAGES = {
    "home": "/nl/",
    "search": "/nl/search/",
    "search, words and theme": "/nl/search/?q=water&theme=water-and-sanitation",
    "map": "/nl/map/",
    "api": "/api/v1/cases",
}


def measure() -> dict[str, Any]:
    """Measure each page: milliseconds, ratio to the bare search, database queries, bytes."""
    client = Client(headers={"host": "127.0.0.1"})
    query = CaseQuery.from_params(QueryDict(""))
    bare = milliseconds(lambda: search(query, viewer=AnonymousUser()), ROUNDS)
    result: dict[str, Any] = {"bare search": {"milliseconds": round(bare, 1)}}
    for name, address in PAGES.items():

        def visit(address: str = address) -> Any:
            return client.get(address)

        taken = milliseconds(visit, ROUNDS)
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
