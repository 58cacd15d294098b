"""What moderation adds to the menu of Wagtail's admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.ui.sidebar import LinkMenuItem

from citysynergy.moderation.queue import awaiting_count
from citysynergy.moderation.report_views import reads_report
from citysynergy.permissions.groups import MODERATORS, shown_to
from citysynergy.permissions.menu_items import MenuItemFor


class QueueMenuItem(MenuItemFor):
    """The queue, with the number of pages that wait for who looks."""

    def render_component(self, request: HttpRequest) -> Any:
        """Named anew for each reader: the item itself is made once."""
        item = super().render_component(request)
        if waiting := awaiting_count(request.user):
            label = _("%(name)s (%(count)s)") % {"name": self.label, "count": waiting}
            return LinkMenuItem(self.name, label, self.url, icon_name=self.icon_name, classname=self.classname)
        return item


@hooks.register("register_admin_menu_item")
def queue_menu_item() -> MenuItemFor:
    """Shown to moderators and superusers, above the pages."""
    return QueueMenuItem(
        gettext_lazy("To judge"),
        reverse("citysynergy_admin:moderation_queue"),
        name="citysynergy-moderation-queue",
        icon_name="clipboard-list",
        order=50,
        may=lambda user: shown_to(user, MODERATORS),
    )


@hooks.register("register_reports_menu_item")
def report_menu_item() -> MenuItemFor:
    """Throughput and waiting time, among Wagtail's own reports."""
    return MenuItemFor(
        gettext_lazy("Moderation"),
        reverse("citysynergy_admin:moderation_report"),
        name="citysynergy-moderation-report",
        icon_name="history",
        order=500,
        may=reads_report,
    )
