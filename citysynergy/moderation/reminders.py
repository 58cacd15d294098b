"""Reminds people of pages that wait for them: once a period for each page, in one mail a person, oldest first."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import TaskState, WorkflowState

from citysynergy.conf import get_setting
from citysynergy.moderation import mails
from citysynergy.moderation.sign_off import SignOffTask
from citysynergy.moderation.states import ModerationTaskState
from citysynergy.moderation.subjects import latest
from citysynergy.permissions import grants


class Wait(IntEnum):
    """What a page waits for, in the order of the mail."""

    JUDGE = 1
    SIGN_OFF = 2
    APPROVER = 3
    CHANGE = 4

    @property
    def heading(self) -> str:
        """The words above such pages."""
        return {
            Wait.JUDGE: _("To judge for the ministry:"),
            Wait.SIGN_OFF: _("To sign off for your organisation:"),
            Wait.APPROVER: _("Nobody can sign these off. Give a colleague the role of approver:"),
            Wait.CHANGE: _("Changes were asked. Make them and submit the page again:"),
        }[self]

    @property
    def preference(self) -> str:
        """Which of Wagtail's preferences says whether a person wants this."""
        return "rejected" if self is Wait.CHANGE else "submitted"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A page that waits, since when, and for whom."""

    state: ModerationTaskState
    page: Any
    what: Wait
    since: datetime
    people: tuple[Any, ...]


@dataclass(slots=True)
class Outcome:
    """What a round of reminders did."""

    pages: int = 0
    mails: int = 0
    failed: list[str] = field(default_factory=list)


def send_reminders(now: datetime | None = None) -> Outcome:
    """Remind of everything that is due. A page of which no mail could be sent stays due."""
    now = now or timezone.now()
    ago = now - timedelta(days=get_setting("MODERATION_REMIND_AFTER_DAYS"))
    overdue = sorted(_overdue(ago), key=lambda waiting: waiting.since)
    due = {each.state.pk for each in overdue if each.state.reminded_at is None or each.state.reminded_at <= ago}
    outcome, told = Outcome(), set()
    mails_of: dict[Any, list[Waiting]] = defaultdict(list)
    for each in overdue:
        for person in mails.wanting(each.people, each.what.preference):
            mails_of[person].append(each)
    undelivered: set[int] = set()
    for person, pages in mails_of.items():
        keys = {each.state.pk for each in pages} & due
        if not keys:
            continue
        if mails.deliver("reminder", person, lambda pages=pages: _words(pages, now), "about what waits"):  # type: ignore[misc]
            outcome.mails += 1
            told |= keys
        else:
            outcome.failed.append(person.get_username())
            undelivered |= keys
    done = due - (undelivered - told)
    outcome.pages = len(told)
    ModerationTaskState.objects.filter(pk__in=done).update(reminded_at=now)
    return outcome


def _overdue(ago: datetime) -> Iterator[Waiting]:
    waiting = ModerationTaskState.objects.filter(
        Q(status=TaskState.STATUS_IN_PROGRESS, started_at__lte=ago)
        | Q(
            status=TaskState.STATUS_REJECTED,
            finished_at__lte=ago,
            workflow_state__status=WorkflowState.STATUS_NEEDS_CHANGES,
        )
    )
    # Of a round that goes on only the step where the page is now.
    current = waiting.filter(workflow_state__current_task_state=F("pk"))
    for state in current.select_related("workflow_state", "task", "route"):
        content = state.workflow_state.content_object
        if content is not None:
            yield _waiting(state, latest(content))


def _waiting(state: ModerationTaskState, page: Any) -> Waiting:
    if state.status == TaskState.STATUS_REJECTED:
        people = mails.authors(state.workflow_state, page, None)
        return Waiting(state, page, Wait.CHANGE, state.finished_at or state.started_at, tuple(people))
    task = state.task.specific
    people = list(task.awaited(state, page))
    if not isinstance(task, SignOffTask):
        return Waiting(state, page, Wait.JUDGE, state.started_at, tuple(people))
    if people:
        return Waiting(state, page, Wait.SIGN_OFF, state.started_at, tuple(people))
    managers = grants.people_with(grants.MANAGE, page.organisation)
    return Waiting(state, page, Wait.APPROVER, state.started_at, tuple(managers))


def _words(pages: list[Waiting], now: datetime) -> dict[str, Any]:
    sections: dict[Wait, list[dict[str, Any]]] = defaultdict(list)
    for each in pages:
        sections[each.what].append(
            {
                "title": str(each.page.text.title),
                "kind": each.page._meta.verbose_name,
                "organisation": mails.organisation_name(each.page),
                "days": (now - each.since).days,
                "address": mails.edit_address(each.page),
            }
        )
    return {
        "count": len(pages),
        "sections": [{"heading": what.heading, "pages": sections[what]} for what in sorted(sections)],
    }
