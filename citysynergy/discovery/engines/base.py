"""The contract every engine keeps. Its exact meaning is the suite in ``tests/discovery/contract``."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from citysynergy.discovery import facets
from citysynergy.discovery.dictionary.lookup import Dictionary
from citysynergy.discovery.documents import CaseDocument
from citysynergy.discovery.query import CaseQuery
from citysynergy.discovery.related import Related, Traits
from citysynergy.discovery.results import CaseResults, Hit
from citysynergy.discovery.spelling import Spelling
from citysynergy.discovery.viewers import Viewer


class EngineError(Exception):
    """The engine could not do what was asked."""


class EngineUnavailableError(EngineError):
    """There is no index that can answer: never built, damaged, of another version, or its server does not answer."""


class EngineDownError(EngineUnavailableError):
    """The server does not answer, or not completely. The index may be whole: building it anew would not help."""


class EngineBusyError(EngineError):
    """Someone else is writing; the change waits."""


# Widens nothing.
NO_WORDS = Dictionary()


@dataclass(frozen=True)
class Wanted:
    """What a search has to bring. ``zoom`` None leaves the map out; ``facets`` empty leaves the counts out."""

    language: str = "nl"
    facets: tuple[str, ...] = facets.NAMES
    zoom: int | None = None
    highlights: bool = True
    # What else says the same as the words of the query.
    dictionary: Dictionary = NO_WORDS
    # At most so many single cases on the map are named; the others are counted.
    pins: int = 300


@dataclass(frozen=True)
class Entry:
    """What the index holds of one case, to be compared with the database."""

    id: str
    version: int
    digest: str


@dataclass(frozen=True)
class Deletion:
    """A case that must not be in the index."""

    id: str
    version: int


Change = CaseDocument | Deletion


class Engine(ABC):
    """Keeps documents and answers queries."""

    name: str

    @abstractmethod
    def search(self, query: CaseQuery, viewer: Viewer, wanted: Wanted, now: datetime) -> CaseResults:
        """Answer a query. Raises :class:`EngineUnavailableError` where there is no index to ask."""

    @abstractmethod
    def counts(self, queries: Sequence[CaseQuery], viewer: Viewer, dictionary: Dictionary = NO_WORDS) -> list[int]:
        """How many results each of some queries has for one viewer, in the order of the queries.

        The dictionary widens their words. All are asked at once. Raises :class:`EngineUnavailableError` where there is
        no index to ask.
        """

    @abstractmethod
    def spellings(self, words: Sequence[str], viewer: Viewer) -> list[list[Spelling]]:
        """For each of some words, those like it that occur in texts open to the viewer: nearest first, then the most
        frequent, at most :data:`~citysynergy.discovery.spelling.MAX_SPELLINGS`.

        Words as they are written, in lower case, not stems. Raises :class:`EngineUnavailableError` where there is no
        index to ask.
        """

    @abstractmethod
    def titled(self, text: str, viewer: Viewer, limit: int) -> list[Hit]:
        """Cases with a title, in any language, that has all words of a text, the last of them as a beginning.

        The newest first, ties by id; without scores and highlights. Raises :class:`EngineUnavailableError` where there
        is no index to ask.
        """

    @abstractmethod
    def related(self, traits: Traits, viewer: Viewer, limit: int) -> list[Related]:
        """The cases that share most with one, by the sum of weights and then by id; those below ``LEAST`` left out.

        Only what the viewer may see. Raises :class:`EngineError` as ``search`` does, but sooner: a page can do without.
        """

    @abstractmethod
    def apply(self, changes: Sequence[Change], *, timeout: float) -> None:
        """Write changes; searchable on return. Raises :class:`EngineBusyError` after ``timeout`` seconds of waiting."""

    @abstractmethod
    def rebuild(self, documents: Iterable[CaseDocument], *, missed: Callable[[], Sequence[Change]] = tuple) -> int:
        """Build a new index beside the old, add what ``missed`` returns, and switch in one step.

        The old index serves until then, and goes on serving if this fails. Returns the number of documents.
        """

    @abstractmethod
    def held(self, cases: Sequence[str]) -> Iterator[Entry]:
        """What the index holds of some cases; nothing of those that it does not hold."""

    @abstractmethod
    def entries(self) -> Iterator[Entry]:
        """Everything the index holds, read in portions: an index of any size takes little memory."""

    @abstractmethod
    def state(self) -> dict[str, Any]:
        """Facts for an operator: ``documents``, ``index``, ``size`` … Raises :class:`EngineUnavailableError`."""
