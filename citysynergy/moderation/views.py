"""Views of moderation in the admin: whether an organisation signs off itself."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name

from citysynergy.moderation.actions import set_sign_off
from citysynergy.moderation.sign_off import approvers, waiting_in
from citysynergy.organisations.models import Organisation
from citysynergy.permissions.actions import may_manage_members


class SignOffForm(forms.Form):
    """Whether approvers of the organisation sign off."""

    wanted = forms.BooleanField(
        required=False,
        label=gettext_lazy("Pages are signed off inside the organisation first"),
        help_text=gettext_lazy("An approver who did not write the page reads it before the ministry does."),
    )


def sign_off(request: HttpRequest, slug: str) -> HttpResponse:
    """A manager decides whether colleagues sign off before the ministry reads a page."""
    organisation = get_object_or_404(Organisation, slug=slug)
    if not may_manage_members(request.user, organisation):
        raise PermissionDenied
    sent = request.POST if request.method == "POST" else None
    form = SignOffForm(sent, initial={"wanted": organisation.require_sign_off})
    if form.is_valid() and _save(request, organisation, form):
        return redirect("citysynergy_admin:sign_off", slug=slug)
    people = [str(get_user_display_name(user)) for user in approvers(organisation)]
    context: dict[str, Any] = {
        "form": form,
        "organisation": organisation,
        "people": people,
        "waiting": waiting_in(organisation).count(),
        "page_title": _("Signing off"),
        "page_subtitle": str(organisation),
        "header_icon": "check",
    }
    return TemplateResponse(request, "citysynergy/admin/moderation/sign_off.html", context)


def _save(request: HttpRequest, organisation: Organisation, form: SignOffForm) -> bool:
    wanted = form.cleaned_data["wanted"]
    try:
        changed = set_sign_off(organisation, wanted, by=request.user)
    except ValidationError as refusal:
        form.add_error("wanted", refusal)
        return False
    if not changed:
        messages.info(request, _("It was like this already. Nothing changed."))
    elif wanted:
        messages.success(request, _("From now on approvers sign off before the ministry reads a page."))
    else:
        messages.success(request, _("From now on pages go to the ministry at once; so did those that were waiting."))
    return True


urlpatterns = [
    path("organisations/<slug:slug>/sign-off/", sign_off, name="sign_off"),
]
