"""Work for the task runner."""

import logging
from datetime import timedelta

from django.core.cache import cache
from django.tasks import task
from django.utils import timezone

from citysynergy.discovery import maintenance, outbox
from citysynergy.discovery.engines.base import EngineBusyError, EngineDownError, EngineError, EngineUnavailableError
from citysynergy.discovery.models import IndexRun

logger = logging.getLogger(__name__)

RETRY = timedelta(minutes=1)
# Many publications may find the index down; one of their tasks comes back for all. The mark is gone when it does.
RETRY_MARK, RETRY_MARK_SECONDS = "citysynergy-drain-again", 50


@task()
def drain_outbox() -> int:
    """Bring the search index up to date with what changed. Returns the number of cases.

    A server that does not answer is asked again in a minute. An index that is missing, damaged or of another version is
    built anew: the site mends itself after an upgrade.
    """
    try:
        return outbox.drain()
    except (EngineDownError, EngineBusyError) as error:
        logger.warning("The search index is brought up to date later: %s", error)
        _again()
        return 0
    except EngineUnavailableError as error:
        logger.warning("The search index is built anew: %s", error)
    try:
        return maintenance.rebuild()
    except (EngineDownError, EngineBusyError) as error:
        # Another task that found it missing was faster; what waits is sent afterwards.
        logger.warning("The search index is brought up to date later: %s", error)
        _again()
        return 0


@task()
def carry_out(run: int) -> None:
    """Do a rebuild or check of the index that somebody asked for. How it ended is kept with it."""
    asked = IndexRun.objects.filter(pk=run, started_at=None, ended_at=None).first()
    if asked is None:
        # Someone ran the command meanwhile, or the page gave it up because no worker came.
        return
    try:
        maintenance.carry_out(asked)
    except EngineError as error:
        logger.warning("%s of the search index failed: %s", asked.kind, error)


def _again() -> None:
    """Ask for another try, where the task runner can wait for it; else the next publication brings one."""
    if drain_outbox.get_backend().supports_defer and cache.add(RETRY_MARK, True, RETRY_MARK_SECONDS):
        drain_outbox.using(run_after=timezone.now() + RETRY).enqueue()
