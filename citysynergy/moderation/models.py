"""The step in Wagtail's workflow at which the ministry judges a page."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import TaskState, WorkflowState

from citysynergy.moderation import routing
from citysynergy.moderation.forms import ApprovalForm, RemarksForm
from citysynergy.moderation.guidance import Criterion
from citysynergy.moderation.judging import APPROVE, REQUEST_CHANGES, JudgingTask, comment_in
from citysynergy.moderation.rules import all_ticked_or_explained
from citysynergy.moderation.sign_off import sign_off_in
from citysynergy.moderation.states import ModerationTaskState

__all__ = ["APPROVE", "REQUEST_CHANGES", "ModerationTask"]


class ModerationTask(JudgingTask):
    """Moderators of the ministry approve a page or ask for changes.

    Any moderator may judge any page; routes say who is told and in whose queue it comes first.
    """

    approval_form = ApprovalForm
    request_form = RemarksForm

    class Meta:
        verbose_name = gettext_lazy("moderation by the ministry")
        verbose_name_plural = gettext_lazy("moderation by the ministry")

    @classmethod
    def get_description(cls) -> str:
        """What an administrator reads where tasks are chosen."""
        return _("Members of the group of moderators approve the page or ask for changes")

    def judges(self, page: Any) -> models.QuerySet[Any]:
        """All moderators."""
        return routing.moderators()

    def is_judge(self, page: Any, user: Any) -> bool:
        """Asks the database once per user object."""
        if not user.is_active:
            return False
        if user.is_superuser:
            return True
        cache = f"_citysynergy_moderates_{self.pk}"
        if not hasattr(user, cache):
            setattr(user, cache, self.judges(page).filter(pk=user.pk).exists())
        return bool(getattr(user, cache))

    def awaited(self, task_state: Any, page: Any) -> models.QuerySet[Any]:
        """The moderators of the route that the page took."""
        route = task_state.route if isinstance(task_state, ModerationTaskState) else routing.route_for(page)
        return routing.people_on(route, page)

    def before(self, user: Any, waiting: models.QuerySet[TaskState]) -> models.QuerySet[TaskState]:
        """All of them, for a moderator."""
        return waiting if self.is_judge(None, user) else waiting.none()

    def start(self, workflow_state: WorkflowState, user: Any = None) -> TaskState:
        """Take the page in; a version that its organisation still has to sign off goes there first.

        Wagtail brings a page back to the step that asked for changes, past the one before it. What an approver of a
        trusted mission signed off passes: this approver could have published it.
        """
        sign_off = sign_off_in(workflow_state.workflow)
        if sign_off is not None and sign_off.wanted_for(workflow_state):
            return sign_off.start(workflow_state, user=user)
        approver = sign_off.signed_by(workflow_state) if sign_off is not None else None
        if approver is not None and workflow_state.content_object.permissions_for_user(approver).is_trusted():
            return self.skip(workflow_state)
        return super().start(workflow_state, user=user)

    def remembers(self, page: Any) -> dict[str, Any]:
        """The route, as it is today."""
        return {"route": routing.route_for(page)}

    def faults(self, page: Any, action_name: str, data: Mapping[str, Any]) -> str:
        """An approval goes with the checklist."""
        if words := super().faults(page, action_name, data):
            return words
        if action_name != APPROVE:
            return ""
        return all_ticked_or_explained([row["checked"] for row in checklist(page, data)], comment_in(data))

    def note_decision(self, task_state: TaskState, action_name: str, data: Mapping[str, Any]) -> None:
        """Keep the checklist as the moderator saw it."""
        if action_name == APPROVE and isinstance(task_state, ModerationTaskState):
            task_state.checklist = checklist(task_state.workflow_state.content_object, data)


def checklist(page: Any, data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The points that hold for this page, in the reader's language, with those ticked that were sent."""
    sent = data.get("checklist")
    ticked = {str(key) for key in sent} if isinstance(sent, (list, tuple, set)) else set()
    criteria = Criterion.objects.for_page(page)
    return [{"text": str(point), "checked": str(point.pk) in ticked} for point in criteria]
