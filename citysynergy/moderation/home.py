"""The admin's home: the next steps of whoever signs in, in place of Wagtail's own summary and panels.

A step says in words what waits and how much of it; one click leads there. Each costs the same few queries however many
pages there are.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.components import Component
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.permissions import policy_registry

from citysynergy.cases.menu import our_pages_address
from citysynergy.cases.new_case import KINDS, may_make
from citysynergy.cases.pages import CasePage
from citysynergy.moderation import progress
from citysynergy.moderation.sign_off import SignOffTask
from citysynergy.organisations.invitations import Invitation
from citysynergy.organisations.models import Membership, Ressort
from citysynergy.permissions import grants
from citysynergy.permissions.access import STEP, Access, access_of
from citysynergy.permissions.groups import in_network
from citysynergy.permissions.shares import asked_of, organisations_above
from citysynergy.taxonomy.models import City

# Rows that a panel shows; the rest is counted, and found where the link below them leads.
MOST_ROWS = 8
NEW_FOR_DAYS = 30


@dataclass
class Row:
    """One page that waits for the reader."""

    page: Page
    address: str
    # What happened and when: "Changed", three days ago.
    what: str
    since: datetime.datetime | datetime.date | None
    words: str = ""
    button: tuple[str, str] | None = None
    organisation: str = ""

    @property
    def title(self) -> str:
        """The title of the latest draft."""
        return str(self.page.get_admin_display_title())

    @property
    def kind(self) -> str:
        """The type of page, in words."""
        return str(self.page.cached_content_type.model_class()._meta.verbose_name)


@dataclass
class Step:
    """Something to do: how much of it, where one click leads, and the first of the pages that it is about."""

    name: str
    icon: str
    count: int
    sentence: str
    heading: str = ""
    address: str = ""
    rows: list[Any] = field(default_factory=list)
    more: tuple[str, str] | None = None

    @property
    def goes_to(self) -> str:
        """To the one page itself; to the list, where there are several."""
        one = self.rows[0].address if self.count == 1 and self.rows and isinstance(self.rows[0], Row) else ""
        return self.address or one or f"#{self.name}-section"


def _edit(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


# --- who writes for an organisation ---------------------------------------------------------------------------------


def _more(count: int, rows: list[Row], where: str) -> tuple[str, str] | None:
    return (_("All our pages"), where) if count > len(rows) else None


def _steps_of_writers(user: Any, access: Access) -> Iterator[Step]:
    pages = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change")
    everything = our_pages_address(user)

    count, found = progress.first_of(progress.changes_asked(pages), MOST_ROWS)
    if count:
        states = progress.states_of(found)
        rows = [_sent_back(page, states.get(page.pk)) for page in found]
        yield Step(
            "changes-asked",
            "warning",
            count,
            ngettext("page to change, as the moderator asks", "pages to change, as the moderator asks", count),
            _("The moderator asks for changes"),
            rows=rows,
            more=_more(count, rows, everything),
        )

    if asked := asked_of(user):
        count = len(asked)
        yield Step(
            "partners-ask",
            "mail",
            count,
            ngettext("request to work together", "requests to work together", count),
            _("Others ask you to work together"),
            rows=asked[:MOST_ROWS],
            more=(_("All shared pages"), reverse("citysynergy_admin:shared_pages")) if count > MOST_ROWS else None,
        )

    count, found = progress.first_of(progress.drafts_to_finish(pages), MOST_ROWS)
    if count:
        rows = [Row(page, _edit(page), _("Changed"), page.latest_revision_created_at) for page in found]
        yield Step(
            "drafts",
            "draft",
            count,
            ngettext("draft to finish", "drafts to finish", count),
            _("Drafts to finish"),
            rows=rows,
            more=_more(count, rows, everything),
        )

    cases = progress.not_before_a_desk(CasePage.objects.below(*access.own).to_confirm(timezone.localdate()))
    count, found = progress.first_of(cases.order_by("confirmed_on", "first_published_at"), MOST_ROWS)
    if count:
        rows = [_to_confirm(page) for page in found]
        yield Step(
            "confirm",
            "calendar-check",
            count,
            ngettext("page to look at: is it still correct?", "pages to look at: are they still correct?", count),
            _("Are these still correct?"),
            rows=rows,
            more=_more(count, rows, everything),
        )

    count, found = progress.first_of(progress.awaiting_a_desk(pages), MOST_ROWS)
    if count:
        states = progress.states_of(found)
        rows = [_awaiting(page, states.get(page.pk)) for page in found]
        yield Step(
            "awaiting",
            "time",
            count,
            ngettext("page in moderation: no action needed", "pages in moderation: no action needed", count),
            _("In moderation"),
            rows=rows,
            more=_more(count, rows, everything),
        )


def _sent_back(page: Page, state: WorkflowState | None) -> Row:
    asked = state.current_task_state if state else None
    words = asked.comment if asked else ""
    return Row(page, _edit(page), _("Asked"), asked.finished_at if asked else None, words)


def _to_confirm(page: Any) -> Row:
    edit = _edit(page)
    button = (_("Look and confirm"), reverse("citysynergy_admin:confirm_case", args=[page.pk]))
    if page.confirmed_on:
        return Row(page, edit, _("Last confirmed"), page.confirmed_on, button=button)
    return Row(page, edit, _("Published"), page.first_published_at, button=button)


def _awaiting(page: Page, state: WorkflowState | None) -> Row:
    task = state.current_task_state if state else None
    what = _("With the ministry since")
    if task and task.task.content_type_id == _sign_off().pk:
        what = _("With your approvers since")
    return Row(page, _edit(page), what, task.started_at if task else None)


def _steps_of_managers(user: Any, access: Access) -> Iterator[Step]:
    managed = access.organisations_that(grants.MANAGE)
    if not managed:
        return
    organisations = [own.pk for own in managed]
    where = reverse("citysynergy_admin:members")
    since = timezone.now() - datetime.timedelta(days=NEW_FOR_DAYS)
    joined = Membership.objects.filter(organisation__in=organisations, created_at__gte=since).exclude(user=user)
    if count := joined.values("user").distinct().count():
        sentence = ngettext("new member this month", "new members this month", count)
        yield Step("members", "group", count, sentence, address=where)
    if count := Invitation.objects.filter(organisation__in=organisations).unanswered().count():
        sentence = ngettext("invitation without an answer", "invitations without an answer", count)
        yield Step("invitations", "mail", count, sentence, address=where)


# --- who judges -----------------------------------------------------------------------------------------------------


def _sign_off() -> ContentType:
    return ContentType.objects.get_for_model(SignOffTask)


def _steps_of_judges(user: Any, access: Access) -> Iterator[Step]:
    moderates = bool(access.moderated or user.is_superuser)
    signs_off = bool(access.organisations_that(grants.SIGN_OFF))
    if not (moderates or signs_off):
        return
    waiting = TaskState.objects.reviewable_by(user).order_by("started_at").select_related("workflow_state")
    if signs_off:
        count, found = progress.first_of(waiting.filter(task__content_type=_sign_off()), MOST_ROWS)
        if count:
            sentence = ngettext("page waits for your sign-off", "pages wait for your sign-off", count)
            yield Step("sign-off", "check", count, sentence, _("To sign off"), rows=_rows_of(found))
    if moderates:
        queue = reverse("citysynergy_admin:moderation_queue")
        count, found = progress.first_of(waiting.exclude(task__content_type=_sign_off()), MOST_ROWS)
        if count:
            yield Step(
                "to-judge",
                "glasses",
                count,
                ngettext("page waits for your judgement", "pages wait for your judgement", count),
                _("To judge, the longest waiting first"),
                address=queue,
                rows=_rows_of(found),
                more=(_("Open the queue"), queue),
            )


def _rows_of(states: Iterable[Any]) -> list[Row]:
    """The pages before a desk; what is no page of the tree is left to Wagtail's own reports."""
    keys = {state.pk: state.workflow_state.object_id for state in states}
    pages = Page.objects.in_bulk([int(key) for key in keys.values() if key.isdigit()])
    rows = []
    for state in states:
        if page := pages.get(int(keys[state.pk])):
            what = _("Changes to a published page, waiting since") if page.live else _("Waiting since")
            rows.append(Row(page, _edit(page), what, state.started_at))
    return rows


# --- who keeps the data ---------------------------------------------------------------------------------------------


def _steps_of_stewards(user: Any) -> Iterator[Step]:
    if user.has_perm("citysynergy.change_city"):
        count = City.objects.filter(state=City.State.PROPOSED).count()
        if count:
            where = f"{reverse('citysynergy_city_modeladmin_index')}?state__exact={City.State.PROPOSED}"
            sentence = ngettext("city that an editor proposed", "cities that editors proposed", count)
            yield Step("cities", "site", count, sentence, address=where)
    if user.has_perm("citysynergy.change_ressort"):
        count = Ressort.objects.filter(verified=False, valid_to=None).count()
        if count:
            where = f"{reverse('citysynergy_ressort_modeladmin_index')}?verified__exact=0"
            sentence = ngettext("ressort not verified yet", "ressorts not verified yet", count)
            yield Step("ressorts", "globe", count, sentence, address=where)


# --- all together ---------------------------------------------------------------------------------------------------


def is_ours(user: Any) -> bool:
    """Whether the user is here as an actor of CitySynergy; editors of the host keep Wagtail's home."""
    return not access_of(user).host and in_network(user)


def next_steps(user: Any) -> list[Step]:
    """What waits for the user, the most pressing first."""
    access = access_of(user)
    steps = [*_steps_of_judges(user, access)]
    if access.own:
        steps += [*_steps_of_writers(user, access), *_steps_of_managers(user, access)]
    steps += _steps_of_stewards(user)
    _name_organisations([row for step in steps for row in step.rows if isinstance(row, Row)], access)
    return steps


def _name_organisations(rows: list[Row], access: Access) -> None:
    """Say whose page it is, unless it can be no other's."""
    foreign = [row for row in rows if len(access.own) != 1 or access.organisation_at(row.page.path) is None]
    above = organisations_above([row.page for row in foreign])
    for row in foreign:
        row.organisation = str(above.get(row.page.path[:-STEP]) or above.get(row.page.path) or "")


def _steps_for(request: HttpRequest) -> list[Step]:
    """The steps of this request: the summary and the panels ask for the same ones."""
    cache = "_citysynergy_steps"
    if not hasattr(request, cache):
        setattr(request, cache, next_steps(request.user))
    steps: list[Step] = getattr(request, cache)
    return steps


class StepMedia:
    """The style of steps and rows."""

    css = {"all": ["citysynergy/admin/steps.css"]}


class StepItem(SummaryItem):  # type: ignore[misc]
    """One step in the summary: how much, of what, and a link."""

    template_name = "citysynergy/admin/home/step.html"
    Media = StepMedia

    def __init__(self, request: HttpRequest, step: Step, order: int) -> None:
        super().__init__(request)
        self.step, self.order = step, order

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"step": self.step}


class StepPanel(Component):  # type: ignore[misc]
    """The first pages of a step."""

    template_name = "citysynergy/admin/home/panel.html"
    Media = StepMedia

    def __init__(self, step: Step, order: int) -> None:
        self.step, self.order, self.name = step, order, step.name

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {
            "step": self.step,
            "request": parent_context["request"],
            "csrf_token": parent_context["csrf_token"],
            "next_url": reverse("wagtailadmin_home"),
        }


def _search() -> str:
    """The public search, where the host has its address."""
    try:
        return reverse("citysynergy:search")
    except NoReverseMatch:
        return ""


class NothingWaits(Component):  # type: ignore[misc]
    """What to do first, or what one can do at all, where nothing waits."""

    name = "nothing-waits"
    order = 100
    template_name = "citysynergy/admin/home/nothing_waits.html"
    Media = StepMedia

    def __init__(self, user: Any) -> None:
        self.user = user

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        access = access_of(self.user)
        starts = [(case_type, label) for case_type, (label, _icon) in KINDS.items() if may_make(self.user, case_type)]
        return {
            "user": self.user,
            "writes": bool(access.own),
            "begins": bool(access.own) and not CasePage.objects.below(*access.own).exists(),
            "moderates": bool(access.moderated),
            "starts": starts,
            "our_pages": our_pages_address(self.user) if access.own else "",
            "search": _search(),
        }


class NoPageSearch(Component):  # type: ignore[misc]
    """Takes away the search of pages, which Wagtail shows to everyone and refuses to who may open none."""

    name = "no-page-search"
    order = 1000

    class Media:
        css = {"all": ["citysynergy/admin/no-page-search.css"]}

    def render_html(self, parent_context: Any = None) -> str:
        return ""


OF_WAGTAIL = {"workflow_objects_to_moderate", "user_objects_in_workflow_moderation"}
# Lists what one wrote once, whether one still may open it or not.
RECENT = "recent_edits"


@hooks.register("construct_homepage_summary_items", order=1000)
def steps_in_the_summary(request: HttpRequest, summary_items: list[Any]) -> None:
    """The number of pages, pictures and documents gives way to what waits."""
    if is_ours(request.user):
        summary_items[:] = [item for item in summary_items if not type(item).__module__.startswith("wagtail.")]
        summary_items += [StepItem(request, step, order) for order, step in enumerate(_steps_for(request))]


@hooks.register("construct_homepage_panels", order=1000)
def steps_in_panels(request: HttpRequest, panels: list[Any]) -> None:
    """A panel for each step that is about pages, in place of Wagtail's panels that say the same."""
    if not is_ours(request.user):
        return
    dropped = OF_WAGTAIL if request.user.is_superuser else OF_WAGTAIL | {RECENT}
    panels[:] = [panel for panel in panels if getattr(panel, "name", "") not in dropped]
    steps = _steps_for(request)
    panels += [StepPanel(step, 10 + order) for order, step in enumerate(steps) if step.rows]
    if not steps:
        panels.append(NothingWaits(request.user))
    if not user_has_any_page_permission(request.user):
        panels.append(NoPageSearch())
