"""What became of a page that no longer waits, in words for who wanted to judge it."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name
from wagtail.models import TaskState, WorkflowState


def what_happened(task_state: TaskState | None, user: Any) -> str:
    """Why there is nothing to decide at this step any more."""
    if task_state is None:
        return _("This page does not wait for a decision.")
    who = {"who": get_user_display_name(task_state.finished_by)} if task_state.finished_by else None
    own = task_state.finished_by_id is not None and task_state.finished_by_id == user.pk
    if task_state.status == TaskState.STATUS_APPROVED:
        if own:
            return _("You approved this page already. Nothing was done twice.")
        return _("%(who)s approved this page already.") % who if who else _("This page was approved already.")
    if task_state.status == TaskState.STATUS_REJECTED:
        if own:
            return _("You asked for changes to this page already. Nothing was done twice.")
        return _("%(who)s asked for changes to this page already.") % who if who else _("Changes were asked already.")
    if task_state.workflow_state.status == WorkflowState.STATUS_CANCELLED:
        return _("This page was called back by its author. It comes again when it is submitted again.")
    return _("This page does not wait for a decision.")


def last_state_of(page: Any) -> TaskState | None:
    """The step that the page came to last."""
    states = TaskState.objects.for_instance(page).exclude(status=TaskState.STATUS_SKIPPED)
    found: TaskState | None = states.select_related("workflow_state", "finished_by").order_by("-started_at").first()
    return found
