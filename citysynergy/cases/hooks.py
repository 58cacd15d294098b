"""What the rooms of cases add to Wagtail's admin."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.menus.pages import PageMenuItem
from wagtail.log_actions import LogFormatter

from citysynergy.cases import actions, files
from citysynergy.cases.erasure import ERASED
from citysynergy.cases.pages import CasePage
from citysynergy.cases.ressort import outside_ressort


@hooks.register("insert_global_admin_css")
def editor_style() -> str:
    """The style of widgets that also appear outside the page editor."""
    return format_html('<link rel="stylesheet" href="{}">', static("citysynergy/admin/editor.css"))


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def warn_outside_ressort(request: HttpRequest, page: Any) -> None:
    """Tell a mission which of its cities another mission serves. It may go on.

    Not when the editor saves by itself: a warning twice a minute is no warning.
    """
    if not isinstance(page, CasePage) or not request.accepts("text/html"):
        return
    for city, missions in outside_ressort(page):
        if missions:
            names = ", ".join(str(mission) for mission in missions)
            text = _("%(city)s lies outside your area. Another mission serves it: %(missions)s. Consult them.")
            messages.warning(request, text % {"city": city, "missions": names})
        else:
            messages.warning(request, _("%(city)s lies outside your area.") % {"city": city})


@hooks.register("register_log_actions")
def name_the_erasure(registry: Any) -> None:
    """How the removal of a person reads in the site history: without the person."""
    registry.register_action(ERASED, gettext_lazy("Erase person"), gettext_lazy("Person erased"))


class SmallChangeItem(PageMenuItem):
    """An entry of a page's menu, for who may write a published case."""

    def is_shown(self, user: Any) -> bool:
        return isinstance(self.page, CasePage) and actions.may_change_at_once(self.page, user)


class ConfirmItem(SmallChangeItem):
    """Leads to the confirmation."""

    label = gettext_lazy("Still correct?")
    icon_name = "success"
    url_name = "citysynergy_admin:confirm_case"


class DeskItem(SmallChangeItem):
    """Leads to the choice of another desk."""

    label = gettext_lazy("Contact desk")
    icon_name = "mail"
    url_name = "citysynergy_admin:change_desk"


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def small_changes(page: Any, user: Any, next_url: str | None = None, **kwargs: Any) -> Iterator[PageMenuItem]:
    """What can be changed at once, in the menus of a page in the editor and in the explorer."""
    yield ConfirmItem(page=page, next_url=next_url, priority=42)
    yield DeskItem(page=page, next_url=next_url, priority=44)


class DeskChanged(LogFormatter):
    """Which desk came in place of which."""

    label = gettext_lazy("Change contact desk")

    def format_message(self, log_entry: Any) -> str:
        own = _("the desk of the organisation")
        data = log_entry.data
        names = {"before": data.get("before") or own, "after": data.get("after") or own}
        return _("Contact desk changed from %(before)s to %(after)s") % names


@hooks.register("register_log_actions")
def name_the_actions(registry: Any) -> None:
    """How small changes read in the history of a page."""
    registry.register_action(actions.CONFIRMED, gettext_lazy("Confirm"), gettext_lazy("Confirmed as still correct"))
    registry.register_action(actions.DESK_CHANGED)(DeskChanged)


@hooks.register("before_serve_document")
def documents_for_who_may_read_them(document: Any, request: HttpRequest) -> None:
    """A document is not there for who may read no page with it and does not hold it."""
    if not files.may_read(request.user, document):
        raise Http404
