"""What of Wagtail's own menus each actor finds: only what serves them.

Hiding takes no right away: every address behind these items asks the permission policy itself.
"""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks

from citysynergy.permissions.access import access_of
from citysynergy.permissions.groups import in_network

# Reports for superusers alone, and those that moderators use too. What the workflow reports tell, moderation tells
# better: Wagtail's list only pages that one may change.
FOR_SUPERUSERS = {"workflows", "workflow-tasks", "page-types-usage"}
FOR_MODERATORS = {"locked-pages", "site-history", "aging-pages"}
# Both lead to pages of Wagtail's makers, in English.
ABOUT_WAGTAIL = ("whats-new-in-wagtail", "editor-guide")


def _is_ours(user: Any) -> bool:
    """Whether the user is here as an actor of CitySynergy; editors of the host keep what Wagtail gives them."""
    access = access_of(user)
    return not user.is_superuser and not access.host and bool(access.own or access.moderated or in_network(user))


def _hide(items: list[Any], names: set[str]) -> None:
    items[:] = [item for item in items if item.name not in names]


@hooks.register("construct_main_menu")
def no_tree_and_no_help(request: HttpRequest, menu_items: list[Any]) -> None:
    """Who writes for an organisation has "our pages" instead of the tree; help is for who works in long lists."""
    if _is_ours(request.user) and not access_of(request.user).moderated:
        _hide(menu_items, {"explorer", "help"})


@hooks.register("construct_help_menu")
def no_help_elsewhere(request: HttpRequest, menu_items: list[Any]) -> None:
    """The keyboard's shortcuts stay."""
    if _is_ours(request.user):
        _hide(menu_items, {item.name for item in menu_items if item.name.startswith(ABOUT_WAGTAIL)})


@hooks.register("construct_reports_menu")
def only_reports_that_say_something(request: HttpRequest, menu_items: list[Any]) -> None:
    """Authors, approvers and managers find on their home what these reports would tell them."""
    if _is_ours(request.user):
        moderates = bool(access_of(request.user).moderated)
        _hide(menu_items, FOR_SUPERUSERS if moderates else FOR_SUPERUSERS | FOR_MODERATORS)
