"""What the rooms of cases add to Wagtail's admin."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages

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
