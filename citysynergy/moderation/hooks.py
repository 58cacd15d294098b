"""Where Wagtail's editor asks moderation."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, linebreaks
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import WorkflowState

from citysynergy.cases.pages import CasePage
from citysynergy.moderation.actions import SIGN_OFF_SET
from citysynergy.moderation.intake import confirm
from citysynergy.moderation.judging import JudgingTask
from citysynergy.moderation.outcome import last_state_of, what_happened
from citysynergy.moderation.sign_off import SignOffTask, sign_off_in, stranded, wants_sign_off
from citysynergy.moderation.subjects import organisation_of
from citysynergy.permissions.actions import may_manage_members
from citysynergy.values.guarded_pages import GuardedPageMixin

HANDING_IN = ("action-submit", "action-restart-workflow")


@hooks.register("before_publish_page")
def who_publishes_own_work_stands_for_it(request: HttpRequest, page: Any) -> None:
    """A trusted mission hands nothing in; publishing its opportunity is what confirms it."""
    if isinstance(page, CasePage) and getattr(page.permissions_for_user(request.user), "writes_as_owner", False):
        confirm(page, request.user)


@hooks.register("before_edit_page")
def say_what_has_to_change(request: HttpRequest, page: Any) -> None:
    """What was asked stands above the page until it is submitted again."""
    if request.method != "GET" or not isinstance(page, GuardedPageMixin):
        return
    state = page.current_workflow_state  # type: ignore[attr-defined]
    if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES and (asked := state.current_task_state.comment):
        inside = isinstance(state.current_task_state.task.specific, SignOffTask)
        who = _("Your colleague asks:") if inside else _("The moderator asks:")
        messages.warning(request, format_html("{}{}", who, mark_safe(linebreaks(asked, autoescape=True))))


@hooks.register("before_edit_page")
def keep_as_draft_what_nobody_could_sign_off(request: HttpRequest, page: Any) -> None:
    """Said before the page is handed in. What was written is saved all the same."""
    state = page.current_workflow_state
    before = {state.requested_by_id} if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES else set()
    _keep_as_draft(request, page, {request.user.pk, *before})


@hooks.register("before_create_page")
def keep_as_draft_what_nobody_could_sign_off_yet(request: HttpRequest, parent: Any, model: Any) -> None:
    """The same, for a page that is handed in as it is made."""
    _keep_as_draft(request, parent, {request.user.pk})


def _keep_as_draft(request: HttpRequest, place: Any, writing: set[Any]) -> None:
    if request.method != "POST" or not any(name in request.POST for name in HANDING_IN):
        return
    workflow, organisation = place.get_workflow(), organisation_of(place)
    if not (workflow and organisation and sign_off_in(workflow) and wants_sign_off(organisation)):
        return
    if words := stranded(organisation, writing):
        buttons = []
        if may_manage_members(request.user, organisation):
            address = reverse("citysynergy_admin:sign_off", args=[organisation.slug])
            buttons = [messages.button(address, _("Signing off"))]
        messages.error(request, " ".join([_("Not submitted."), words]), buttons=buttons)
        sent = request.POST.copy()
        for name in HANDING_IN:
            sent.pop(name, None)
        request.POST = sent  # type: ignore[assignment]


@hooks.register("before_edit_page")
def refuse_what_can_not_be_decided(request: HttpRequest, page: Any) -> HttpResponse | None:
    """A decision that comes too late, or about another version than was read, gets an answer in words.

    Wagtail would save the page instead, and call that a success.
    """
    if request.method != "POST" or not request.POST.get("action-workflow-action"):
        return None
    if not (words := _refusal(request, page)):
        return None
    messages.error(request, words)
    return redirect("wagtailadmin_pages:edit", page.pk)


def _refusal(request: HttpRequest, page: Any) -> str:
    task_state = page.current_workflow_task_state
    if task_state is None:
        return what_happened(last_state_of(page), request.user)
    task = task_state.task.specific
    if not isinstance(task, JudgingTask):
        return ""
    loaded = request.POST.get("loaded_revision_id", "")
    if loaded and loaded != str(page.latest_revision_id):
        return _("The page was changed after you opened it. Read it again, then decide.")
    try:
        data = json.loads(request.POST.get("workflow-action-extra-data") or "{}")
    except ValueError:
        data = None
    if not isinstance(data, dict):
        return _("Your decision did not arrive whole. Decide again.")
    return task.refusal(task_state, request.user, request.POST.get("workflow-action-name", ""), data)


@hooks.register("register_log_actions")
def name_the_actions(registry: Any) -> None:
    """How the changes of moderation read in the site history."""
    registry.register_action(
        SIGN_OFF_SET, gettext_lazy("Change signing off"), gettext_lazy("Signing off was turned on or off")
    )
