"""The outbox: what changed and has to reach the index; and what was done to keep index and database equal."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class IndexChange(models.Model):
    """One change of one case. Its number is the version of the document that is written for it.

    Written in the transaction of the change itself, so neither can be without the other. The sender reads the case's
    present state; a row says only *that* something changed.
    """

    case = models.UUIDField(_("case"))
    created_at = models.DateTimeField(_("changed at"), auto_now_add=True)
    sent_at = models.DateTimeField(_("in the index since"), null=True, blank=True)

    class Meta:
        verbose_name = _("change for the search index")
        verbose_name_plural = _("changes for the search index")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(sent_at=None), name="citysynergy_change_waiting"),
            models.Index(fields=["sent_at"], name="citysynergy_change_sent"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.case}"


# Who runs says so every few seconds; after so long without a sign its process is gone. Who waits for a worker so long
# waits for one that is not there.
LOST = timedelta(minutes=10)


class IndexRun(models.Model):
    """One rebuild or check of the search index: asked for, going on or ended. Only one is open at a time."""

    class Kind(models.TextChoices):
        REBUILD = "rebuild", _("Rebuild")
        CHECK = "check", _("Check")
        REPAIR = "repair", _("Check and mend")

    class Problem(models.TextChoices):
        """Why a run did not end well."""

        DOWN = "down", _("The search engine did not answer, or could not write.")
        BUSY = "busy", _("Something else was writing to the index for too long.")
        MISSING = "missing", _("There is no index that can be used. Rebuild it.")
        STOPPED = "stopped", _("It was stopped before it was finished.")
        FAILED = "failed", _("Something went wrong.")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    seen_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    total = models.PositiveIntegerField(_("cases to go through"), default=0)
    done = models.PositiveIntegerField(_("cases gone through"), default=0)
    missing = models.PositiveIntegerField(_("missing from the index"), default=0)
    extra = models.PositiveIntegerField(_("in the index without a published case"), default=0)
    outdated = models.PositiveIntegerField(_("out of date in the index"), default=0)
    mended = models.PositiveIntegerField(_("written anew"), default=0)
    rebuilt = models.BooleanField(_("index built anew"), default=False)
    problem = models.CharField(_("problem"), max_length=10, choices=Problem, blank=True)
    details = models.TextField(_("details"), blank=True)

    class Meta:
        verbose_name = _("maintenance of the search index")
        verbose_name_plural = _("maintenance of the search index")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=models.Q(ended_at=None), name="citysynergy_one_open_index_run"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({timezone.localtime(self.asked_at):%Y-%m-%d %H:%M})"

    @property
    def faults(self) -> int:
        """How many cases differed."""
        return self.missing + self.extra + self.outdated

    @property
    def is_lost(self) -> bool:
        """Whether it is open, but nobody works on it any more."""
        return self.ended_at is None and (self.seen_at or self.asked_at) < timezone.now() - LOST
