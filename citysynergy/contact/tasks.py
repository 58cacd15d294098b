"""Work for the task runner: messages that could not be mailed at once."""

import logging
from datetime import timedelta

from django.core.cache import cache
from django.tasks import task
from django.utils import timezone

from citysynergy.contact import sending
from citysynergy.organisations.messages import ReaderMessage

logger = logging.getLogger(__name__)

RETRY = timedelta(minutes=1)
# Many messages may find the mail down; one task comes back for all. The mark is gone when it does.
RETRY_MARK, RETRY_MARK_SECONDS = "citysynergy-mail-again", 50


@task()
def mail_waiting() -> int:
    """Mail what is due, and come back in a minute while anything waits. Returns how many were mailed."""
    mailed = sending.deliver_waiting()
    if ReaderMessage.objects.waiting().exists():
        try_later()
    return mailed


def try_later() -> None:
    """Ask for another try, where the task runner can wait for it; else the nightly command brings one."""
    try:
        if mail_waiting.get_backend().supports_defer and cache.add(RETRY_MARK, True, RETRY_MARK_SECONDS):
            mail_waiting.using(run_after=timezone.now() + RETRY).enqueue()
    except Exception:  # the message is kept, and the reader is told so
        logger.exception("The worker could not be asked to mail the messages of readers")
