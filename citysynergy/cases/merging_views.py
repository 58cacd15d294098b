"""The guided action that merges organisations: fill in, see what it does, confirm what was seen."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateInput

from citysynergy.cases.fields import OrganisationField, OrganisationListField, sort_choices
from citysynergy.cases.merging import Plan, plan
from citysynergy.organisations.admin import CBS_CODE
from citysynergy.organisations.models import Organisation, Succession
from citysynergy.permissions.groups import shown_to
from citysynergy.permissions.menu_items import MenuItemFor
from citysynergy.permissions.merging import MERGERS, Merged, NewOrganisation, may_merge, merge, problems
from citysynergy.taxonomy.models import Area
from citysynergy.values.languages import language_codes
from citysynergy.values.multilingual import MultilingualFormField, MultilingualText

SALT = "citysynergy.merge"
# What was shown a day ago is shown anew.
SHOWN_FOR = 24 * 60 * 60
# Mergers that are listed below the form.
SHOWN = 10


class MergeForm(forms.Form):
    """Who ends, who continues, and when."""

    predecessors = OrganisationListField(
        label=gettext_lazy("Which organisations end?"),
        help_text=gettext_lazy("Type a name and choose it; then the next."),
    )
    successor = OrganisationField(
        required=False,
        label=gettext_lazy("Where do they continue?"),
        help_text=gettext_lazy(
            "An organisation that is here already. Else leave this empty and fill in the new one below."
        ),
    )
    name = MultilingualFormField(required=False, max_length=200, label=gettext_lazy("Name"))
    slug = forms.SlugField(
        required=False,
        max_length=120,
        label=gettext_lazy("Address of its page"),
        help_text=gettext_lazy("Empty: made from the name."),
    )
    cbs = forms.CharField(
        required=False, max_length=6, label=gettext_lazy("CBS code"), help_text=gettext_lazy("Such as GM0599.")
    )
    province = forms.ModelChoiceField(
        Area.objects.filter(country="NL"), required=False, label=gettext_lazy("Province"), empty_label="–"
    )
    on = forms.DateField(
        label=gettext_lazy("From which date?"),
        help_text=gettext_lazy(
            "The first day of the new situation, mostly 1 January. On a date to come it happens by itself."
        ),
        widget=AdminDateInput,
    )

    new_fields = ("name", "slug", "cbs", "province")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sort_choices(self.fields["province"])
        self.fields["predecessors"].error_messages["required"] = _("Choose at least one organisation that ends.")

    def clean_cbs(self) -> str:
        """The code as Statistics Netherlands writes it."""
        code: str = self.cleaned_data["cbs"].strip().upper()
        if code and not CBS_CODE.match(code):
            raise ValidationError(_("Write the code as GM and four digits, such as GM0599."))
        return code

    def clean_name(self) -> Any:
        """A new organisation is named in every content language."""
        name = self.cleaned_data["name"]
        if name and len(name) < len(language_codes()):
            raise ValidationError(_("Write the name in each language. It may be the same."))
        return name

    def clean(self) -> Any:
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        new = any(cleaned[name] for name in self.new_fields)
        if new and cleaned["successor"]:
            self.add_error("successor", _("Choose an organisation that is here, or fill in a new one; not both."))
        elif new and not cleaned["name"]:
            self.add_error("name", _("Write the name of the new organisation."))
        elif not new and not cleaned["successor"]:
            self.add_error("successor", _("Choose where they continue, or fill in a new organisation below."))
        elif found := problems(cleaned["predecessors"], self.target(), cleaned["on"]):
            raise ValidationError(found)
        return cleaned

    def target(self) -> Organisation | NewOrganisation:
        """The successor that was chosen, or that is to be made."""
        values = self.cleaned_data
        if values["successor"]:
            return values["successor"]  # type: ignore[no-any-return]
        slug = values["slug"] or slugify(values["name"].text_in(language_codes()[0])[0])[:120]
        return NewOrganisation(values["name"], slug, values["cbs"], values["province"])


def merge_organisations(request: HttpRequest) -> HttpResponse:
    """Three steps at one address; only the last one, with what was shown, changes anything."""
    if not may_merge(request.user):
        raise PermissionDenied
    if request.method != "POST":
        return _ask(request, MergeForm())
    shown = _shown(request)
    if "confirm" in request.POST:
        return _confirm(request, shown)
    if "change" in request.POST:
        return _ask(request, MergeForm(initial=_initial(shown) if shown else None))
    form = MergeForm(request.POST)
    if not form.is_valid():
        return _ask(request, form)
    return _show(request, plan(form.cleaned_data["predecessors"], form.target(), form.cleaned_data["on"]))


def _ask(request: HttpRequest, form: MergeForm) -> HttpResponse:
    latest = Succession.objects.select_related("predecessor", "successor").order_by("-on", "predecessor")
    context = {
        "form": form,
        "new_heading": _("Or a new organisation"),
        "new_fields": [form[name] for name in MergeForm.new_fields],
        "successions": latest[:SHOWN],
        "media": form.media,
    }
    return _page(request, "ask", context)


def _show(request: HttpRequest, found: Plan) -> HttpResponse:
    return _page(request, "show", {"plan": found, "token": _token(request, found)})


def _page(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    title = {"page_title": _("Merge organisations"), "header_icon": "resubmit"}
    return TemplateResponse(request, f"citysynergy/admin/merging/{name}.html", context | title)


def _confirm(request: HttpRequest, shown: dict[str, Any] | None) -> HttpResponse:
    """Do what was shown, if it would still be the same."""
    if shown is None:
        messages.error(request, _("This preview is too old. Nothing was changed. Fill in the form again."))
        return redirect("citysynergy_admin:merge_organisations")
    predecessors = list(Organisation.objects.filter(pk__in=shown["predecessors"]).order_by("pk"))
    successor, on = _successor(shown), date.fromisoformat(shown["on"])
    if successor is None or len(predecessors) < len(shown["predecessors"]):
        messages.error(request, _("One of the organisations is no longer here. Nothing was changed."))
        return redirect("citysynergy_admin:merge_organisations")
    if _is_done(predecessors, successor, on):
        messages.info(request, _("This merger was confirmed already; nothing was done twice."))
        return redirect("citysynergy_admin:merge_organisations")
    now = plan(predecessors, successor, on)
    if now.digest != shown["digest"]:
        messages.warning(
            request, _("Something changed since you saw this. Nothing was done yet; look at it once more.")
        )
        return _show(request, now)
    try:
        done = merge(predecessors, successor, on, by=request.user)
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
        return _show(request, plan(predecessors, successor, on))
    _say(request, done)
    return redirect("citysynergy_admin:merge_organisations")


def _is_done(predecessors: Iterable[Organisation], successor: Organisation | NewOrganisation, on: date) -> bool:
    """Whether exactly this was confirmed before: a second press of the button."""
    rows = Succession.objects.filter(predecessor__in=predecessors, successor__slug=successor.slug)
    dates = [str(row.on) for row in rows]
    return bool(dates) and dates == [on.isoformat()] * len(list(predecessors))


def _say(request: HttpRequest, done: Merged) -> None:
    if done.planned:
        words = ngettext(
            "Planned: %(count)d organisation continues in %(name)s. It happens by itself on the date.",
            "Planned: %(count)d organisations continue in %(name)s. It happens by itself on the date.",
            done.planned,
        )
        messages.success(request, words % {"count": done.planned, "name": done.successor})
        return
    words = ngettext(
        "Done: %(count)d organisation continues in %(name)s. People moved: %(people)d.",
        "Done: %(count)d organisations continue in %(name)s. People moved: %(people)d.",
        done.ended,
    )
    messages.success(request, words % {"count": done.ended, "name": done.successor, "people": done.members})


# What was shown travels with the button, signed for who saw it.


def _token(request: HttpRequest, found: Plan) -> str:
    successor = found.successor
    new = None
    if isinstance(successor, NewOrganisation):
        province = successor.province.pk if successor.province else None
        new = {"name": dict(successor.name), "slug": successor.slug, "cbs": successor.cbs, "province": province}
    shown = {
        "user": request.user.pk,
        "predecessors": [ending.organisation.pk for ending in found.endings],
        "successor": None if isinstance(successor, NewOrganisation) else successor.pk,
        "new": new,
        "on": found.on.isoformat(),
        "digest": found.digest,
    }
    return signing.dumps(shown, salt=SALT, compress=True)


def _shown(request: HttpRequest) -> dict[str, Any] | None:
    try:
        shown: dict[str, Any] = signing.loads(request.POST.get("shown", ""), salt=SALT, max_age=SHOWN_FOR)
    except signing.BadSignature:
        return None
    return shown if shown["user"] == request.user.pk else None


def _successor(shown: dict[str, Any]) -> Organisation | NewOrganisation | None:
    if new := shown["new"]:
        province = Area.objects.filter(pk=new["province"]).first() if new["province"] else None
        return NewOrganisation(MultilingualText(new["name"]), new["slug"], new["cbs"], province)
    return Organisation.objects.filter(pk=shown["successor"]).first()


def _initial(shown: dict[str, Any]) -> dict[str, Any]:
    return {
        "predecessors": list(Organisation.objects.filter(pk__in=shown["predecessors"])),
        "successor": shown["successor"],
        "on": date.fromisoformat(shown["on"]),
        **(shown["new"] or {}),
    }


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItemFor:
    """Beside the reference data."""
    return MenuItemFor(
        gettext_lazy("Mergers"),
        reverse("citysynergy_admin:merge_organisations"),
        name="citysynergy-merge-organisations",
        icon_name="resubmit",
        order=710,
        may=lambda user: shown_to(user, *MERGERS),
    )


urlpatterns = [path("merge-organisations/", merge_organisations, name="merge_organisations")]
