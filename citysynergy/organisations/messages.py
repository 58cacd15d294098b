"""What readers write to an organisation about one of its cases: kept until it is mailed, and no longer."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# A message that no mail server takes is given up after so long; its reader was told.
TRIED_FOR = timedelta(days=7)
# Of a message that was mailed an empty row stays so long: it knows the same message again, and counts for the limits.
REMEMBERED_FOR = timedelta(days=1)

NAME_LENGTH = 100
ORGANISATION_LENGTH = 200
EMAIL_LENGTH = 254
TEXT_LENGTH = 5000


class ReaderMessageQuerySet(models.QuerySet["ReaderMessage"]):
    """Messages by how far they are."""

    def waiting(self) -> "ReaderMessageQuerySet":
        """Those that were not mailed yet."""
        return self.filter(sent_at=None)

    def of(self, address: str) -> "ReaderMessageQuerySet":
        """Those not mailed yet whose answer goes to this mail address."""
        return self.waiting().filter(email__iexact=address)


class ReaderMessage(models.Model):
    """A question or correction from a reader. What the reader wrote goes out of it when it is mailed."""

    class Kind(models.TextChoices):
        QUESTION = "question", _("question")
        CORRECTION = "correction", _("correction")

    # Follows from what was sent: the same message sent twice is one row.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    case = models.UUIDField(_("case"))
    language = models.CharField(_("language"), max_length=10)
    name = models.CharField(_("name"), max_length=NAME_LENGTH, blank=True)
    organisation = models.CharField(_("organisation"), max_length=ORGANISATION_LENGTH, blank=True)
    email = models.EmailField(_("mail address"), max_length=EMAIL_LENGTH, blank=True)
    text = models.TextField(_("text"), blank=True)
    # A keyed hash of the network address, for the limits.
    sender = models.CharField(_("sender"), max_length=64)
    created_at = models.DateTimeField(_("received at"), default=timezone.now)
    tries = models.PositiveIntegerField(_("tries"), default=0)
    failed = models.BooleanField(_("could not be mailed"), default=False)
    next_try_at = models.DateTimeField(_("next try at"), default=timezone.now)
    sent_at = models.DateTimeField(_("mailed at"), null=True, blank=True)

    objects = ReaderMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message of a reader")
        verbose_name_plural = _("messages of readers")
        ordering = ["created_at"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["created_at"], name="citysynergy_message_created"),
            models.Index(fields=["sender", "created_at"], name="citysynergy_message_sender"),
            models.Index(fields=["case", "created_at"], name="citysynergy_message_case"),
            models.Index(fields=["next_try_at"], condition=models.Q(sent_at=None), name="citysynergy_message_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({timezone.localtime(self.created_at):%Y-%m-%d %H:%M})"

    @property
    def given_up_at(self) -> datetime:
        """When the last try is."""
        return self.created_at + TRIED_FOR
