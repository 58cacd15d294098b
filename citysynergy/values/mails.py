"""Mails as plain text, made of two templates: one for the subject, one for the words."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string


def compose(kind: str, context: dict[str, Any], address: str) -> EmailMessage:
    """The mail of this kind, in the active language."""
    context = {"site": settings.WAGTAIL_SITE_NAME, **context}
    subject = render_to_string(f"citysynergy/email/{kind}_subject.txt", context)
    body = render_to_string(f"citysynergy/email/{kind}.txt", context)
    # A subject is one line, whatever stands in a name.
    return EmailMessage(
        " ".join(subject.split()),
        body.strip() + "\n",
        settings.DEFAULT_FROM_EMAIL,
        [address],
        headers={"Auto-Submitted": "auto-generated"},
    )
