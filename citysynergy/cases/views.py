"""Views of the editor: names to complete, and a place to propose. For who may enter the admin only."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET
from wagtail.admin import messages

from citysynergy.cases.fields import PointField, sort_choices
from citysynergy.organisations.models import Organisation
from citysynergy.taxonomy.actions import propose_city
from citysynergy.taxonomy.cities import city_label, named, suggestions
from citysynergy.taxonomy.models import Country

MOST_SUGGESTIONS = 8
LONGEST_QUERY = 100


@require_GET
def gazetteer(request: HttpRequest) -> JsonResponse:
    """Cities whose name begins with ``q``, in ``country`` when one is given."""
    prefix = request.GET.get("q", "")[:LONGEST_QUERY]
    found = suggestions(prefix, country=request.GET.get("country", "")[:2].upper(), limit=MOST_SUGGESTIONS)
    return JsonResponse({"results": [asdict(item) for item in found]})


@require_GET
def organisations(request: HttpRequest) -> JsonResponse:
    """Organisations with a name that holds ``q``."""
    found = Organisation.objects.matching(request.GET.get("q", "")[:LONGEST_QUERY])[:MOST_SUGGESTIONS]
    results = [{"token": f"c{item.pk}", "label": str(item), "detail": str(item.get_kind_display())} for item in found]
    return JsonResponse({"results": results})


class ProposalForm(forms.Form):
    """A place that the gazetteer lacks."""

    name = forms.CharField(label=gettext_lazy("Name of the place"), max_length=200)
    country = forms.ModelChoiceField(Country.objects.all(), label=gettext_lazy("Country"))
    point = PointField(
        label=gettext_lazy("On the map"),
        help_text=gettext_lazy("Click on the map, or write latitude and longitude, such as -6.2088, 106.8456."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sort_choices(self.fields["country"])

    def clean(self) -> Any:
        cleaned = super().clean() or {}
        name, country = cleaned.get("name"), cleaned.get("country")
        if name and country and (known := named(name, whole=True).filter(country=country).first()):
            message = _("This place is known already. Choose “%(city)s” in the form you came from.")
            self.add_error("name", message % {"city": city_label(known)})
        return cleaned


def propose_city_view(request: HttpRequest) -> HttpResponse:
    """Ask for a place that the gazetteer lacks; a data steward looks at it later."""
    form = ProposalForm(request.POST or None, initial={"name": request.GET.get("name", "")[:200]})
    if request.method == "POST" and form.is_valid():
        city = propose_city(
            form.cleaned_data["name"],
            form.cleaned_data["country"],
            *form.cleaned_data["point"],
            by=_("Proposed by %(user)s") % {"user": request.user.get_username()},
        )
        text = _("“%(city)s” is in the list now. Close this tab, and type its name in the form you came from.")
        messages.success(request, text % {"city": city_label(city)})
        return redirect("citysynergy_admin:propose_city")
    return TemplateResponse(
        request,
        "citysynergy/admin/cities/propose.html",
        {"form": form, "page_title": _("Propose a place"), "header_icon": "site", "media": form.media},
    )


urlpatterns = [
    path("gazetteer/", gazetteer, name="gazetteer"),
    path("organisations/", organisations, name="organisations"),
    path("propose-city/", propose_city_view, name="propose_city"),
]
