"""Sends the mails of moderation in place of Wagtail's, and keeps it in step with indexes and organisations."""

from typing import Any

from django.db.models.signals import post_save
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted

from citysynergy.moderation import mails
from citysynergy.moderation.actions import hand_on
from citysynergy.moderation.loading import assign
from citysynergy.moderation.models import ModerationTask
from citysynergy.moderation.states import ModerationTaskState
from citysynergy.organisations.models import Organisation
from citysynergy.organisations.pages import OrganisationIndexPage


def _is_ours(workflow_state: WorkflowState) -> bool:
    return ModerationTask.objects.filter(workflow_tasks__workflow=workflow_state.workflow_id).exists()


def page_came_in(instance: TaskState, user: Any = None, **kwargs: Any) -> None:
    """A step of ours took a page in; it tells whom the page waits for, also when it is handed in again."""
    mails.submitted(instance, user)


def workflow_began(instance: WorkflowState, **kwargs: Any) -> Any:
    """In place of Wagtail's notifier, which writes to every superuser."""
    if not _is_ours(instance):
        from wagtail.admin.signal_handlers import workflow_submission_email_notifier

        return workflow_submission_email_notifier(instance=instance, **kwargs)
    return None


def changes_requested(instance: WorkflowState, user: Any = None, **kwargs: Any) -> Any:
    """In place of Wagtail's notifier, for our workflow."""
    if not _is_ours(instance):
        from wagtail.admin.signal_handlers import workflow_rejection_email_notifier

        return workflow_rejection_email_notifier(instance=instance, user=user, **kwargs)
    return mails.changes_requested(instance, user)


def page_approved(instance: WorkflowState, user: Any = None, **kwargs: Any) -> Any:
    """In place of Wagtail's notifier, for our workflow."""
    if not _is_ours(instance):
        from wagtail.admin.signal_handlers import workflow_approval_email_notifier

        return workflow_approval_email_notifier(instance=instance, user=user, **kwargs)
    return mails.approved(instance, user)


def index_made(instance: OrganisationIndexPage, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """What stands below a new index is moderated from the first page on."""
    if created and not raw:
        assign(instance)


def sign_off_ended(
    instance: Organisation, created: bool, raw: bool = False, update_fields: Any = None, **kwargs: Any
) -> None:
    """Whoever says that an organisation wants no sign-off any more, nothing goes on waiting for it."""
    told = update_fields is None or "require_sign_off" in update_fields
    if told and not (created or raw or instance.require_sign_off):
        hand_on(instance)


def connect() -> None:
    """Called once, by the app's ``ready``.

    Wagtail connects its notifiers under a name of their own; a receiver under that name takes their place, whether
    Wagtail's app is made ready before ours or after. Other workflows get Wagtail's mails as ever.
    """
    task_submitted.connect(page_came_in, sender=ModerationTaskState, dispatch_uid="citysynergy.moderation.submitted")
    in_place_of_wagtails = (
        (workflow_submitted, workflow_began, "workflow_state_submitted_email_notification"),
        (workflow_rejected, changes_requested, "workflow_state_rejected_email_notification"),
        (workflow_approved, page_approved, "workflow_state_approved_email_notification"),
    )
    for signal, receiver, name in in_place_of_wagtails:
        signal.disconnect(sender=WorkflowState, dispatch_uid=name)
        signal.connect(receiver, sender=WorkflowState, dispatch_uid=name)
    post_save.connect(index_made, sender=OrganisationIndexPage, dispatch_uid="citysynergy.moderation.index")
    post_save.connect(sign_off_ended, sender=Organisation, dispatch_uid="citysynergy.moderation.sign_off")
