"""How far pages are on their way to readers: still a draft, before a desk, or sent back."""

from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import Cast
from wagtail.models import Page, WorkflowState, get_default_page_content_type


def _is_in(*statuses: str) -> Exists:
    states = WorkflowState.objects.filter(
        base_content_type=get_default_page_content_type(),
        object_id=Cast(OuterRef("pk"), CharField()),
        status__in=statuses,
    )
    return Exists(states)


def drafts_to_finish(pages: QuerySet[Any]) -> QuerySet[Any]:
    """Those never handed in, or changed since they were published; the one changed last comes first."""
    unread = Q(last_published_at=None) | Q(latest_revision_created_at__gt=F("last_published_at"))
    active = _is_in(WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES)
    drafts = pages.filter(unread, ~active, has_unpublished_changes=True)
    # What was approved and waits for its day is finished.
    scheduled: Any = drafts.annotate_approved_schedule()  # type: ignore[attr-defined]
    return scheduled.filter(_approved_schedule=False).order_by("-latest_revision_created_at")


def changes_asked(pages: QuerySet[Any]) -> QuerySet[Any]:
    """Those that a moderator sent back, the longest ago first."""
    return pages.filter(_is_in(WorkflowState.STATUS_NEEDS_CHANGES)).order_by("latest_revision_created_at")


def awaiting_a_desk(pages: QuerySet[Any]) -> QuerySet[Any]:
    """Those that an approver or the ministry has to judge, the longest ago first."""
    return pages.filter(_is_in(WorkflowState.STATUS_IN_PROGRESS)).order_by("latest_revision_created_at")


def not_before_a_desk(pages: QuerySet[Any]) -> QuerySet[Any]:
    """Those that nobody is judging or sent back."""
    return pages.filter(~_is_in(WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES))


def states_of(pages: Iterable[Page]) -> dict[int, WorkflowState]:
    """The state of each page that is before a desk or was sent back, by the key of the page."""
    states = WorkflowState.objects.active().filter(
        base_content_type=get_default_page_content_type(), object_id__in=[str(page.pk) for page in pages]
    )
    return {int(state.object_id): state for state in states.select_related("current_task_state__task")}


def first_of(rows: QuerySet[Any], most: int) -> tuple[int, list[Any]]:
    """(how many there are, the first of them), in one query."""
    found = list(rows.annotate(how_many=Window(Count("*")))[:most])
    return (found[0].how_many if found else 0), found
