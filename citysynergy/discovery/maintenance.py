"""Building the index anew and comparing it with the database. Each run is remembered, and there is one at a time."""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import batched
from uuid import UUID

from django.utils import timezone

from citysynergy.cases.pages import CasePage
from citysynergy.discovery import outbox, runs
from citysynergy.discovery.builder import Builder
from citysynergy.discovery.documents import CaseDocument
from citysynergy.discovery.engines.base import EngineDownError, EngineUnavailableError
from citysynergy.discovery.engines.registry import get_engine
from citysynergy.discovery.models import IndexRun

Progress = Callable[[int], None]

# Clocks of several machines differ a little; reading some rows twice costs nothing.
OVERLAP = timedelta(minutes=1)
# New objects after which Python looks for what nobody uses any more, while every case is read.
COLLECT_AFTER = 50_000
# Cases compared at a time; and with the senders held back.
PORTION, LOCKED_PORTION = 500, 100


def count() -> int:
    """How many published cases there are, for a progress bar."""
    return CasePage.objects.filter(live=True).count()


def rebuild(progress: Progress | None = None, *, run: IndexRun | None = None) -> int:
    """Build a new index while the old one serves, add what changed meanwhile, and switch. Returns the documents."""
    with runs.going(IndexRun.Kind.REBUILD, run, total=count()) as going:
        return _rebuild(going, progress)


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Let Python look seldom for what nobody uses any more: what is read lives as long as its batch, and is many."""
    before = gc.get_threshold()
    gc.set_threshold(COLLECT_AFTER, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@_rare_collections()
def _rebuild(going: runs.Going, progress: Progress | None) -> int:
    began = timezone.now() - OVERLAP
    documents = _told(Builder().everything(), going.tell, progress)
    built = get_engine().rebuild(documents, missed=lambda: outbox.changes_since(began))
    going.run.rebuilt = True
    outbox.drain()
    return built


def _told(documents: Iterable[CaseDocument], *listeners: Progress | None) -> Iterator[CaseDocument]:
    for number, document in enumerate(documents, start=1):
        yield document
        for tell in listeners:
            if tell is not None:
                tell(number)


@dataclass(frozen=True)
class Comparison:
    """What differs between database and index, as ids of cases."""

    checked: int = 0
    missing: frozenset[str] = frozenset()
    extra: frozenset[str] = frozenset()
    different: frozenset[str] = frozenset()

    @property
    def is_equal(self) -> bool:
        return not (self.missing or self.extra or self.different)

    @property
    def all(self) -> frozenset[str]:
        return self.missing | self.extra | self.different


@_rare_collections()
def compare(*listeners: Progress | None) -> Comparison:
    """Compare every document with the database, a portion at a time.

    Publishing goes on meanwhile, so what seems to differ is looked at once more with the senders held back; what still
    waits to be sent is no fault.
    """
    engine, suspects, checked = get_engine(), set[str](), 0
    for portion in batched(_told(Builder().everything(), *listeners), PORTION):
        held = {entry.id: entry.digest for entry in engine.held([document.id for document in portion])}
        suspects |= {document.id for document in portion if held.get(document.id) != document.digest}
        checked += len(portion)
    builder = Builder()
    for entries in batched(engine.entries(), PORTION):
        ids = {entry.id for entry in entries}
        suspects |= ids - builder.findable(map(UUID, ids))
    return _confirmed(suspects, checked)


def _confirmed(suspects: set[str], checked: int) -> Comparison:
    """Of cases that seemed to differ, those that do."""
    missing, extra, different = set[str](), set[str](), set[str]()
    for portion in batched(sorted(suspects), LOCKED_PORTION):
        with outbox.turn(outbox.WORKER_SECONDS):
            keys = [UUID(case) for case in portion]
            expected = {case: document.digest for case, document in Builder().of_cases(dict.fromkeys(keys, 0)).items()}
            waiting = outbox.waiting_of(keys)
            held = {entry.id: entry.digest for entry in get_engine().held(portion)}
        for case in set(portion) - waiting:
            if case not in held and case in expected:
                missing.add(case)
            elif case in held and case not in expected:
                extra.add(case)
            elif held.get(case) != expected.get(case):
                different.add(case)
    return Comparison(checked, frozenset(missing), frozenset(extra), frozenset(different))


@dataclass(frozen=True)
class Checked:
    """How a check ended. ``found`` is what differed; ``left`` what differs still, after mending it if that was asked.

    ``rebuilt`` says that the index was built anew: there was none, or writing the cases anew was not enough.
    """

    found: Comparison
    left: Comparison
    mended: int = 0
    rebuilt: bool = False


def check(progress: Progress | None = None, *, repair: bool = False, run: IndexRun | None = None) -> Checked:
    """Compare the index with the database; with ``repair`` write anew what differs, or the whole index if need be."""
    kind = IndexRun.Kind.REPAIR if repair else IndexRun.Kind.CHECK
    with runs.going(kind, run, total=count()) as going:
        try:
            outbox.drain()
            found = compare(going.tell, progress)
        except EngineUnavailableError as error:
            if not repair or isinstance(error, EngineDownError):
                raise
            # No index that can be compared: there is only one way to mend that.
            _rebuild(going, progress)
            found = Comparison()
            left = compare(going.tell, progress)
        else:
            _note(going.run, found)
            left = found if found.is_equal or not repair else _mend(going, found, progress)
        return Checked(found, left, going.run.mended, going.run.rebuilt)


def _note(run: IndexRun, found: Comparison) -> None:
    run.missing, run.extra, run.outdated = len(found.missing), len(found.extra), len(found.different)


def _mend(going: runs.Going, found: Comparison, progress: Progress | None) -> Comparison:
    outbox.record(UUID(case) for case in found.all)
    outbox.drain()
    going.run.mended = len(found.all)
    left = compare(going.tell, progress)
    if not left.is_equal:
        # An index newer than the database, as after restoring a backup, refuses what is older.
        _rebuild(going, progress)
        left = compare(going.tell, progress)
    return left


def carry_out(run: IndexRun) -> None:
    """Do a run that was asked for."""
    if run.kind == IndexRun.Kind.REBUILD:
        rebuild(run=run)
    else:
        check(repair=run.kind == IndexRun.Kind.REPAIR, run=run)
