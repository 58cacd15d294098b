"""Which values a search parameter may have. The engine-neutral core asks; the database answers (``vocabularies``)."""

from collections.abc import Iterable, Mapping
from typing import Protocol


class Vocabulary(Protocol):
    """Knows the values of every facet."""

    def resolve(self, facet: str, value: str) -> str | None:
        """Return the present spelling of a value (a merged theme leads to its successor), or None if unknown."""

    def allowed(self, facet: str) -> tuple[str, ...]:
        """All values of a facet, for a message."""


class FixedVocabulary:
    """A vocabulary from plain lists."""

    def __init__(self, values: Mapping[str, Iterable[str]]) -> None:
        self._values = {facet: tuple(found) for facet, found in values.items()}
        self._known = {facet: frozenset(found) for facet, found in self._values.items()}

    def resolve(self, facet: str, value: str) -> str | None:
        return value if value in self._known.get(facet, frozenset()) else None

    def allowed(self, facet: str) -> tuple[str, ...]:
        return self._values.get(facet, ())
