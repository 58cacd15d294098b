"""What moderation remembers of one round of judging a page, beside what Wagtail keeps."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import TaskState

from citysynergy.moderation.routes import Route


class ModerationTaskState(TaskState):
    """One page before one desk: the route it took, the checklist that went with the decision, the last reminder."""

    route = models.ForeignKey(
        Route,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("route"),
    )
    # As it was shown: [{"text": "…", "checked": true}, …], in the language of who decided.
    checklist = models.JSONField(_("checklist"), default=list, blank=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)

    class Meta:
        verbose_name = _("state of moderation")
        verbose_name_plural = _("states of moderation")
