"""What moderation remembers of one round of judging a page, beside what Wagtail keeps."""

from django.db import models
from django.utils.translation import gettext
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

    def get_comment(self) -> str:
        """What Wagtail's history shows beside the decision: the words, and what came of the checklist."""
        if not self.checklist:
            return str(self.comment)
        left_open = [row["text"] for row in self.checklist if not row["checked"]]
        if left_open:
            result = gettext("Left open on the checklist: %(points)s") % {"points": " / ".join(left_open)}
        else:
            result = gettext("All points of the checklist are in order (%(count)d).") % {"count": len(self.checklist)}
        return f"{self.comment} – {result}" if self.comment else result
