"""A new case in one click: who makes it need not know where in the tree it belongs."""

from typing import Any

from django.forms import Media
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET
from wagtail.admin import messages
from wagtail.models import get_page_models

from citysynergy.cases.pages import CasePage
from citysynergy.organisations.models import Organisation
from citysynergy.permissions.access import access_of

# What making a case of each type is called, and its icon; in the order of the menu.
KINDS: dict[str, tuple[str | Promise, str]] = {
    "initiative": (gettext_lazy("New initiative"), "circle-plus"),
    "opportunity": (gettext_lazy("New opportunity"), "circle-plus"),
    "partnership": (gettext_lazy("New partnership"), "circle-plus"),
    # Made at first, changed later: each municipality has one.
    "expertise": (gettext_lazy("Expertise profile"), "clipboard-list"),
}


def case_models() -> dict[str, type[CasePage]]:
    """The types of case that can be made, by their ``case_type``."""
    return {model.case_type: model for model in get_page_models() if issubclass(model, CasePage) and model.is_creatable}


def may_make(user: Any, case_type: str) -> bool:
    """Whether the user writes for an organisation that publishes this type. Asks no more than the user's rights."""
    model = case_models()[case_type]
    return any(own.takes_pages and own.kind in model.publisher_kinds for own in access_of(user).own.values())


def publishers(user: Any, model: type[CasePage]) -> list[Organisation]:
    """The organisations below whose pages the user makes a case of this type."""
    mine = Organisation.objects.filter(kind__in=model.publisher_kinds, may_write=True, page__isnull=False)
    if user.is_superuser:
        mine = mine.written_by(user)
    else:
        mine = mine.filter(pk__in=[own.pk for own in access_of(user).own.values()])
    return sorted(mine.select_related("page"), key=str)


def place_of(organisation: Organisation, model: type[CasePage]) -> str:
    """Where the user writes: the empty form, or what is there already where an organisation has one of a kind."""
    page = organisation.page  # type: ignore[attr-defined]
    if model.max_count_per_parent == 1 and (existing := model.objects.child_of(page).first()):
        return reverse("wagtailadmin_pages:edit", args=[existing.pk])
    return reverse("wagtailadmin_pages:add", args=[model._meta.app_label, model._meta.model_name, page.pk])


@require_GET
def new_case(request: HttpRequest, case_type: str) -> HttpResponse:
    """Lead to the form; ask for the organisation first where the user writes for several."""
    model = case_models().get(case_type)
    if model is None:
        raise Http404
    found = publishers(request.user, model)
    if not found:
        messages.error(request, _("You don't write for an organisation that publishes this kind of page."))
        return redirect("wagtailadmin_home")
    if len(found) == 1:
        return redirect(place_of(found[0], model))
    return TemplateResponse(
        request,
        "citysynergy/admin/cases/choose_organisation.html",
        {
            "page_title": _("For which organisation?"),
            "page_subtitle": model._meta.verbose_name,
            "header_icon": "group",
            "choices": [(organisation, place_of(organisation, model)) for organisation in found],
            "media": Media(css={"all": ["citysynergy/admin/steps.css"]}),
        },
    )


urlpatterns = [path("new/<str:case_type>/", new_case, name="new_case")]
