"""Work for the task runner."""

import logging

from django.tasks import task

from citysynergy.discovery import maintenance, outbox
from citysynergy.discovery.engines.base import EngineUnavailableError

logger = logging.getLogger(__name__)


@task()
def drain_outbox() -> int:
    """Bring the search index up to date with what changed. Returns the number of cases.

    An index that is missing, damaged or of another version is built anew: the site mends itself after an upgrade.
    """
    try:
        return outbox.drain()
    except EngineUnavailableError as error:
        logger.warning("The search index is built anew: %s", error)
        return maintenance.rebuild()
