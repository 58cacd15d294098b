"""Invitations to act for an organisation: sent by mail, open until they are accepted, withdrawn or too old."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citysynergy.organisations.models import Organisation, Role

VALID_FOR = timedelta(days=14)


def valid_until() -> datetime:
    """When an invitation that is sent now ends."""
    return timezone.now() + VALID_FOR


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations by their state."""

    def unanswered(self) -> "InvitationQuerySet":
        """Neither accepted nor withdrawn; some may be too old to accept."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def open(self) -> "InvitationQuerySet":
        """Those that can be accepted now."""
        return self.unanswered().filter(expires_at__gt=timezone.now())


class Invitation(models.Model):
    """Someone is asked, by mail, to act for an organisation in a role. Accepting makes a membership."""

    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="invitations",
        verbose_name=_("organisation"),
    )
    email = models.EmailField(_("mail address"))
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.AUTHOR)
    language = models.CharField(_("language of the mail"), max_length=10)
    # Each mail has a number of its own: who renews an invitation makes the link of the earlier mail worthless.
    number = models.PositiveSmallIntegerField(_("number of the mail"), default=1, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("invited by"),
    )
    created_at = models.DateTimeField(_("invited at"), auto_now_add=True)
    # Empty as long as the latest mail did not leave.
    sent_at = models.DateTimeField(_("sent at"), null=True, editable=False)
    expires_at = models.DateTimeField(_("open until"), default=valid_until)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("accepted by"),
    )

    # Set on the record at hand when its mail could not be sent, for who has to be told.
    mail_failed = False

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["organisation", "-created_at"]

    def __str__(self) -> str:
        return f"{self.email}: {self.get_role_display()}, {self.organisation}"

    @property
    def is_open(self) -> bool:
        """Whether it can be accepted now."""
        return self.accepted_at is None and self.withdrawn_at is None and self.expires_at > timezone.now()
