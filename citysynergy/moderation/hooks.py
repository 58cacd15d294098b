"""Where Wagtail's editor asks moderation."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import WorkflowState

from citysynergy.cases.pages import CasePage
from citysynergy.moderation.actions import confirm


@hooks.register("before_publish_page")
def who_publishes_own_work_stands_for_it(request: HttpRequest, page: Any) -> None:
    """A trusted mission hands nothing in; publishing its opportunity is what confirms it."""
    if isinstance(page, CasePage) and getattr(page.permissions_for_user(request.user), "writes_as_owner", False):
        confirm(page, request.user)


@hooks.register("before_edit_page")
def say_what_has_to_change(request: HttpRequest, page: Any) -> None:
    """The moderator's words stand above the page until it is submitted again."""
    if request.method != "GET" or not isinstance(page, CasePage):
        return
    state = page.current_workflow_state
    if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES and (asked := state.current_task_state.comment):
        messages.warning(request, _("The moderator asks: “%(comment)s”") % {"comment": asked})
