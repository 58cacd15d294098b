"""Mails the messages of readers. A message stays until a mail server took it, or a week went by."""

import logging
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from citysynergy.cases.pages import CasePage
from citysynergy.contact.recipients import Recipients, recipients
from citysynergy.organisations.messages import REMEMBERED_FOR, TRIED_FOR, ReaderMessage
from citysynergy.values.languages import language_name
from citysynergy.values.mails import compose

logger = logging.getLogger(__name__)

# Nobody else tries while one does. A process that dies meanwhile leaves the message to the next.
TRYING = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=1)


class NobodyToMailError(Exception):
    """The case, its organisation and the site have no address any more."""


def deliver(pk: UUID) -> bool:
    """Mail one message, if it is due and nobody else is at it. Says whether it was mailed now.

    What the reader wrote is removed at once. A failure is logged without it, and the message kept for the next try.
    """
    now = timezone.now()
    due = ReaderMessage.objects.waiting().filter(pk=pk, next_try_at__lte=now)
    if not due.update(next_try_at=now + TRYING, tries=F("tries") + 1):
        return False
    message = ReaderMessage.objects.get(pk=pk)
    try:
        _mail(message).send()
    except Exception:
        wait = min(timedelta(minutes=2 ** min(message.tries - 1, 10)), LONGEST_WAIT)
        ReaderMessage.objects.filter(pk=pk).update(failed=True, next_try_at=timezone.now() + wait)
        logger.exception("mail not sent: message %s of a reader, about case %s; kept, tried again", pk, message.case)
        return False
    ReaderMessage.objects.filter(pk=pk).update(sent_at=timezone.now(), name="", organisation="", email="", text="")
    return True


def deliver_waiting() -> int:
    """Mail every message that is due, the oldest first, and forget old ones. Returns how many were mailed."""
    forget_old()
    due = ReaderMessage.objects.waiting().filter(next_try_at__lte=timezone.now()).order_by("created_at")
    return sum(deliver(pk) for pk in list(due.values_list("pk", flat=True)))


def forget_old() -> None:
    """Delete what was mailed a day ago, and what nobody could be mailed for a week."""
    now = timezone.now()
    ReaderMessage.objects.filter(sent_at__lt=now - REMEMBERED_FOR).delete()
    given_up = ReaderMessage.objects.waiting().filter(created_at__lt=now - TRIED_FOR)
    if count := given_up.delete()[0]:
        logger.error("%s messages of readers were given up: no mail could be sent for %s days", count, TRIED_FOR.days)


def _mail(message: ReaderMessage) -> EmailMessage:
    case = CasePage.objects.filter(translation_key=message.case).first()
    page = case.specific if case is not None else None
    to = recipients(message.kind, page)
    if to is None:
        raise NobodyToMailError(message.case)
    with override(to.language):
        mail = compose(message.kind, _words(message, page, to), *to.addresses)
    if message.email:
        mail.reply_to = [message.email]
    # A person wrote it: desks that sort out what machines send would not see it.
    mail.extra_headers.pop("Auto-Submitted")
    # Should it be sent twice after all, mail programs know it for the same.
    mail.extra_headers["Message-ID"] = f"<{message.pk}@{urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname}>"
    return mail


def _words(message: ReaderMessage, page: Any, to: Recipients) -> dict[str, Any]:
    base = settings.WAGTAILADMIN_BASE_URL
    return {
        "message": message,
        # As an answer quotes it: a reader's words can't pass for the site's.
        "quoted": "\n".join(f"> {line}".rstrip() for line in message.text.splitlines()),
        "language": language_name(message.language),
        "title": str(page.text.title) if page is not None else "",
        "kind": page._meta.verbose_name if page is not None else "",
        "organisation": page.organisation if page is not None else "",
        "address": f"{base}{reverse('citysynergy-permanent', args=[message.case])}",
        "edit_address": f"{base}{reverse('wagtailadmin_pages:edit', args=[page.pk])}" if page is not None else "",
        "site_desk": to.site_desk,
    }
