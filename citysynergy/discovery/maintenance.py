"""Building the index anew and comparing it with the database."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from citysynergy.cases.pages import CasePage
from citysynergy.discovery import outbox
from citysynergy.discovery.builder import Builder
from citysynergy.discovery.documents import CaseDocument
from citysynergy.discovery.engines.registry import get_engine

Progress = Callable[[int], None]

# Clocks of several machines differ a little; reading some rows twice costs nothing.
OVERLAP = timedelta(minutes=1)


def count() -> int:
    """How many published cases there are, for a progress bar."""
    return CasePage.objects.filter(live=True).count()


def rebuild(progress: Progress | None = None) -> int:
    """Build a new index while the old one serves, add what changed meanwhile, and switch. Returns the documents."""
    began = timezone.now() - OVERLAP
    documents = _told(Builder().everything(), progress)
    built = get_engine().rebuild(documents, missed=lambda: outbox.changes_since(began))
    outbox.drain()
    return built


def _told(documents: Iterable[CaseDocument], progress: Progress | None) -> Iterator[CaseDocument]:
    for number, document in enumerate(documents, start=1):
        yield document
        if progress is not None:
            progress(number)


@dataclass(frozen=True)
class Comparison:
    """What differs between database and index, as ids of cases."""

    checked: int
    missing: frozenset[str]
    extra: frozenset[str]
    different: frozenset[str]

    @property
    def is_equal(self) -> bool:
        return not (self.missing or self.extra or self.different)

    @property
    def all(self) -> frozenset[str]:
        return self.missing | self.extra | self.different


def compare(progress: Progress | None = None) -> Comparison:
    """Compare every document with the database."""
    held = {entry.id: entry.digest for entry in get_engine().entries()}
    expected = {document.id: document.digest for document in _told(Builder().everything(), progress)}
    return Comparison(
        checked=len(expected),
        missing=frozenset(expected.keys() - held.keys()),
        extra=frozenset(held.keys() - expected.keys()),
        different=frozenset(case for case, digest in expected.items() if held.get(case, digest) != digest),
    )


def repair(found: Comparison) -> int:
    """Write anew what differs. Returns the number of cases."""
    outbox.record(UUID(case) for case in found.all)
    outbox.drain()
    return len(found.all)
