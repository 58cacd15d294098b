"""Reads: the rounds of moderation that are not finished, whom each waits for, since when, and what it is about."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Left, Length
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Page, Revision, TaskState, WorkflowState, WorkflowTask, get_page_models

from citysynergy.conf import get_setting
from citysynergy.moderation.models import ModerationTask
from citysynergy.moderation.routes import Route
from citysynergy.moderation.routing import moderators, replaced, stand_ins
from citysynergy.moderation.subjects import PageType, page_type
from citysynergy.organisations.models import Organisation
from citysynergy.organisations.pages import OrganisationPage
from citysynergy.taxonomy.models import Theme

ROUTE = "current_task_state__moderationtaskstate__route"
# What comes first in a queue that nobody sorted: what waits for the reader, what was handed in again, changes of what
# readers see already, and then what waits longest.
FIRST_THINGS_FIRST = ("-for_me", "-came_back", "-is_change", "since", "pk")


def unfinished() -> QuerySet[WorkflowState]:
    """The rounds that end at the ministry and are not finished, with what a list of them is sorted and filtered by."""
    moderated = WorkflowTask.objects.filter(task__in=ModerationTask.objects.values("pk")).values("workflow")
    rounds = WorkflowState.objects.active().filter(
        workflow__in=moderated, base_content_type=ContentType.objects.get_for_model(Page)
    )
    rounds = rounds.select_related("requested_by")
    # Wagtail keeps the key of the page as a text, which PostgreSQL does not compare with a number.
    rounds = rounds.annotate(page_pk=Cast("object_id", models.BigIntegerField()))
    page = Page.objects.filter(pk=OuterRef("page_pk"))
    asked = TaskState.objects.filter(
        workflow_state=OuterRef("pk"), status=TaskState.STATUS_REJECTED, task__in=ModerationTask.objects.values("pk")
    )
    return rounds.annotate(
        title=Subquery(page.values("draft_title")[:1]),
        path=Subquery(page.values("path")[:1]),
        is_change=Subquery(page.values("live")[:1]),
        came_back=Exists(asked),
        since=Coalesce("current_task_state__finished_at", "current_task_state__started_at"),
    ).filter(title__isnull=False)


def at_ministry(rounds: QuerySet[WorkflowState]) -> QuerySet[WorkflowState]:
    """Those that the ministry has to judge now."""
    return rounds.filter(
        status=WorkflowState.STATUS_IN_PROGRESS, current_task_state__task__in=ModerationTask.objects.values("pk")
    )


def at_sign_off(rounds: QuerySet[WorkflowState]) -> QuerySet[WorkflowState]:
    """Those that an approver of the organisation has to sign off first."""
    return rounds.filter(status=WorkflowState.STATUS_IN_PROGRESS).exclude(
        current_task_state__task__in=ModerationTask.objects.values("pk")
    )


def at_author(rounds: QuerySet[WorkflowState]) -> QuerySet[WorkflowState]:
    """Those of which the author was asked to change something."""
    return rounds.filter(status=WorkflowState.STATUS_NEEDS_CHANGES)


def own_work(user: Any) -> Q:
    """What the user submitted or wrote: a colleague judges it."""
    return Q(requested_by=user) | Q(current_task_state__revision__user=user)


def awaiting(user: Any) -> Q:
    """What waits for this moderator: on a route of theirs or of someone whom they stand in for, or on no route.

    Where a route has nobody left, or only who wrote the page, it waits for every other moderator: the same people as
    are told by mail, see ``routing.people_on``.
    """
    away, judging = stand_ins(), set(moderators().values_list("pk", flat=True))
    where = Q(**{ROUTE: None})
    for route in Route.objects.prefetch_related("moderators"):
        people = replaced([person.pk for person in route.moderators.all()], away) & judging
        on_route = Q(**{ROUTE: route.pk})
        if user.pk not in people:
            for person in people:
                on_route &= own_work(person)
        where |= on_route
    return where & ~own_work(user)


def awaiting_count(user: Any) -> int:
    """How many pages wait for this moderator."""
    return at_ministry(unfinished()).filter(awaiting(user)).count()


def sorted_for(rounds: QuerySet[WorkflowState], user: Any) -> QuerySet[WorkflowState]:
    """In the order in which this moderator had best take them."""
    for_me = Case(When(awaiting(user), then=Value(1)), default=Value(0), output_field=models.IntegerField())
    return rounds.annotate(for_me=for_me).order_by(*FIRST_THINGS_FIRST)


def by_organisation(rounds: QuerySet[WorkflowState]) -> QuerySet[WorkflowState]:
    """With ``organisation_slug``: of the organisation on whose page, or right below whose page, the page stands."""
    above = Left("path", Length("path") - Page.steplen)
    rounds = rounds.annotate(parent_path=above)
    page = OrganisationPage.objects.filter(Q(path=OuterRef("path")) | Q(path=OuterRef("parent_path")))
    return rounds.annotate(organisation_slug=Subquery(page.values("organisation__slug")[:1]))


def of_type(rounds: QuerySet[WorkflowState], value: str) -> QuerySet[WorkflowState]:
    """Pages of one :class:`PageType`."""
    classes = [model for model in get_page_models() if page_type(model()) == value]
    return rounds.filter(content_type__in=list(ContentType.objects.get_for_models(*classes).values()))


def of_organisation(rounds: QuerySet[WorkflowState], organisation: Organisation) -> QuerySet[WorkflowState]:
    """The page of one organisation and those below it."""
    home = OrganisationPage.objects.filter(organisation=organisation).values_list("path", flat=True).first()
    return rounds.filter(path__startswith=home) if home else rounds.none()


def with_theme(rounds: QuerySet[WorkflowState], theme: Theme) -> QuerySet[WorkflowState]:
    """Pages whose submitted version names the theme; the live page may still name others.

    A version is stored as JSON, of which no lookup works on both databases; its text has the same form on both.
    """
    content = "current_task_state__revision__content"
    rounds = rounds.annotate(
        themes_text=KeyTextTransform("themes", content),
        offers_text=KeyTextTransform("offers", content),
        seeks_text=KeyTextTransform("seeks", content),
    )
    in_row = rf'"theme": ?{theme.pk}[,}}]'
    return rounds.filter(
        Q(themes_text__regex=rf"[\[, ]{theme.pk}[\],]") | Q(offers_text__regex=in_row) | Q(seeks_text__regex=in_row)
    )


class Stage(models.TextChoices):
    """Whom a round waits for."""

    MINISTRY = "ministry", _("the ministry")
    SIGN_OFF = "sign-off", _("sign-off by the organisation")
    AUTHOR = "author", _("changes by the author")


@dataclass(frozen=True, slots=True)
class Waiting:
    """One page in the queue, with everything that a list shows of it."""

    pk: int
    title: str
    page_pk: int
    type_label: str
    organisation: str
    themes: tuple[str, ...]
    route: str
    submitted_by: str
    since: datetime.datetime
    days: int
    is_overdue: bool
    is_change: bool
    came_back: bool
    is_own: bool
    stage: Stage
    compare_url: str = ""

    @property
    def can_be_judged(self) -> bool:
        """Whether the reader may approve it or ask for changes, together with others."""
        return self.stage == Stage.MINISTRY and not self.is_own

    @property
    def theme_names(self) -> str:
        """The themes in one line."""
        return ", ".join(self.themes)

    @property
    def edit_url(self) -> str:
        """Where the page is opened."""
        return reverse("wagtailadmin_pages:edit", args=[self.page_pk])


def rows(rounds: Iterable[Any], user: Any) -> list[Waiting]:
    """Rounds of ``unfinished()`` as rows of a list, by a number of queries that does not grow with them."""
    found = list(rounds)
    states = TaskState.objects.filter(pk__in=[item.current_task_state_id for item in found]).select_related(
        "task", "revision", "moderationtaskstate__route"
    )
    by_pk = {state.pk: state for state in states.defer("revision__content")}
    pages = Page.objects.select_related("latest_revision").defer("latest_revision__content")
    page_of = pages.in_bulk([item.page_pk for item in found])
    organisation_of = organisations_at(item.path for item in found)
    themes_of = _themes(state.revision_id for state in by_pk.values())
    now, remind = timezone.now(), get_setting("MODERATION_REMIND_AFTER_DAYS")

    def row(item: Any) -> Waiting:
        page, state = page_of[item.page_pk], by_pk[item.current_task_state_id]
        days = (now - item.since).days
        return Waiting(
            pk=state.pk,
            title=item.title,
            page_pk=page.pk,
            type_label=type_label(page.specific_class),
            organisation=str(organisation_of.get(item.path, "")),
            themes=themes_of.get(state.revision_id, ()),
            route=_route_name(state),
            submitted_by=get_user_display_name(submitter) if (submitter := item.requested_by) else "",
            since=item.since,
            days=days,
            is_overdue=days >= remind,
            is_change=page.live,
            came_back=item.came_back,
            is_own=user.pk in {item.requested_by_id, state.revision.user_id, page.latest_revision.user_id},
            stage=_stage(item, state),
            compare_url=_compare_url(page, state),
        )

    return [row(item) for item in found]


def type_label(model: Any) -> str:
    """What a page of this class is, in words."""
    value = page_type(model())
    return str(PageType(value).label if value else model._meta.verbose_name)


def _stage(item: Any, state: TaskState) -> Stage:
    if item.status == WorkflowState.STATUS_NEEDS_CHANGES:
        return Stage.AUTHOR
    return Stage.MINISTRY if issubclass(state.task.specific_class, ModerationTask) else Stage.SIGN_OFF


def _route_name(state: TaskState) -> str:
    special = getattr(state, "moderationtaskstate", None)
    return str(special.route) if special and special.route else ""


def _compare_url(page: Any, state: TaskState) -> str:
    """Where the version can be seen beside the live one."""
    if not page.live_revision_id or page.live_revision_id == state.revision_id:
        return ""
    return reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "live", state.revision_id])


def organisations_at(paths: Iterable[str]) -> dict[str, Organisation]:
    """The organisation on whose page, or right below whose page, each path lies."""
    wanted = set(paths)
    homes = wanted | {path[: -Page.steplen] for path in wanted}
    pages = OrganisationPage.objects.filter(path__in=homes).select_related("organisation")
    at = {page.path: page.organisation for page in pages}
    found = {path: at.get(path) or at.get(path[: -Page.steplen]) for path in wanted}
    return {path: organisation for path, organisation in found.items() if organisation}


def _themes(revisions: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """The names of the themes in each version, those of its offers and questions too."""
    parts = [f"content__{name}" for name in ("themes", "offers", "seeks")]
    named: dict[int, list[int]] = {}
    for revision, themes, *relations in Revision.objects.filter(pk__in=list(revisions)).values_list("pk", *parts):
        keys = list(themes or []) + [row.get("theme") for rows in relations for row in rows or []]
        named[revision] = list(dict.fromkeys(keys))
    names = {
        theme.pk: str(theme) for theme in Theme.objects.filter(pk__in={key for keys in named.values() for key in keys})
    }
    return {revision: tuple(names[key] for key in keys if key in names) for revision, keys in named.items()}
