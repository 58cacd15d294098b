"""The step in Wagtail's workflow at which the ministry judges a page."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import LockableMixin, Task, TaskState, WorkflowState

from citysynergy.moderation import actions
from citysynergy.moderation.forms import ApprovalForm, RequestChangesForm
from citysynergy.moderation.states import ModerationTaskState
from citysynergy.permissions.groups import MODERATORS
from citysynergy.permissions.testers import is_own_work

APPROVE = "approve"
REQUEST_CHANGES = "reject"


class ModerationTask(Task):
    """Moderators of the ministry approve a page or ask for changes.

    Its actors are asked through ``moderators``: routes by page type, theme and region find their place there.
    """

    task_state_class = ModerationTaskState

    class Meta:
        verbose_name = _("moderation by the ministry")
        verbose_name_plural = _("moderation by the ministry")

    @classmethod
    def get_description(cls) -> str:
        """What an administrator reads where tasks are chosen."""
        return str(_("Members of the group of moderators approve the page or ask for changes"))

    def moderators(self, page: Any) -> models.QuerySet[Any]:
        """The people who may judge this page, apart from who wrote it."""
        return get_user_model()._default_manager.filter(is_active=True, groups__name=MODERATORS).distinct()

    def is_moderator(self, page: Any, user: Any) -> bool:
        """Whether the user may judge this page, were it not own work. Asks the database once per user object."""
        if not user.is_active:
            return False
        if user.is_superuser:
            return True
        cache = f"_citysynergy_moderates_{self.pk}"
        if not hasattr(user, cache):
            setattr(user, cache, self.moderators(page).filter(pk=user.pk).exists())
        return bool(getattr(user, cache))

    def start(self, workflow_state: WorkflowState, user: Any = None) -> TaskState:
        """Take the page in: only when it is complete. Who wrote it then stands for it as of today."""
        page = workflow_state.content_object
        actions.refuse_incomplete(page)
        if isinstance(page, LockableMixin) and page.locked and page.locked_by and not page.locked_by.is_superuser:
            self._release(page)
        actions.confirm(page, user)
        return super().start(workflow_state, user=user)

    def _release(self, page: Any) -> None:
        """A lock of the author's own would keep the moderators out."""
        if not self.is_moderator(page, page.locked_by):
            page.locked, page.locked_by, page.locked_at = False, None, None
            page.save(update_fields=["locked", "locked_by", "locked_at"])

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        """Moderators open the page; what they may do there is the page's to say."""
        return self.is_moderator(obj, user)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        """Nobody changes what is being judged. Moderators reach their buttons, though not on own work."""
        return not self.is_moderator(obj, user) or (not user.is_superuser and is_own_work(obj, user))

    def user_can_lock(self, obj: Any, user: Any) -> bool:
        """Moderators may keep each other out."""
        return self.is_moderator(obj, user)

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        """Approve or ask for changes; on own work neither."""
        if not self.is_moderator(obj, user) or is_own_work(obj, user):
            return []
        return [
            (REQUEST_CHANGES, _("Request changes"), True),
            (APPROVE, _("Approve"), False),
            (APPROVE, _("Approve with a note"), True),
        ]

    def get_form_for_action(self, action: str) -> type[Any]:
        """Changes are asked in words; a note with the approval is free."""
        return RequestChangesForm if action == REQUEST_CHANGES else ApprovalForm

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> models.QuerySet[TaskState]:
        """What awaits this moderator; own work awaits a colleague."""
        if not self.is_moderator(None, user):
            return TaskState.objects.none()
        # Keys in a subquery: Wagtail joins the answers of all tasks with "or".
        waiting = TaskState.objects.filter(task=self, status=TaskState.STATUS_IN_PROGRESS)
        others = waiting.exclude(workflow_state__requested_by=user).exclude(revision__user=user)
        return TaskState.objects.filter(pk__in=others.values("pk"))

    @transaction.atomic
    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """Do it, if this user may do it to this page now; whatever way the request came."""
        page = task_state.workflow_state.content_object
        if action_name not in {name for name, _label, _modal in self.get_actions(page, user)}:
            raise PermissionDenied
        comment = str(kwargs.get("comment") or "").strip()
        if action_name == REQUEST_CHANGES and not comment:
            raise PermissionDenied(_("Say what has to change; the author gets your words by mail."))
        super().on_action(task_state, user, action_name, comment=comment)
