"""Where Wagtail's editor asks moderation."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks

from citysynergy.cases.pages import CasePage
from citysynergy.moderation.actions import confirm


@hooks.register("before_publish_page")
def who_publishes_own_work_stands_for_it(request: HttpRequest, page: Any) -> None:
    """A trusted mission hands nothing in; publishing its opportunity is what confirms it."""
    if isinstance(page, CasePage) and getattr(page.permissions_for_user(request.user), "writes_as_owner", False):
        confirm(page, request.user)
