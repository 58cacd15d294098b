"""The log of members, roles, invitations and shares: of one organisation for its managers, of all for the ministry."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import IntegerField, QuerySet, Value
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry

from citysynergy.organisations.models import Organisation, Role
from citysynergy.permissions.actions import may_manage_all_members, may_manage_members
from citysynergy.permissions.history import PEOPLE, SHARES, people_entries, share_entries
from citysynergy.values.spreadsheets import ExportedReportView


@dataclass(frozen=True, slots=True)
class Line:
    """One change, in words."""

    when: datetime
    organisation: str
    what: str
    about: str
    role: str
    before: str
    by: str


def in_words(entry: Any, organisations: dict[Any, str]) -> Line:
    """The entry as a line. Names are those of the time of the change, and stay after a person has left."""
    data = entry.data
    return Line(
        when=localtime(entry.timestamp).replace(microsecond=0),
        organisation=organisations.get(data.get("organisation"), "") or entry.label,
        what=str(entry.message),
        about=data.get("email") or data.get("name") or entry.label,
        role=_role_names(data.get("role", "")),
        before=_role_names(data.get("before", "")),
        by=str(entry.user_display_name),
    )


def _role_names(roles: str) -> str:
    """The names of one role, or of several with commas between them."""
    names = dict(Role.choices)
    return ", ".join(str(names[role]) for role in roles.split(", ") if role in names)


def _actions() -> list[tuple[str, Any]]:
    return [choice for choice in registry.get_choices() if choice[0].startswith((*PEOPLE, SHARES))]


class MembersLogFilterSet(WagtailFilterSet):
    """When, and what."""

    timestamp = django_filters.DateFromToRangeFilter(label=gettext_lazy("Date"), widget=DateRangePickerWidget)
    action = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("Action"), widget=CheckboxSelectMultiple, choices=_actions
    )

    class Meta:
        model = ModelLogEntry
        fields: list[str] = []


class MembersLogView(ExportedReportView):
    """Filtered by date and action, exported as CSV and XLSX."""

    page_title = gettext_lazy("Log of members")
    header_icon = "history"
    filterset_class = MembersLogFilterSet
    template_name = "citysynergy/admin/members/log.html"
    results_template_name = "citysynergy/admin/members/log_results.html"
    organisation: Organisation | None = None
    list_export = ["when", "organisation", "what", "about", "role", "before", "by"]
    export_headings = {
        "when": gettext_lazy("Date and time"),
        "organisation": gettext_lazy("Organisation"),
        "what": gettext_lazy("What happened"),
        "about": gettext_lazy("Who or which page"),
        "role": gettext_lazy("Role"),
        "before": gettext_lazy("Role before"),
        "by": gettext_lazy("By"),
    }
    custom_field_preprocess = {"when": {"xlsx": lambda value: value.replace(tzinfo=None)}}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Of one organisation for who manages its members; of all for the ministry."""
        if slug := kwargs.get("slug"):
            self.organisation = get_object_or_404(Organisation, slug=slug)
            allowed = may_manage_members(request.user, self.organisation)
        else:
            allowed = may_manage_all_members(request.user)
        if not allowed:
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def _reverse(self, name: str) -> str:
        if self.organisation is None:
            return reverse(f"citysynergy_admin:members_{name}")
        return reverse(f"citysynergy_admin:organisation_members_{name}", args=[self.organisation.slug])

    def get_index_url(self) -> str:
        """The page itself."""
        return self._reverse("log")

    def get_index_results_url(self) -> str:
        """The part that filters replace."""
        return self._reverse("log_results")

    def get_page_subtitle(self) -> str:
        """Whose log it is."""
        return str(self.organisation or "")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Home, members, the organisation, the log."""
        items = [*self.breadcrumbs_items]
        if may_manage_all_members(self.request.user):
            items.append({"url": reverse("citysynergy_admin:members"), "label": _("Members")})
        if self.organisation:
            address = reverse("citysynergy_admin:organisation_members", args=[self.organisation.slug])
            items.append({"url": address, "label": str(self.organisation)})
        return [*items, {"url": "", "label": self.get_page_title()}]

    def get_filename(self) -> str:
        """With the day on which it was made."""
        name = self.organisation.slug if self.organisation else "citysynergy"
        return f"{name}-members-{localdate():%Y-%m-%d}"

    def get_filtered_queryset(self) -> QuerySet[Any]:
        """The newest first, of two logs that have a table each; the lines are made of the part that is shown."""
        sources = [people_entries(self.organisation), share_entries(self.organisation)]
        parts = [
            self.filter_queryset(source)
            .order_by()
            .annotate(source=Value(number, output_field=IntegerField()))
            .values("id", "timestamp", "source")
            for number, source in enumerate(sources)
        ]
        return parts[0].union(parts[1], all=True).order_by("-timestamp", "-id")

    def decorate_paginated_queryset(self, rows: Any) -> list[Line]:
        """The lines of these rows."""
        rows = list(rows)
        wanted = defaultdict(list)
        for row in rows:
            wanted[row["source"]].append(row["id"])
        found: dict[tuple[int, int], Any] = {}
        for number, entries in enumerate([people_entries(), share_entries()]):
            for entry in entries.filter(pk__in=wanted[number]).select_related("user"):
                found[number, entry.pk] = entry
        ordered = [found[row["source"], row["id"]] for row in rows]
        names = _names({entry.data.get("organisation") for entry in ordered})
        return [in_words(entry, names) for entry in ordered]


def _names(keys: set[Any]) -> dict[Any, str]:
    """The names of organisations, by key and by slug: entries about people hold the one, about pages the other."""
    numbers = [key for key in keys if isinstance(key, int)]
    slugs = [key for key in keys if isinstance(key, str)]
    found = Organisation.objects.filter(pk__in=numbers) | Organisation.objects.filter(slug__in=slugs)
    return {key: str(organisation) for organisation in found for key in (organisation.pk, organisation.slug)}
