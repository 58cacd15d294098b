"""The moderators' queue, and judging several pages of it at once."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column, Table
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Page

from citysynergy.moderation import queue
from citysynergy.moderation.models import APPROVE, REQUEST_CHANGES
from citysynergy.moderation.queue_filters import QueueFilterSet
from citysynergy.moderation.several import ACTIONS, LONGEST_COMMENT, MOST_AT_ONCE, judge_several
from citysynergy.permissions.groups import MODERATORS, belongs_to
from citysynergy.values.spreadsheets import ExportedReportView


def check_moderator(request: HttpRequest) -> None:
    """Moderators of the ministry and superusers; everyone else is led back to the admin's home."""
    if not belongs_to(request.user, MODERATORS):
        raise PermissionDenied(_("This is for the moderators of the ministry."))


class QueueColumn(Column):
    """A cell that tells on a narrow screen what it is about; there the head of the table is gone."""

    cell_template_name = "citysynergy/admin/moderation/queue_cell.html"


class TickColumn(Column):
    """Chooses a page to be judged together with others."""

    header_template_name = "citysynergy/admin/moderation/queue_tick_header.html"
    cell_template_name = "citysynergy/admin/moderation/queue_tick.html"


class TitleColumn(QueueColumn):
    """The title, and what a moderator wants to know before opening the page."""

    cell_template_name = "citysynergy/admin/moderation/queue_title.html"


class AgeColumn(QueueColumn):
    """Since when, in days."""

    cell_template_name = "citysynergy/admin/moderation/queue_age.html"


class QueueTable(Table):
    """One row for each page; the keys move from row to row."""

    def get_row_attrs(self, instance: queue.Waiting) -> dict[str, Any]:
        return super().get_row_attrs(instance) | {"data-queue-row": ""}


class QueuePaginator(WagtailPaginator):
    """Counts pages; the rows are rounds of their workflows."""

    model = Page


class QueueView(ExportedReportView):
    """What waits for the ministry, or for others, in an order that suits who looks."""

    template_name = "citysynergy/admin/moderation/queue.html"
    results_template_name = "citysynergy/admin/moderation/queue_results.html"
    page_title = gettext_lazy("Moderation queue")
    header_icon = "clipboard-list"
    index_url_name = "citysynergy_admin:moderation_queue"
    index_results_url_name = "citysynergy_admin:moderation_queue_results"
    filterset_class = QueueFilterSet
    is_searchable = True
    search_fields: ClassVar[list[str]] = ["title"]
    paginate_by = MOST_AT_ONCE
    paginator_class = QueuePaginator
    table_class = QueueTable
    table_classname = "listing citysynergy-queue"
    columns: ClassVar[list[Column]] = [
        TickColumn("tick", label=gettext_lazy("Choose"), classname="citysynergy-queue__tick"),
        TitleColumn("title", label=gettext_lazy("Title"), sort_key="title", classname="title"),
        QueueColumn("type_label", label=gettext_lazy("Type"), sort_key="type"),
        QueueColumn("organisation", label=gettext_lazy("Organisation"), sort_key="organisation"),
        QueueColumn("theme_names", label=gettext_lazy("Themes")),
        QueueColumn("route", label=gettext_lazy("Route"), sort_key="route"),
        QueueColumn("submitted_by", label=gettext_lazy("Submitted by"), sort_key="submitted_by"),
        AgeColumn("since", label=gettext_lazy("Waits since"), sort_key="since"),
    ]
    sorting: ClassVar[dict[str, str]] = {
        "title": "title",
        "type": "content_type__model",
        "organisation": "organisation_slug",
        "route": f"{queue.ROUTE}__name",
        "submitted_by": "requested_by__username",
        "since": "since",
    }
    export_filename = "moderation-queue"
    list_export: ClassVar[list[str]] = [
        "title",
        "type_label",
        "organisation",
        "theme_names",
        "route",
        "submitted_by",
        "since",
        "days",
    ]
    export_headings: ClassVar[dict[str, Any]] = {
        "title": gettext_lazy("Title"),
        "type_label": gettext_lazy("Type"),
        "organisation": gettext_lazy("Organisation"),
        "theme_names": gettext_lazy("Themes"),
        "route": gettext_lazy("Route"),
        "submitted_by": gettext_lazy("Submitted by"),
        "since": gettext_lazy("Waits since"),
        "days": gettext_lazy("Days"),
    }

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Only for who judges."""
        check_moderator(request)
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> Any:
        return queue.unfinished()

    def get_filtered_queryset(self) -> Any:
        return self.get_queryset()

    def filter_queryset(self, queryset: Any) -> Any:
        """A filter with a forged value filters nothing, but the queue stays the queue."""
        return super().filter_queryset(queryset) if self.filters.is_valid() else queue.at_ministry(queryset)

    def order_queryset(self, queryset: Any) -> Any:
        """As the columns say; by itself, in the order in which the moderator had best take the pages."""
        direction, key = ("-", self.ordering[1:]) if (self.ordering or "")[:1] == "-" else ("", self.ordering)
        if not key:
            return queue.sorted_for(queryset, self.request.user)
        if key == "organisation":
            queryset = queue.by_organisation(queryset)
        return queryset.order_by(f"{direction}{self.sorting[key]}", "since", "pk")

    @cached_property
    def rows(self) -> list[queue.Waiting]:
        """What is shown of the queue, read once."""
        return queue.rows(self.shown, self.request.user)

    def get_table(self, object_list: Any) -> Table:
        self.shown = object_list
        return super().get_table(self.rows)

    def decorate_paginated_queryset(self, object_list: Any) -> list[queue.Waiting]:
        return self.rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "actions": [(REQUEST_CHANGES, _("Request changes…")), (APPROVE, _("Approve…"))],
            "can_judge": any(row.can_be_judged for row in self.rows),
        }


class RequestSeveralForm(forms.Form):
    """The same words to all authors."""

    comment = forms.CharField(
        label=gettext_lazy("What has to change?"),
        help_text=gettext_lazy("The authors get your words by mail and see them above their page."),
        error_messages={"required": gettext_lazy("Say what has to change; the authors get your words by mail.")},
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea({"rows": 6}),
    )


class ApproveSeveralForm(forms.Form):
    """One note for all, and the moderator's word that each page was looked at."""

    checked = forms.BooleanField(
        label=gettext_lazy("I checked the criteria for each of these pages."),
        error_messages={"required": gettext_lazy("Check the criteria for each page first, and say here that you did.")},
    )
    comment = forms.CharField(
        label=gettext_lazy("Note for the authors"),
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea({"rows": 3}),
    )


class SeveralView(WagtailAdminTemplateMixin, FormView):
    """Shows the chosen pages once more, asks for a note, and judges them."""

    template_name = "citysynergy/admin/moderation/several.html"
    header_icon = "clipboard-list"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Only for who judges, a known decision and at least one page."""
        check_moderator(request)
        sent = request.POST if request.method == "POST" else request.GET
        self.action = sent.get("action", "")
        self.chosen = [int(key) for key in dict.fromkeys(sent.getlist("state")) if key.isdecimal() and len(key) < 19]
        if self.action not in ACTIONS or not self.chosen:
            messages.warning(request, _("Tick the pages that you want to judge together."))
            return redirect("citysynergy_admin:moderation_queue")
        return super().dispatch(request, *args, **kwargs)

    def get_form_class(self) -> Any:
        return ApproveSeveralForm if self.action == APPROVE else RequestSeveralForm

    def get_page_title(self) -> str:
        return _("Approve several pages") if self.action == APPROVE else _("Request changes in several pages")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        listing = {"url": reverse("citysynergy_admin:moderation_queue"), "label": _("Moderation queue")}
        return [*self.breadcrumbs_items, listing, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        rounds = queue.unfinished().filter(current_task_state__in=self.chosen)
        pages = queue.rows(queue.sorted_for(rounds, self.request.user), self.request.user)
        return context | {"pages": pages, "action": self.action, "gone": len(self.chosen) - len(pages)}

    def form_valid(self, form: Any) -> HttpResponse:
        """Judge each page and say what became of it."""
        given = form.cleaned_data
        try:
            verdicts = judge_several(
                self.chosen,
                self.action,
                by=self.request.user,
                comment=given["comment"],
                checked=given.get("checked", False),
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.form_invalid(form)
        done = [verdict.title for verdict in verdicts if not verdict.refusal]
        if done:
            messages.success(self.request, self._done(done))
        for verdict in verdicts:
            if verdict.refusal:
                words = {"title": verdict.title or _("A page"), "reason": verdict.refusal}
                messages.error(self.request, _("“%(title)s” was left as it is. %(reason)s") % words)
        return redirect("citysynergy_admin:moderation_queue")

    def _done(self, titles: list[str]) -> str:
        names = {"count": len(titles), "titles": ", ".join(f"“{title}”" for title in titles)}
        if self.action == APPROVE:
            text = ngettext(
                "One page is approved: %(titles)s.", "%(count)s pages are approved: %(titles)s.", len(titles)
            )
        else:
            text = ngettext(
                "Changes are asked in one page: %(titles)s.",
                "Changes are asked in %(count)s pages: %(titles)s.",
                len(titles),
            )
        return text % names


urlpatterns = [
    path("moderation/queue/", QueueView.as_view(), name="moderation_queue"),
    path("moderation/queue/results/", QueueView.as_view(results_only=True), name="moderation_queue_results"),
    path("moderation/queue/several/", SeveralView.as_view(), name="moderation_several"),
]
