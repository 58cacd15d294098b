"""What a host is told at start when grants can't work."""

from typing import Any

from django.core.checks import CheckMessage, Warning, register
from django.urls import NoReverseMatch, resolve, reverse

from citysynergy.conf import get_setting


def check_policy(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Memberships without the policy open nothing: say so, since nothing else would."""
    if get_setting("PAGE_PERMISSION_POLICY"):
        return []
    return [
        Warning(
            "CitySynergy's page permission policy is off: authors, partners and moderators can't reach their pages.",
            hint=(
                "Set CITYSYNERGY['PAGE_PERMISSION_POLICY'] = True. Leave it off only where your own policy for "
                "wagtail.models.AbstractPage extends citysynergy.permissions.policies.CityPagePermissionPolicy."
            ),
            id="citysynergy.W001",
        )
    ]


def check_finish_action(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Without the finish action Wagtail refuses the approval of a moderator who may not publish."""
    from django.conf import settings

    wanted = "citysynergy.moderation.finish.publish_approved"
    if getattr(settings, "WAGTAIL_FINISH_WORKFLOW_ACTION", None) == wanted:
        return []
    return [
        Warning(
            "Pages that moderators approve won't be published: Wagtail asks for a right that moderators don't have.",
            hint=f"Set WAGTAIL_FINISH_WORKFLOW_ACTION = '{wanted}', or an action of your own that calls it.",
            id="citysynergy.W002",
        )
    ]


def check_admin_addresses(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """A few of Wagtail's views name pages to everyone, and can be replaced by their addresses only."""
    from citysynergy.permissions.admin_views import GUARDED

    try:
        view = resolve(reverse("wagtailadmin_choose_page_chosen_multiple")).func
    except NoReverseMatch:
        return []
    if getattr(view, GUARDED, False):
        return []
    return [
        Warning(
            "Wagtail's admin tells titles of pages to who may not see them.",
            hint='Put path("admin/", include("citysynergy.admin_urls")) before Wagtail\'s own, at the same address.',
            id="citysynergy.W003",
        )
    ]


def connect() -> None:
    """Called once, by the app's ``ready``."""
    for check in (check_policy, check_finish_action, check_admin_addresses):
        register(check)
