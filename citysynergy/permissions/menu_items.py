"""Entries of the admin's menu that some find and others do not."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem


class MenuItemFor(MenuItem):
    """As Wagtail's. ``may`` says of a user whether the entry is shown; the page it leads to decides for itself."""

    def __init__(self, *args: Any, may: Callable[[Any], bool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may = may

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the user finds it in the menu."""
        return self.may(request.user)
