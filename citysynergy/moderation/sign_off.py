"""The step before the ministry's: an approver of the organisation signs off, where the organisation wants that."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Page, TaskState, Workflow, WorkflowState

from citysynergy.moderation.forms import NoteForm
from citysynergy.moderation.judging import JudgingTask
from citysynergy.moderation.subjects import organisation_of
from citysynergy.organisations.lineage import continued_by, writers_for
from citysynergy.organisations.models import Organisation
from citysynergy.organisations.pages import OrganisationPage
from citysynergy.permissions import grants
from citysynergy.permissions.access import access_of
from citysynergy.permissions.testers import writers


def wants_sign_off(organisation: Organisation) -> bool:
    """Whether pages of this organisation are signed off: as it says itself, or, where it ended, who continues it."""
    answering = writers_for([organisation.pk])
    return Organisation.objects.filter(pk__in=answering, require_sign_off=True).exists()


def approvers(organisation: Organisation) -> models.QuerySet[Any]:
    """The people who sign off for the organisation."""
    return grants.people_with(grants.SIGN_OFF, organisation)


def stranded(organisation: Organisation, writing: set[int]) -> str:
    """What to do about a page that nobody could sign off, as its only approvers wrote it; ``""`` where someone can."""
    if approvers(organisation).exclude(pk__in=writing).exists():
        return ""
    managers = grants.people_with(grants.MANAGE, organisation).order_by("pk")
    names = [str(get_user_display_name(user)) for user in managers]
    words = _(
        "%(organisation)s wants a colleague to sign off before the ministry reads a page, but has no approver who did "
        "not write or submit this one. Ask %(manager)s to give a colleague the role of approver, or to turn signing "
        "off off. Then submit the page again."
    )
    return words % {"organisation": organisation, "manager": ", ".join(names) or _("the ministry")}


class SignOffTask(JudgingTask):
    """Approvers of the page's own organisation sign off; skipped where the organisation does not require it."""

    approval_form = NoteForm
    approve_label = gettext_lazy("Sign off")

    class Meta:
        verbose_name = gettext_lazy("sign-off inside the organisation")
        verbose_name_plural = gettext_lazy("sign-off inside the organisation")

    @classmethod
    def get_description(cls) -> str:
        """What an administrator reads where tasks are chosen."""
        return _("Approvers of the organisation sign off, where it wants that; otherwise the page passes")

    def judges(self, page: Any) -> models.QuerySet[Any]:
        """The approvers of the organisation that the page belongs to."""
        organisation = organisation_of(page)
        return approvers(organisation) if organisation else get_user_model()._default_manager.none()

    def is_judge(self, page: Any, user: Any) -> bool:
        """Asked of the index of the user's rights, without the database."""
        if user.is_superuser:
            return bool(user.is_active)
        own = access_of(user).organisation_at(page.path)
        return own is not None and grants.SIGN_OFF in own.grants

    def before(self, user: Any, waiting: models.QuerySet[TaskState]) -> models.QuerySet[TaskState]:
        """The pages of the organisations that the user is an approver of."""
        own = access_of(user).own.values()
        return on_pages_below(waiting, [each.page.path for each in own if grants.SIGN_OFF in each.grants])

    def wanted_for(self, workflow_state: WorkflowState) -> bool:
        """Whether this version still has to be signed off."""
        page = workflow_state.content_object
        organisation = organisation_of(page)
        if organisation is None or not wants_sign_off(organisation):
            return False
        # Approved elsewhere: this step was put into the workflow while the ministry had the page already.
        seen = workflow_state.task_states.filter(revision=page.latest_revision_id)
        done = (TaskState.STATUS_APPROVED, TaskState.STATUS_SKIPPED)
        return not seen.filter(status__in=done).exists()

    def signed_by(self, workflow_state: WorkflowState) -> Any:
        """Who signed this version off; None where nobody did."""
        seen = workflow_state.task_states.filter(task=self, revision=workflow_state.content_object.latest_revision_id)
        state = seen.filter(status=TaskState.STATUS_APPROVED).select_related("finished_by").last()
        return state.finished_by if state else None

    def start(self, workflow_state: WorkflowState, user: Any = None) -> TaskState:
        """Ask the approvers, or let the page pass. A page that nobody could sign off is not taken in."""
        if not self.wanted_for(workflow_state):
            return self.skip(workflow_state)
        page = workflow_state.content_object
        organisation = organisation_of(page)
        if organisation and (words := stranded(organisation, writing=writers(page))):
            raise ValidationError(words, code="stranded")
        return super().start(workflow_state, user=user)


def sign_off_in(workflow: Workflow) -> SignOffTask | None:
    """The step of this workflow at which organisations sign off."""
    return SignOffTask.objects.filter(active=True, workflow_tasks__workflow=workflow).first()


def on_pages_below(states: models.QuerySet[TaskState], paths: Iterable[str]) -> models.QuerySet[TaskState]:
    """The states of pages that stand at or below one of the paths."""
    below = Q(pk=None)
    for path in paths:
        below |= Q(path__startswith=path)
    # Wagtail keeps the keys of pages as text here.
    pages = Page.objects.filter(below).annotate(key=Cast("pk", models.CharField()))
    return states.filter(workflow_state__object_id__in=pages.values("key"))


def waiting_in(organisation: Organisation) -> models.QuerySet[TaskState]:
    """What waits for the approvers of this organisation; pages of those that it continues, too."""
    tasks = SignOffTask.objects.values("pk")
    states = TaskState.objects.filter(task__in=tasks, status=TaskState.STATUS_IN_PROGRESS)
    own = OrganisationPage.objects.filter(organisation__in=[organisation.pk, *continued_by(organisation)])
    return on_pages_below(states, own.values_list("path", flat=True))
