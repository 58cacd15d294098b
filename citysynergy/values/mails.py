"""Mails as plain text, made of two templates: one for the subject, one for the words."""

import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import override
from wagtail.users.models import UserProfile

logger = logging.getLogger(__name__)

# What a mail says, put into words when its reader's language is the active one.
type Words = Callable[[], dict[str, Any]]


def compose(kind: str, context: dict[str, Any], *addresses: str) -> EmailMessage:
    """The mail of this kind to these addresses, in the active language."""
    context = {"site": settings.WAGTAIL_SITE_NAME, **context}
    subject = render_to_string(f"citysynergy/email/{kind}_subject.txt", context)
    body = render_to_string(f"citysynergy/email/{kind}.txt", context)
    # A subject is one line, whatever stands in a name.
    return EmailMessage(
        " ".join(subject.split()),
        body.strip() + "\n",
        settings.DEFAULT_FROM_EMAIL,
        list(addresses),
        headers={"Auto-Submitted": "auto-generated"},
    )


def post_mail(kind: str, readers: Iterable[Any], words: Words) -> None:
    """Send the mail to each of the readers, in the reader's language, once what it tells of is certain."""
    people = sorted({reader for reader in readers if reader.email}, key=lambda reader: int(reader.pk))
    if people:
        transaction.on_commit(lambda: send_mail(kind, people, words))


def send_mail(kind: str, readers: Iterable[Any], words: Words) -> None:
    """Send it now. A mail that fails is logged and stops nothing."""
    for reader in readers:
        profile = UserProfile.get_for_user(reader)
        try:
            with override(profile.preferred_language or settings.LANGUAGE_CODE):
                context = {
                    "reader": reader.get_full_name() or reader.get_username(),
                    "base": settings.WAGTAILADMIN_BASE_URL,
                    **words(),
                }
                compose(kind, context, reader.email).send()
        except Exception:
            logger.exception("mail not sent: %s to user %s", kind, reader.pk)
