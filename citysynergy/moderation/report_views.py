"""The report of throughput and waiting time, for the ministry."""

import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.urls import path
from django.utils import formats, timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from citysynergy.moderation.charts import bar_chart
from citysynergy.moderation.throughput import Line, Period, Report, report
from citysynergy.permissions.groups import ANALYSTS, MODERATORS, shown_to
from citysynergy.values.spreadsheets import ExportedReportView

LONGEST_DAYS = 3_660


def reads_report(user: Any) -> bool:
    """Moderators and analysts of the ministry, and superusers."""
    return shown_to(user, MODERATORS, ANALYSTS)


def default_period() -> Period:
    """This month and the eleven before it."""
    today = timezone.localdate()
    months = today.year * 12 + today.month - 12
    return Period(datetime.date(months // 12, months % 12 + 1, 1), today)


class PeriodForm(forms.Form):
    """From when to when."""

    first = forms.DateField(label=gettext_lazy("From"), widget=AdminDateInput)
    last = forms.DateField(label=gettext_lazy("Until"), widget=AdminDateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = _("Choose a date.")
            field.error_messages["invalid"] = _("Write the date as year-month-day, such as 2027-03-01.")

    def clean(self) -> Any:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            raise ValidationError(_("The last day lies before the first. Correct one of the two."))
        if first and last and (last - first).days > LONGEST_DAYS:
            raise ValidationError(_("Choose ten years at most."))
        return cleaned


class ThroughputView(ExportedReportView):
    """Counts and waiting times, in total and by month, route, type and organisation."""

    template_name = "citysynergy/admin/moderation/report.html"
    results_template_name = "citysynergy/admin/moderation/report_results.html"
    page_title = gettext_lazy("Moderation: throughput and waiting time")
    header_icon = "history"
    index_url_name = "citysynergy_admin:moderation_report"
    paginate_by = None
    export_filename = "moderation-report"
    export_headings: ClassVar[dict[str, Any]] = {
        "group": gettext_lazy("Group"),
        "label": gettext_lazy("Name"),
        "submitted": gettext_lazy("Submitted"),
        "approved": gettext_lazy("Approved"),
        "changes_asked": gettext_lazy("Changes asked"),
        "called_back": gettext_lazy("Called back"),
        "waiting": gettext_lazy("Still waiting"),
        "answer_median": gettext_lazy("Days until first answer, median"),
        "answer_most": gettext_lazy("Days until first answer, nine in ten"),
        "publication_median": gettext_lazy("Days until publication, median"),
        "publication_most": gettext_lazy("Days until publication, nine in ten"),
    }
    list_export = list(export_headings)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Only for the ministry."""
        if not reads_report(request.user):
            raise PermissionDenied(_("This is for the moderators and analysts of the ministry."))
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def form(self) -> PeriodForm:
        """The period that is asked for."""
        shown = default_period()
        data = self.request.GET if {"first", "last"} & set(self.request.GET) else None
        return PeriodForm(data, initial={"first": shown.first, "last": shown.last})

    @cached_property
    def period(self) -> Period:
        """What is asked for, or the usual one where that makes no sense."""
        return Period(**self.form.cleaned_data) if self.form.is_valid() else default_period()

    @cached_property
    def report(self) -> Report:
        """All figures, computed once."""
        return report(self.period, self.request.user)

    def get_filtered_queryset(self) -> Any:
        return self.report.lines

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        found = self.report
        tables = [
            (_("In total"), [found.total]),
            (_("By month"), found.months),
            (_("By route"), found.routes),
            (_("By type"), found.types),
            (_("By organisation"), found.organisations),
            (_("Your own work"), [found.own]),
        ]
        series = [_("Submitted"), _("Approved"), _("Changes asked")]
        return context | {
            "form": self.form,
            "period": self.period,
            "tables": [(heading, lines) for heading, lines in tables if lines],
            "chart": bar_chart(
                [_bars(line, month) for line, month in zip(found.months, self.period.months(), strict=True)]
            ),
            "series": series,
            "media": context["media"] + self.form.media,
        }


def _bars(line: Line, month: Period) -> tuple[str, list[int]]:
    return formats.date_format(month.first, "M y"), [line.submitted or 0, line.approved, line.changes_asked]


urlpatterns = [
    path("moderation/report/", ThroughputView.as_view(), name="moderation_report"),
]
