"""Reads: how much the ministry judges, and how long pages wait for it.

A page *stays* at the ministry from when it is handed in until it is approved, handed back or called back; a round may
hold several stays. Counts are of stays. Waiting times are of rounds: from the first stay's beginning until the first
answer, and until the approval that publishes, the time with the author included.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from math import floor
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, TaskState

from citysynergy.moderation.models import ModerationTask
from citysynergy.moderation.queue import organisations_at, type_label

DAY = datetime.timedelta(days=1)


def percentile(values: Iterable[datetime.timedelta], share: float) -> datetime.timedelta | None:
    """The value below which this share of the values lies, between the two nearest as spreadsheets do; None of none."""
    ordered = sorted(values)
    if not ordered:
        return None
    position = share * (len(ordered) - 1)
    below = floor(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (position - below)


@dataclass(frozen=True)
class Period:
    """From the first day to the last, both included, in the site's time zone."""

    first: datetime.date
    last: datetime.date

    @cached_property
    def begins(self) -> datetime.datetime:
        """The first moment that belongs to it."""
        return _midnight(self.first)

    @cached_property
    def ends(self) -> datetime.datetime:
        """The first moment that does not belong to it any more."""
        return _midnight(self.last + DAY)

    def holds(self, moment: datetime.datetime | None) -> bool:
        """Whether the moment belongs to it."""
        return moment is not None and self.begins <= moment < self.ends

    def months(self) -> list["Period"]:
        """Its months, the first and the last as far as they belong to it."""
        found, day = [], self.first
        while day <= self.last:
            following = (day.replace(day=1) + datetime.timedelta(days=32)).replace(day=1)
            found.append(Period(day, min(following - DAY, self.last)))
            day = following
        return found


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay of a page at the ministry."""

    round: int
    status: str
    began: datetime.datetime
    ended: datetime.datetime | None
    by: int | None
    route: str
    type: str
    organisation: str

    @property
    def is_answered(self) -> bool:
        """Whether the ministry said yes or asked for changes."""
        return self.status in (TaskState.STATUS_APPROVED, TaskState.STATUS_REJECTED)


@dataclass(frozen=True, slots=True)
class Wait:
    """How long a round waited for an answer, and for which stay it got it."""

    stay: Stay
    lasted: datetime.timedelta


@dataclass(slots=True)
class Line:
    """The figures of one month, route, type or organisation, or of all together."""

    group: str
    label: str
    submitted: int | None = 0
    approved: int = 0
    changes_asked: int = 0
    called_back: int | None = 0
    waiting: int | None = 0
    first_answers: list[datetime.timedelta] = field(default_factory=list)
    publications: list[datetime.timedelta] = field(default_factory=list)

    @property
    def answer_median(self) -> float | None:
        """Days until the first answer, for half of the rounds at most."""
        return _days(percentile(self.first_answers, 0.5))

    @property
    def answer_most(self) -> float | None:
        """Days until the first answer, for nine rounds in ten at most."""
        return _days(percentile(self.first_answers, 0.9))

    @property
    def publication_median(self) -> float | None:
        """Days until publication, for half of the rounds at most."""
        return _days(percentile(self.publications, 0.5))

    @property
    def publication_most(self) -> float | None:
        """Days until publication, for nine rounds in ten at most."""
        return _days(percentile(self.publications, 0.9))

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened and nothing waits."""
        return not any((self.submitted, self.approved, self.changes_asked, self.called_back, self.waiting))


def _days(lasted: datetime.timedelta | None) -> float | None:
    return None if lasted is None else round(lasted / DAY, 2)


@dataclass(frozen=True, slots=True)
class Report:
    """All lines of a period."""

    total: Line
    own: Line
    months: list[Line]
    routes: list[Line]
    types: list[Line]
    organisations: list[Line]

    @property
    def lines(self) -> list[Line]:
        """All of them, in the order of the page."""
        return [self.total, self.own, *self.months, *self.routes, *self.types, *self.organisations]


def report(period: Period, user: Any) -> Report:
    """What the ministry did in a period, and what of it this moderator did."""
    stays = _stays(period)
    answers, publications = _waits(stays)
    figures = _Figures(stays, answers, publications)
    return Report(
        total=figures.line(_("Total"), _("Total"), period),
        own=figures.own(user, period),
        months=[
            figures.line(_("Month"), formats.date_format(month.first, "YEAR_MONTH_FORMAT"), month)
            for month in period.months()
        ],
        routes=figures.lines(_("Route"), period, lambda stay: stay.route or _("Without a route")),
        types=figures.lines(_("Type"), period, lambda stay: stay.type),
        organisations=figures.lines(_("Organisation"), period, lambda stay: stay.organisation),
    )


@dataclass(slots=True)
class _Figures:
    """Stays, and the waits that ended with one of them."""

    stays: list[Stay] = field(default_factory=list)
    answers: list[Wait] = field(default_factory=list)
    publications: list[Wait] = field(default_factory=list)

    def by(self, name: Callable[[Stay], str]) -> dict[str, "_Figures"]:
        """The same, apart for each name."""
        found: dict[str, _Figures] = defaultdict(_Figures)
        for stay in self.stays:
            found[name(stay)].stays.append(stay)
        for wait in self.answers:
            found[name(wait.stay)].answers.append(wait)
        for wait in self.publications:
            found[name(wait.stay)].publications.append(wait)
        return found

    def line(self, group: str, label: str, period: Period) -> Line:
        """The figures of a period."""
        ended = Counter(stay.status for stay in self.stays if period.holds(stay.ended))
        return Line(
            group,
            label,
            submitted=sum(period.holds(stay.began) for stay in self.stays),
            approved=ended[TaskState.STATUS_APPROVED],
            changes_asked=ended[TaskState.STATUS_REJECTED],
            called_back=ended[TaskState.STATUS_CANCELLED],
            waiting=sum(
                stay.began < period.ends and (stay.ended is None or stay.ended >= period.ends) for stay in self.stays
            ),
            first_answers=[wait.lasted for wait in self.answers if period.holds(wait.stay.ended)],
            publications=[wait.lasted for wait in self.publications if period.holds(wait.stay.ended)],
        )

    def lines(self, group: str, period: Period, name: Callable[[Stay], str]) -> list[Line]:
        """A line for each name that has figures, by name."""
        found = sorted(self.by(name).items(), key=lambda item: item[0].casefold())
        lines = [figures.line(group, label, period) for label, figures in found]
        return [line for line in lines if not line.is_empty]

    def own(self, user: Any, period: Period) -> Line:
        """What this moderator answered. Nothing is submitted to one moderator, or waits for one."""
        label = _("Your own work")
        mine = self.by(lambda stay: label if stay.by == user.pk else "")[label]
        line = mine.line(label, label, period)
        line.submitted = line.called_back = line.waiting = None
        return line


def _waits(stays: Iterable[Stay]) -> tuple[list[Wait], list[Wait]]:
    """How long each round waited for its first answer, and for its approval."""
    rounds: dict[int, list[Stay]] = defaultdict(list)
    for stay in stays:
        rounds[stay.round].append(stay)
    answers, publications = [], []
    for found in rounds.values():
        found.sort(key=lambda stay: stay.began)
        began = found[0].began
        answered = [Wait(stay, stay.ended - began) for stay in found if stay.is_answered and stay.ended]
        answers += answered[:1]
        publications += [wait for wait in answered if wait.stay.status == TaskState.STATUS_APPROVED][-1:]
    return answers, publications


def _stays(period: Period) -> list[Stay]:
    """Every stay that the period touches, and the others of the same rounds."""
    touching = _moderated().filter(Q(finished_at=None) | Q(finished_at__gte=period.begins), started_at__lt=period.ends)
    states = _moderated().filter(workflow_state__in=touching.values("workflow_state"), started_at__lt=period.ends)
    paths = dict(
        Page.objects.filter(
            pk__in=states.values_list(Cast("workflow_state__object_id", BigIntegerField()), flat=True)
        ).values_list("pk", "path")
    )
    organisations = organisations_at(paths.values())
    columns = (
        "workflow_state_id",
        "status",
        "started_at",
        "finished_at",
        "finished_by_id",
        "moderationtaskstate__route__name",
        "workflow_state__content_type_id",
        "workflow_state__object_id",
    )
    types: dict[int, str] = {}
    made = []
    for round_, status, began, ended, by, route, content_type, key in states.values_list(*columns):
        if (path := paths.get(int(key))) is None:
            continue
        if content_type not in types:
            types[content_type] = _type(content_type)
        organisation = str(organisations.get(path, _("None")))
        made.append(Stay(round_, status, began, ended, by, route or "", types[content_type], organisation))
    return made


def _moderated() -> QuerySet[TaskState]:
    """The states of pages at the ministry."""
    page = ContentType.objects.get_for_model(Page)
    states: QuerySet[TaskState] = TaskState.objects.filter(
        task__in=ModerationTask.objects.values("pk"), workflow_state__base_content_type=page
    )
    return states.exclude(status=TaskState.STATUS_SKIPPED)


def _type(content_type: int) -> str:
    model = ContentType.objects.get_for_id(content_type).model_class()
    return type_label(model) if model else _("None")
