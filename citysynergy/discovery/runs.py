"""Rebuilds and checks of the index: asked for, started, ended. One at a time, and each is remembered."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from citysynergy.discovery.engines.base import EngineBusyError, EngineDownError, EngineUnavailableError
from citysynergy.discovery.models import IndexRun

ASKED = "citysynergy.index.asked"
# A sign of life, and how far it is, at most this often.
SIGN_SECONDS = 2.0
KEPT = timedelta(days=90)
DETAILS = 500


class RunBusyError(EngineBusyError):
    """Another rebuild or check is open. ``run`` is that one."""

    def __init__(self, run: IndexRun) -> None:
        super().__init__(
            _("%(kind)s is going on already, since %(when)s.")
            % {"kind": run.get_kind_display(), "when": timezone.localtime(run.asked_at).strftime("%H:%M")}
        )
        self.run = run


def open_run() -> IndexRun | None:
    """The run that waits or goes on; None where there is none, or nobody works on it any more."""
    run = IndexRun.objects.filter(ended_at=None).first()
    return None if run is None or run.is_lost else run


def last(*kinds: IndexRun.Kind) -> IndexRun | None:
    """The last run of some kinds that has ended."""
    return IndexRun.objects.filter(kind__in=kinds, ended_at__isnull=False).first()


def last_rebuild() -> IndexRun | None:
    """The last run that built the index anew."""
    return IndexRun.objects.filter(rebuilt=True, problem="", ended_at__isnull=False).first()


def ask(kind: IndexRun.Kind, by: Any) -> IndexRun:
    """Ask the worker for a run. Raises :class:`RunBusyError` where one is open."""
    from citysynergy.discovery.tasks import carry_out

    with transaction.atomic():
        run = _open(kind, asked_by=by)
        log(instance=run, action=ASKED, user=by, data={"kind": kind.value})
        transaction.on_commit(partial(carry_out.enqueue, run.pk))
    return run


class Going:
    """A run while it goes on: what it finds is written into ``run``, and kept when it ends."""

    def __init__(self, run: IndexRun) -> None:
        self.run = run
        self._next_sign = 0.0

    def tell(self, done: int) -> None:
        """Say how far it is."""
        self.run.done = done
        if time.monotonic() >= self._next_sign:
            self._next_sign = time.monotonic() + SIGN_SECONDS
            # No run fails because its progress could not be written.
            with suppress(DatabaseError), transaction.atomic():
                IndexRun.objects.filter(pk=self.run.pk).update(done=done, seen_at=timezone.now())


@contextmanager
def going(kind: IndexRun.Kind, run: IndexRun | None = None, *, total: int = 0) -> Iterator[Going]:
    """Do a run: the one that was asked for, else a new one. Raises :class:`RunBusyError` where another one is open."""
    run = _start(kind, run, total)
    try:
        yield Going(run)
    except BaseException as error:
        run.problem = _problem(error)
        run.details = str(error)[:DETAILS]
        raise
    finally:
        run.ended_at = timezone.now()
        run.save()
        _forget_old(kind)


def _start(kind: IndexRun.Kind, run: IndexRun | None, total: int) -> IndexRun:
    with transaction.atomic():
        if run is None:
            # What waits for a worker is done by whoever comes first.
            waiting = IndexRun.objects.filter(kind=kind, started_at=None, ended_at=None).first()
            run = waiting or _open(kind)
        now = timezone.now()
        if not IndexRun.objects.filter(pk=run.pk, started_at=None, ended_at=None).update(started_at=now, seen_at=now):
            raise RunBusyError(run)
    run.started_at = run.seen_at = now
    run.total = total
    run.save(update_fields=["total"])
    return run


def _open(kind: IndexRun.Kind, **given: Any) -> IndexRun:
    found = IndexRun.objects.filter(ended_at=None).first()
    if found is not None:
        if not found.is_lost:
            raise RunBusyError(found)
        IndexRun.objects.filter(pk=found.pk, ended_at=None).update(
            ended_at=timezone.now(), problem=IndexRun.Problem.STOPPED
        )
    try:
        with transaction.atomic():
            return IndexRun.objects.create(kind=kind, **given)
    except IntegrityError:
        # Someone else was faster.
        raise RunBusyError(IndexRun.objects.get(ended_at=None)) from None


def _problem(error: BaseException) -> IndexRun.Problem:
    if isinstance(error, EngineDownError):
        return IndexRun.Problem.DOWN
    if isinstance(error, EngineBusyError):
        return IndexRun.Problem.BUSY
    if isinstance(error, EngineUnavailableError):
        return IndexRun.Problem.MISSING
    return IndexRun.Problem.FAILED if isinstance(error, Exception) else IndexRun.Problem.STOPPED


def _forget_old(kind: IndexRun.Kind) -> None:
    IndexRun.objects.filter(kind=kind, ended_at__lt=timezone.now() - KEPT).delete()
