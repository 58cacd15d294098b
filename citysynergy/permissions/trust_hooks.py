"""Trusting missions in Wagtail's admin: the menu, and how it reads in the log."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.log_actions import LogFormatter

from citysynergy.permissions.actions import TRUST_WITHDRAWN, TRUSTED
from citysynergy.permissions.groups import MODERATORS, shown_to
from citysynergy.permissions.menu_items import MenuItemFor


class TrustGiven(LogFormatter):
    """A mission may publish its own opportunities, and why."""

    label = gettext_lazy("Trust mission")

    def format_message(self, log_entry: Any) -> str:
        return _("Trusted to publish its own opportunities: %(reason)s") % {"reason": log_entry.data["reason"]}


class TrustWithdrawn(LogFormatter):
    """It may no longer, and why."""

    label = gettext_lazy("Withdraw trust")

    def format_message(self, log_entry: Any) -> str:
        return _("Trust withdrawn: %(reason)s") % {"reason": log_entry.data["reason"]}


@hooks.register("register_log_actions")
def name_the_decisions(registry: Any) -> None:
    """How trust reads in the site history."""
    registry.register_action(TRUSTED)(TrustGiven)
    registry.register_action(TRUST_WITHDRAWN)(TrustWithdrawn)


@hooks.register("register_settings_menu_item")
def trusted_missions_menu_item() -> MenuItemFor:
    """Which missions publish their own opportunities."""
    return MenuItemFor(
        gettext_lazy("Trusted missions"),
        reverse("citysynergy_admin:trusted_missions"),
        name="citysynergy-trusted-missions",
        icon_name="key",
        order=50,
        may=lambda user: shown_to(user, MODERATORS),
    )
