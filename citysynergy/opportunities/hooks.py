"""What the room of opportunities adds to Wagtail's admin."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.utils import formats, timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.ui.menus.pages import PageMenuItem
from wagtail.log_actions import LogFormatter

from citysynergy.cases.hooks import SmallChangeItem
from citysynergy.opportunities import actions
from citysynergy.opportunities.pages import OpportunityPage, OpportunityStatus, Outcome


class OpportunityItem(SmallChangeItem):
    """For opportunities of some statuses. The editor holds the draft, whose status need not be that of readers."""

    statuses: ClassVar[tuple[str, ...]] = ()

    def is_shown(self, user: Any) -> bool:
        if not isinstance(self.page, OpportunityPage):
            return False
        fits = self.page.status in self.statuses or self.page.has_unpublished_changes
        return fits and super().is_shown(user)


class DeadlineItem(OpportunityItem):
    """Leads to another deadline, while answers are welcome."""

    label = gettext_lazy("Deadline")
    icon_name = "calendar-alt"
    url_name = "citysynergy_admin:change_deadline"
    statuses = (OpportunityStatus.OPEN,)


class ClosingItem(OpportunityItem):
    """Leads to closing."""

    label = gettext_lazy("Close this opportunity")
    icon_name = "lock"
    url_name = "citysynergy_admin:close_opportunity"
    statuses = (OpportunityStatus.OPEN, OpportunityStatus.MATCHED)


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def small_changes(page: Any, user: Any, next_url: str | None = None, **kwargs: Any) -> Iterator[PageMenuItem]:
    """What can be changed at once, in the menus of a page in the editor and in the explorer."""
    yield DeadlineItem(page=page, next_url=next_url, priority=46)
    yield ClosingItem(page=page, next_url=next_url, priority=48)


def _moment(text: str) -> str:
    moment = parse_datetime(text) if text else None
    return formats.date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT") if moment else _("none")


class DeadlineChanged(LogFormatter):
    """From when to when."""

    label = gettext_lazy("Change deadline")

    def format_message(self, log_entry: Any) -> str:
        moments = {name: _moment(log_entry.data.get(name, "")) for name in ("before", "after")}
        return _("Deadline changed from %(before)s to %(after)s") % moments


class OpportunityClosed(LogFormatter):
    """How it ended."""

    label = gettext_lazy("Close opportunity")

    def format_message(self, log_entry: Any) -> str:
        outcomes = dict(Outcome.choices)
        value = log_entry.data.get("outcome", "")
        return _("Opportunity closed: %(outcome)s") % {"outcome": outcomes.get(value, value)}


@hooks.register("register_log_actions")
def name_the_actions(registry: Any) -> None:
    """How small changes read in the history of a page."""
    registry.register_action(actions.DEADLINE_CHANGED)(DeadlineChanged)
    registry.register_action(actions.CLOSED)(OpportunityClosed)
