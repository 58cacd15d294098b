"""Wagtail's search of the admin on SQLite: as the library has it, but what is newest comes first.

There the library ranks by asking the full-text index anew for each row found. A word of 10,000 pages then takes
minutes, and the order would tell next to nothing: titles and texts weigh the same there.
"""

from typing import Any

from modelsearch.backends.database.sqlite.sqlite import (
    SQLiteAutocompleteQueryCompiler,
    SQLiteSearchBackend,
    SQLiteSearchQueryCompiler,
)


class _NewestFirst:
    # Of the library's compilers.
    queryset: Any
    order_by_relevance: bool

    def search(self, config: Any, start: int | None, stop: int | None, score_field: str | None = None) -> Any:
        """The rows found, unranked unless the caller wants to see the scores."""
        if self.order_by_relevance and score_field is None:
            self.queryset, self.order_by_relevance = self.queryset.order_by("-pk"), False
        return super().search(config, start, stop, score_field)  # type: ignore[misc]


class NewestFirstSearch(_NewestFirst, SQLiteSearchQueryCompiler):
    """Whole words."""


class NewestFirstAutocomplete(_NewestFirst, SQLiteAutocompleteQueryCompiler):
    """Beginnings of words."""


class SearchBackend(SQLiteSearchBackend):
    """The library's backend, with these two. The settings name it where the database is SQLite."""

    query_compiler_class = NewestFirstSearch
    autocomplete_query_compiler_class = NewestFirstAutocomplete
