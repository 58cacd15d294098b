"""What the two steps of a workflow have in common: someone judges a page as it is, and says yes or asks for changes."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import LockableMixin, Task, TaskState, WorkflowState
from wagtail.signals import task_submitted

from citysynergy.moderation import intake
from citysynergy.moderation.forms import LONGEST_COMMENT, DecisionForm, RequestChangesForm
from citysynergy.moderation.outcome import what_happened
from citysynergy.moderation.states import ModerationTaskState
from citysynergy.permissions.testers import is_own_work, writers

APPROVE = "approve"
REQUEST_CHANGES = "reject"


class JudgingTask(Task):
    """A step at which the judges approve a page or ask for changes; nobody judges own work.

    Steps say who their judges are. While a page waits, nobody changes it but a superuser.
    """

    task_state_class = ModerationTaskState
    # Asked by the page's tester: whoever may judge the page reads it as it is.
    judges_as_it_is = True

    approval_form: type[DecisionForm]
    request_form: type[DecisionForm] = RequestChangesForm

    class Meta:
        abstract = True

    # --- who judges ----------------------------------------------------------------------------------------------

    def judges(self, page: Any) -> models.QuerySet[Any]:
        """The people who may judge this page, were it not their own work; superusers may anyhow."""
        raise NotImplementedError

    def is_judge(self, page: Any, user: Any) -> bool:
        """Whether the user may judge this page, were it not own work."""
        raise NotImplementedError

    def awaited(self, task_state: Any, page: Any) -> models.QuerySet[Any]:
        """The people whom the page waits for: they get the mails."""
        return self.judges(page).exclude(pk__in=writers(page))

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        """Judges open the page; what they may do there is the page's to say."""
        return self.is_judge(obj, user)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        """Nobody changes what is being judged. Judges reach their buttons, though not on own work."""
        return not self.is_judge(obj, user) or (not user.is_superuser and is_own_work(obj, user))

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        """Ask for changes or approve, each with a form; on own work neither."""
        # Wagtail makes the form of an action without saying for which page; before that it asks for the actions.
        self._asked_about = obj
        if not self.is_judge(obj, user) or is_own_work(obj, user):
            return []
        return [(REQUEST_CHANGES, gettext_lazy("Request changes"), True), (APPROVE, self.approve_label, True)]

    approve_label: Any = gettext_lazy("Approve")

    def get_form_for_action(self, action: str) -> Any:
        """What a judge fills in: made by Wagtail, once it has asked for the actions on the page."""
        return lambda *args, **kwargs: self.form_for(self._asked_about, action, *args, **kwargs)

    def form_for(self, page: Any, action: str, *args: Any, **kwargs: Any) -> DecisionForm:
        """The form of an action on this page."""
        form = self.request_form if action == REQUEST_CHANGES else self.approval_form
        return form(*args, page=page, **kwargs)

    # --- what waits ----------------------------------------------------------------------------------------------

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> models.QuerySet[TaskState]:
        """What awaits this judge; own work awaits a colleague."""
        waiting = TaskState.objects.filter(task=self, status=TaskState.STATUS_IN_PROGRESS)
        if not user.is_superuser:
            waiting = self.before(user, waiting) if user.is_active else waiting.none()
        others = waiting.exclude(workflow_state__requested_by=user).exclude(revision__user=user)
        # Keys in a subquery: Wagtail joins the answers of all tasks with "or".
        return TaskState.objects.filter(pk__in=others.values("pk"))

    def before(self, user: Any, waiting: models.QuerySet[TaskState]) -> models.QuerySet[TaskState]:
        """Those of the waiting states that this user judges."""
        raise NotImplementedError

    # --- a page comes in -----------------------------------------------------------------------------------------

    def start(self, workflow_state: WorkflowState, user: Any = None) -> TaskState:
        """Take the page in. The first step refuses what is incomplete; who wrote it then stands for it as of today."""
        page = workflow_state.content_object
        if not self._was_taken_in_before(workflow_state, page):
            intake.refuse_incomplete(page)
            intake.confirm(page, user)
        if isinstance(page, LockableMixin) and page.locked and page.locked_by and not page.locked_by.is_superuser:
            self._release(page)
        state = self._state_of(workflow_state, **self.remembers(page))
        state.save()
        task_submitted.send(sender=type(state), instance=state, user=user)
        return state

    def remembers(self, page: Any) -> dict[str, Any]:
        """What the state of this step keeps from its start."""
        return {}

    def skip(self, workflow_state: WorkflowState) -> TaskState:
        """Let the page pass; nobody is asked."""
        now = timezone.now()
        state = self._state_of(workflow_state, status=TaskState.STATUS_SKIPPED, finished_at=now)
        state.save()
        return state

    def _state_of(self, workflow_state: WorkflowState, **values: Any) -> ModerationTaskState:
        revision = workflow_state.content_object.get_latest_revision()
        return ModerationTaskState(workflow_state=workflow_state, task=self, revision=revision, **values)

    @staticmethod
    def _was_taken_in_before(workflow_state: WorkflowState, page: Any) -> bool:
        """Whether another step of this round took this very version in, and passed it on."""
        passed_on = (TaskState.STATUS_APPROVED, TaskState.STATUS_CANCELLED)
        states = workflow_state.task_states.filter(revision=page.latest_revision_id, status__in=passed_on)
        return bool(states.exists())

    def _release(self, page: Any) -> None:
        """A lock of the author's own would keep the judges out."""
        if not self.is_judge(page, page.locked_by):
            page.locked, page.locked_by, page.locked_at = False, None, None
            page.save(update_fields=["locked", "locked_by", "locked_at"])

    # --- a decision ----------------------------------------------------------------------------------------------

    @transaction.atomic
    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """Do it, if this user may do it to this page now; whatever way the request came."""
        # One decision at a time; the next one sees what this one did.
        TaskState.objects.select_for_update().filter(pk=task_state.pk).first()
        task_state.refresh_from_db()
        if words := self.refusal(task_state, user, action_name, kwargs):
            raise PermissionDenied(words)
        # What was judged may be newer than what was submitted: see ``refusal``.
        task_state.revision = task_state.workflow_state.content_object.latest_revision
        self.note_decision(task_state, action_name, kwargs)
        super().on_action(task_state, user, action_name, comment=comment_in(kwargs))

    def refusal(self, task_state: TaskState, user: Any, action_name: str, data: Mapping[str, Any]) -> str:
        """Why this decision can't be taken (any more), in words for the judge; ``""`` where it can."""
        workflow_state = task_state.workflow_state
        page = workflow_state.content_object
        current = workflow_state.status == WorkflowState.STATUS_IN_PROGRESS
        if task_state.status != TaskState.STATUS_IN_PROGRESS or not current:
            return what_happened(task_state, user)
        if action_name not in {name for name, _label, _modal in self.get_actions(page, user)}:
            if is_own_work(page, user):
                return _("You wrote or submitted this page yourself. Someone else judges it.")
            return _("You can't judge this page.")
        if str(data.get("version") or task_state.revision_id) != str(page.latest_revision_id):
            return _("The page was changed after you opened it. Read it again, then decide.")
        return self.faults(page, action_name, data)

    def faults(self, page: Any, action_name: str, data: Mapping[str, Any]) -> str:
        """What is wrong with what the judge filled in."""
        comment = comment_in(data)
        if len(comment) > LONGEST_COMMENT:
            return _("Your words are longer than %(limit)d characters. Shorten them.") % {"limit": LONGEST_COMMENT}
        if action_name == REQUEST_CHANGES and not comment:
            return _("Say what has to change; the author gets your words by mail.")
        return ""

    def note_decision(self, task_state: TaskState, action_name: str, data: Mapping[str, Any]) -> None:
        """Keep more of the decision than Wagtail does; saved with it."""


def comment_in(data: Mapping[str, Any]) -> str:
    """The judge's words among what was sent."""
    return str(data.get("comment") or "").strip()
