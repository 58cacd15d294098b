"""The admin's page about the search index: how it is, and the buttons to rebuild and to check it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from wagtail import hooks
from wagtail.admin import messages

from citysynergy.discovery import maintenance, outbox, runs
from citysynergy.discovery.engines.base import EngineDownError, EngineError
from citysynergy.discovery.engines.registry import get_engine
from citysynergy.discovery.models import IndexRun
from citysynergy.permissions.groups import STEWARDS, belongs_to, shown_to
from citysynergy.permissions.menu_items import MenuItemFor

ENGINE_NAMES = {"embedded": gettext_lazy("embedded (a folder on this machine)"), "elasticsearch": "Elasticsearch"}
# Runs shown below the last ones.
HISTORY = 10


def check_keeps_index(request: HttpRequest) -> None:
    """Data stewards and superusers."""
    if not belongs_to(request.user, STEWARDS):
        raise PermissionDenied(_("This is for the data stewards."))


@require_GET
@never_cache
def search_index(request: HttpRequest) -> HttpResponse:
    """The state of the index, what waits for it, and how the last rebuild and check ended."""
    check_keeps_index(request)
    context = {
        **_engine_state(),
        "published": maintenance.count(),
        "waiting": outbox.waiting(),
        "waiting_since": outbox.waiting_since(),
        "open_run": runs.open_run(),
        "last_rebuild": runs.last_rebuild(),
        "last_check": runs.last(IndexRun.Kind.CHECK, IndexRun.Kind.REPAIR),
        "history": IndexRun.objects.filter(ended_at__isnull=False).select_related("asked_by")[:HISTORY],
        "page_title": _("Search index"),
        "header_icon": "search",
    }
    return TemplateResponse(request, "citysynergy/admin/search_index/index.html", context)


def _engine_state() -> dict[str, Any]:
    """What the engine says of itself, or why it says nothing."""
    engine = get_engine()
    told: dict[str, Any] = {"engine": ENGINE_NAMES.get(engine.name, engine.name), "engine_name": engine.name}
    try:
        return told | {"state": engine.state()}
    except EngineDownError as error:
        return told | {"is_down": True, "failure": error}
    except EngineError as error:
        return told | {"is_missing": True, "failure": error}


@require_POST
def run_index(request: HttpRequest) -> HttpResponse:
    """Ask for a rebuild or a check; what was going on already goes on alone."""
    check_keeps_index(request)
    asked = request.POST.get("kind", "")
    if asked not in IndexRun.Kind.values:
        messages.error(request, _("Nothing was started: it is not clear what was asked. Use one of the buttons."))
        return redirect("citysynergy_admin:search_index")
    try:
        run = runs.ask(IndexRun.Kind(asked), request.user)
    except runs.RunBusyError as refusal:
        messages.warning(request, _("%(what)s Wait until it is finished.") % {"what": refusal})
    else:
        messages.success(request, _WORDS[IndexRun.Kind(run.kind)])
    return redirect("citysynergy_admin:search_index")


_WORDS = {
    IndexRun.Kind.REBUILD: gettext_lazy("The index is being rebuilt. Meanwhile search goes on with the old one."),
    IndexRun.Kind.CHECK: gettext_lazy("The index is being checked."),
    IndexRun.Kind.REPAIR: gettext_lazy("The index is being checked and mended."),
}


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItemFor:
    """Beside the reference data, for those who keep it."""
    return MenuItemFor(
        gettext_lazy("Search index"),
        reverse("citysynergy_admin:search_index"),
        name="citysynergy-search-index",
        icon_name="search",
        order=720,
        may=lambda user: shown_to(user, STEWARDS),
    )


@hooks.register("register_log_actions")
def name_the_action(registry: Any) -> None:
    """How it reads in the site history."""
    registry.register_action(runs.ASKED, gettext_lazy("Maintain search index"), gettext_lazy("Run asked for"))


urlpatterns = [
    path("search-index/", search_index, name="search_index"),
    path("search-index/run/", run_index, name="run_index"),
]
