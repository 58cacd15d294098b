"""Which missions the ministry trusts to publish their own opportunities, and the decision about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

import django_filters
from django import forms
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, Table, TitleColumn, UserColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import ModelLogEntry

from citysynergy.organisations.models import Organisation
from citysynergy.permissions.actions import TRUST_WITHDRAWN, TRUSTED, set_trust
from citysynergy.permissions.groups import MODERATORS, belongs_to
from citysynergy.values.spreadsheets import ExportedReportView


def check_decides(request: HttpRequest) -> None:
    """Moderators of the ministry and superusers."""
    if not belongs_to(request.user, MODERATORS):
        raise PermissionDenied(_("Only the moderators of the ministry decide which missions are trusted."))


@dataclass(frozen=True, slots=True)
class TrustRow:
    """A mission, and the last decision about it."""

    mission: Organisation
    entry: ModelLogEntry | None

    @property
    def name(self) -> str:
        return str(self.mission)

    @property
    def trusted(self) -> str:
        return str(_("yes") if self.mission.trusted_to_publish else _("no"))

    @property
    def since(self) -> Any:
        return self.entry.timestamp if self.entry else None

    @property
    def by(self) -> Any:
        return self.entry.user if self.entry else None

    @property
    def reason(self) -> str:
        return self.entry.data.get("reason", "") if self.entry else ""


def trust_rows(missions: Iterable[Organisation]) -> list[TrustRow]:
    """Missions with the last decision about each, by one query more."""
    found = list(missions)
    entries = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Organisation),
        action__in=(TRUSTED, TRUST_WITHDRAWN),
        object_id__in=[str(mission.pk) for mission in found],
    )
    last = {entry.object_id: entry for entry in entries.select_related("user").order_by("timestamp", "pk")}
    return [TrustRow(mission, last.get(str(mission.pk))) for mission in found]


class TrustFilterSet(WagtailFilterSet):
    """Those trusted, or not."""

    trusted_to_publish = django_filters.ChoiceFilter(
        label=gettext_lazy("Trusted"),
        choices=[(True, gettext_lazy("yes")), (False, gettext_lazy("no"))],
        empty_label=gettext_lazy("All"),
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Organisation
        fields: ClassVar[list[str]] = ["trusted_to_publish"]


class TrustedMissionsView(ExportedReportView):
    """All missions; those trusted come first."""

    results_template_name = "citysynergy/admin/permissions/trusted_missions_results.html"
    page_title = gettext_lazy("Trusted missions")
    header_icon = "key"
    index_url_name = "citysynergy_admin:trusted_missions"
    index_results_url_name = "citysynergy_admin:trusted_missions_results"
    filterset_class = TrustFilterSet
    is_searchable = True
    columns: ClassVar[list[Any]] = [
        TitleColumn(
            "name",
            label=gettext_lazy("Mission"),
            get_url=lambda row: reverse("citysynergy_admin:set_trust", args=[row.mission.slug]),
        ),
        Column("trusted", label=gettext_lazy("Trusted")),
        DateColumn("since", label=gettext_lazy("Since")),
        UserColumn("by", label=gettext_lazy("Decided by"), blank_display_name=""),
        Column("reason", label=gettext_lazy("Reason")),
    ]
    export_filename = "trusted-missions"
    list_export: ClassVar[list[str]] = ["name", "trusted", "since", "by", "reason"]
    export_headings: ClassVar[dict[str, Any]] = {
        "name": gettext_lazy("Mission"),
        "trusted": gettext_lazy("Trusted"),
        "since": gettext_lazy("Since"),
        "by": gettext_lazy("Decided by"),
        "reason": gettext_lazy("Reason"),
    }

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Only for who decides."""
        check_decides(request)
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> Any:
        return Organisation.objects.missions().order_by("-trusted_to_publish", "slug")

    def get_filtered_queryset(self) -> Any:
        return self.get_queryset()

    def search_queryset(self, queryset: Any) -> Any:
        return queryset.named(self.search_query, "icontains") if self.is_searching else queryset

    @cached_property
    def rows(self) -> list[TrustRow]:
        """What is shown, read once."""
        return trust_rows(self.shown)

    def get_table(self, object_list: Any) -> Table:
        self.shown = object_list
        return super().get_table(self.rows)

    def decorate_paginated_queryset(self, object_list: Any) -> list[TrustRow]:
        return self.rows


class TrustForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Kept in the log, for the ministry and the data stewards."),
        error_messages={"required": gettext_lazy("Give the reason; it is kept in the log.")},
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
    )


class SetTrustView(WagtailAdminTemplateMixin, FormView):
    """Trust one mission, or withdraw that."""

    form_class = TrustForm
    template_name = "citysynergy/admin/permissions/set_trust.html"
    header_icon = "key"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Only for who decides, and only about missions."""
        check_decides(request)
        self.mission = get_object_or_404(Organisation.objects.missions(), slug=kwargs["slug"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return _("Withdraw trust") if self.mission.trusted_to_publish else _("Trust this mission")

    def get_page_subtitle(self) -> str:
        return str(self.mission)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        listing = {"url": reverse("citysynergy_admin:trusted_missions"), "label": _("Trusted missions")}
        return [*self.breadcrumbs_items, listing, {"url": "", "label": self.get_page_subtitle()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"mission": self.mission, "last": trust_rows([self.mission])[0].entry}

    def form_valid(self, form: Any) -> HttpResponse:
        """Do what the button said, also where someone else did it meanwhile."""
        trusted = self.request.POST.get("trusted") == "yes"
        try:
            changed = set_trust(self.mission, trusted, by=self.request.user, reason=form.cleaned_data["reason"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.form_invalid(form)
        name = {"mission": self.mission}
        if not changed:
            messages.success(self.request, _("It was so already. Nothing has changed."))
        elif trusted:
            messages.success(self.request, _("%(mission)s may publish its own opportunities from now on.") % name)
        else:
            messages.success(self.request, _("Opportunities of %(mission)s are moderated from now on.") % name)
        return redirect("citysynergy_admin:trusted_missions")


urlpatterns = [
    path("missions/", TrustedMissionsView.as_view(), name="trusted_missions"),
    path("missions/results/", TrustedMissionsView.as_view(results_only=True), name="trusted_missions_results"),
    path("missions/<slug:slug>/trust/", SetTrustView.as_view(), name="set_trust"),
]
