"""Wagtail's views that print titles of pages without asking, and for which it has no hook.

A host puts them before Wagtail's own: ``path("admin/", include("citysynergy.admin_urls"))``. A check tells who forgot.
"""

import json
from typing import Any

from django.http import HttpRequest
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views import chooser
from wagtail.admin.views.reports import page_types_usage, workflows
from wagtail.models import Page
from wagtail.permissions import policy_registry

from citysynergy.permissions.filters import people_of
from citysynergy.permissions.knowing import knowable_pages, numbers, refuse_unknown

# The mark by which the check knows that a host mounted these views.
GUARDED = "citysynergy_guarded"


class KnownChosenMultipleView(chooser.ChosenMultipleView):
    """What was ticked in the page chooser; a forged number is no page."""

    def get(self, request: HttpRequest) -> Any:
        refuse_unknown(request.user, request.GET.getlist("id"))
        return super().get(request)


class KnownExternalLinkView(chooser.ExternalLinkView):
    """Turns an address into a link to a page, where the user may know of the page and of the title it has now."""

    def post(self, request: HttpRequest) -> Any:
        response = super().post(request)
        data = json.loads(response.content)
        internal = data.get("internal") or data.get("result") or {}
        if number := internal.get("id"):
            page = knowable_pages(request.user).filter(pk=number).first()
            if page is None or page.draft_title != page.title:
                return self.render_chosen_response(self.get_result_data())
        return response


class KnownPageTypesUsageView(page_types_usage.PageTypesUsageReportView):
    """How often each type is used; the page edited last is named to who may open it."""

    def decorate_paginated_queryset(self, page_types: Any) -> Any:
        page_types = super().decorate_paginated_queryset(page_types)
        listed = policy_registry.get_by_type(Page).explorable_instances(self.request.user)
        known = set(
            listed.filter(pk__in=numbers(item.last_edited_page_id for item in page_types)).values_list("pk", flat=True)
        )
        for item in page_types:
            if item.last_edited_page_id not in known:
                item.last_edited_page = None
        return page_types


class OwnPeopleWorkflowFilterSet(workflows.WorkflowReportFilterSet):
    """Filters of the report of workflows, with the names of people whose pages the user may open."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["requested_by"].queryset = people_of(self.request.user)

    class Meta(workflows.WorkflowReportFilterSet.Meta):
        pass


class OwnPeopleWorkflowView(workflows.WorkflowView):
    """The report of workflows."""

    filterset_class = OwnPeopleWorkflowFilterSet


def guarded(view: type[Any], **initial: Any) -> Any:
    """The view as Wagtail mounts its own: for who may enter the admin."""
    opened = require_admin_access(view.as_view(**initial))
    setattr(opened, GUARDED, True)
    return opened
