"""The outbox: what changed and has to reach the index."""

from django.db import models
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
