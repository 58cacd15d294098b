"""Receives what a reader wrote: kept first, then mailed at once, and by the worker where that fails."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from citysynergy.conf import get_setting
from citysynergy.contact import sending
from citysynergy.contact.tasks import try_later
from citysynergy.organisations.messages import ReaderMessage

WINDOW = timedelta(hours=1)


@dataclass
class TooManyError(Exception):
    """A limit was reached: of the sender, or of messages about the case. Until when."""

    of_sender: bool
    until: datetime


def sender_of(household: str) -> str:
    """By what messages from one network address are counted; the address can't be read from it."""
    return salted_hmac("citysynergy.contact.sender", household, algorithm="sha256").hexdigest()


def receive(message: ReaderMessage) -> None:
    """Keep the message and mail it. One that came before is not sent again.

    Raises :class:`TooManyError` where its sender, or all senders together about this case, wrote too much in an hour.
    The rows of the database are counted: they are the same for all processes of the site, which a cache need not be.
    """
    if ReaderMessage.objects.filter(pk=message.pk).exists():
        return
    _check_limits(message)
    # Who presses twice may be in two processes at the same moment.
    _kept, is_new = ReaderMessage.objects.get_or_create(
        pk=message.pk,
        defaults={
            field.attname: getattr(message, field.attname)
            for field in message._meta.concrete_fields
            if field.attname != "id"
        },
    )
    if is_new:
        transaction.on_commit(lambda: _send(message))


def _send(message: ReaderMessage) -> None:
    sending.forget_old()
    if not sending.deliver(message.pk):
        try_later()


def _check_limits(message: ReaderMessage) -> None:
    recent = ReaderMessage.objects.filter(created_at__gt=timezone.now() - WINDOW)
    _check(recent.filter(sender=message.sender), "MESSAGES_PER_HOUR", of_sender=True)
    _check(recent.filter(case=message.case), "MESSAGES_PER_HOUR_ABOUT_ONE_CASE", of_sender=False)


def _check(recent: QuerySet[ReaderMessage], setting: str, *, of_sender: bool) -> None:
    limit = get_setting(setting)
    if limit is None:
        return
    times = list(recent.order_by("-created_at").values_list("created_at", flat=True)[:limit])
    if len(times) >= limit:
        raise TooManyError(of_sender, times[-1] + WINDOW)
