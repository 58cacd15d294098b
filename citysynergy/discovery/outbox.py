"""Keeps the index in step: changes are written down with the change itself and sent as soon as it is committed."""

import logging
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from citysynergy.cases.pages import CasePage
from citysynergy.conf import get_setting
from citysynergy.discovery.builder import Builder
from citysynergy.discovery.engines.base import Change, Deletion, EngineError
from citysynergy.discovery.engines.registry import get_engine
from citysynergy.discovery.models import IndexChange

logger = logging.getLogger(__name__)

# A publication sends at most so many cases; what is left goes to the worker.
INLINE_CASES = 50
BATCH = 500
# Sent rows are kept so long: a rebuild reads what was sent since it began.
KEPT = timedelta(days=2)
WORKER_SECONDS = 30.0
# Names the lock by which senders take turns on PostgreSQL; any number does.
SENDER_LOCK = 7_264_831

_paused: ContextVar[bool] = ContextVar("citysynergy_outbox_paused", default=False)


@contextmanager
def paused() -> Iterator[None]:
    """Record no changes, for bulk work that rebuilds the index afterwards."""
    token = _paused.set(True)
    try:
        yield
    finally:
        _paused.reset(token)


def is_paused() -> bool:
    return _paused.get()


def record(cases: Iterable[UUID]) -> None:
    """Write down that cases changed, in the present transaction, and send them when it is committed."""
    if is_paused():
        return
    rows = [IndexChange(case=case) for case in dict.fromkeys(cases)]
    if not rows:
        return
    IndexChange.objects.bulk_create(rows, batch_size=BATCH)
    transaction.on_commit(send_inline, robust=True)


def record_all() -> None:
    """Write down that every published case may have changed, after bulk work that records nothing by itself."""
    record(CasePage.objects.filter(live=True).order_by("pk").values_list("translation_key", flat=True))


def waiting() -> int:
    """How many changes are not in the index yet."""
    return IndexChange.objects.filter(sent_at=None).count()


def waiting_since() -> datetime | None:
    """When the change was made that waits longest; None where none waits."""
    return IndexChange.objects.filter(sent_at=None).order_by("pk").values_list("created_at", flat=True).first()


def waiting_of(cases: Collection[UUID]) -> set[str]:
    """Those of some cases of which a change is not in the index yet."""
    rows = IndexChange.objects.filter(sent_at=None, case__in=cases).values_list("case", flat=True)
    return {str(case) for case in rows}


def send_inline() -> None:
    """Send what waits, within the time a publisher may be kept; leave the rest to the worker."""
    # One transaction may record several changes; the first of its callbacks sends them all.
    if not IndexChange.objects.filter(sent_at=None).exists():
        return
    try:
        sent = send(limit=INLINE_CASES, timeout=get_setting("INDEX_INLINE_SECONDS"))
    except (EngineError, DatabaseError) as error:
        logger.warning("The search index was not reached; the worker tries again: %s", error)
        _leave_to_worker(at_once=False)
    else:
        if sent == INLINE_CASES:
            _leave_to_worker(at_once=True)


def _leave_to_worker(*, at_once: bool) -> None:
    """Ask the worker. Where tasks run in the request itself, only what can be done at once is worth asking for."""
    from citysynergy.discovery.tasks import drain_outbox

    try:
        if at_once or drain_outbox.get_backend().supports_defer:
            drain_outbox.enqueue()
    except Exception:  # publishing never fails for the index's sake; the rows wait for the next sending
        logger.exception("The worker could not be asked to bring the search index up to date")


def drain() -> int:
    """Send everything that waits, and forget what was sent long ago. Returns the number of cases."""
    total = 0
    while sent := send(limit=BATCH, timeout=WORKER_SECONDS):
        total += sent
    IndexChange.objects.filter(sent_at__lt=timezone.now() - KEPT).delete()
    return total


def send(*, limit: int, timeout: float) -> int:
    """Send the oldest waiting cases in one go. Returns how many cases.

    Senders take turns, so what is read below is not older than what another sender wrote: a late row rewrites or
    deletes by the present state and never brings back what was deleted.
    """
    with turn(timeout):
        versions = _oldest(limit)
        if not versions:
            return 0
        found = changes(versions)
        get_engine().apply(found, timeout=timeout)
        sent = {UUID(change.id) for change in found}
        last = max(versions.values())
        IndexChange.objects.filter(sent_at=None, case__in=sent, pk__lte=last).update(sent_at=timezone.now())
    return len(sent)


def changes(versions: dict[UUID, int]) -> list[Change]:
    """The present state of cases, as changes for an engine. A case that cannot be read is left out and logged."""
    try:
        return _changes(versions)
    except DatabaseError:
        raise
    except Exception:
        if len(versions) == 1:
            logger.exception("A case keeps waiting for the search index: %s", next(iter(versions)))
            return []
    # One case must not keep the others waiting.
    return [change for case, version in versions.items() for change in changes({case: version})]


def _changes(versions: dict[UUID, int]) -> list[Change]:
    documents = Builder().of_cases(versions)
    return [documents.get(str(case)) or Deletion(str(case), version) for case, version in versions.items()]


def changes_since(moment: datetime) -> list[Change]:
    """The present state of every case that waits, or was sent since a moment."""
    rows = IndexChange.objects.filter(sent_at=None) | IndexChange.objects.filter(sent_at__gte=moment)
    return changes(dict(rows.order_by("pk").values_list("case", "pk")))


def _oldest(limit: int) -> dict[UUID, int]:
    """The cases that wait longest, each with the number of its last change."""
    versions: dict[UUID, int] = {}
    for case, number in IndexChange.objects.filter(sent_at=None).order_by("pk").values_list("case", "pk").iterator():
        if case not in versions and len(versions) == limit:
            break
        versions[case] = number
    return versions


@contextmanager
def turn(timeout: float) -> Iterator[None]:
    """A transaction in which no other sender writes to the index. On SQLite its write lock does that by itself."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{int(timeout * 1000)}ms"])
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SENDER_LOCK])
        yield
