"""Search: ``CaseQuery`` in, ``CaseResults`` out. Other rooms import these two names and need no more."""

from typing import Any

from citysynergy.discovery.query import CaseQuery
from citysynergy.discovery.results import CaseResults

__all__ = ["CaseQuery", "CaseResults", "search"]


def search(query: CaseQuery, *, viewer: Any, **options: Any) -> CaseResults:
    """Answer a query for a user. See :func:`citysynergy.discovery.api.search` for the options."""
    # Imported at the first call: this module is loaded before Django's models are.
    from citysynergy.discovery.api import search as answer

    return answer(query, viewer=viewer, **options)
