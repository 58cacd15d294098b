"""The ministry's report: what was submitted and answered, and how long pages waited, with known figures."""

import datetime
from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.models import Page, TaskState, WorkflowState

from citysynergy.models import ModerationTask, ModerationTaskState, Route
from citysynergy.moderation.loading import moderation_workflow
from citysynergy.moderation.throughput import Line, Period, percentile, report
from tests import factories
from tests.moderation.conftest import signed_in

pytestmark = pytest.mark.django_db

REPORT = "citysynergy_admin:moderation_report"
SPRING = Period(datetime.date(2026, 3, 1), datetime.date(2026, 4, 30))
APPROVED, REJECTED, CANCELLED, WAITING = "approved", "rejected", "cancelled", "in_progress"


def at(month: int, day: int, hour: int = 12) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime(2026, month, day, hour))


@pytest.fixture
def round_of(people: SimpleNamespace) -> Any:
    """Writes down a round of a page: its stays at the ministry, each with its beginning, end, answer and judge."""
    task = ModerationTask.objects.get()

    def made(page: Page, *stays: tuple[Any, ...], route: Route | None = None) -> WorkflowState:
        ends = {APPROVED: "approved", CANCELLED: "cancelled", REJECTED: "needs_changes", WAITING: "in_progress"}
        round_ = WorkflowState.objects.create(
            workflow=moderation_workflow(),
            content_type=page.content_type,
            base_content_type=page.get_base_content_type(),
            object_id=str(page.pk),
            status=ends[stays[-1][2]],
        )
        for began, ended, status, *judge in stays:
            state = ModerationTaskState.objects.create(
                workflow_state=round_, task=task, revision=page.latest_revision, status=status, route=route
            )
            by = judge[0] if judge else None
            TaskState.objects.filter(pk=state.pk).update(started_at=began, finished_at=ended, finished_by=by)
        round_.current_task_state = state
        round_.save()
        return round_

    return made


@pytest.fixture
def case(world: SimpleNamespace) -> Any:
    return factories.make_initiative(world.rotterdam, live=False)


def counts(line: Line) -> tuple[Any, ...]:
    return line.submitted, line.approved, line.changes_asked, line.called_back, line.waiting


def named(lines: list[Line]) -> dict[str, tuple[Any, ...]]:
    return {line.label: counts(line) for line in lines}


class TestPercentiles:
    """Between the two nearest values, as spreadsheets compute them."""

    @pytest.mark.parametrize(
        ("days", "median", "most"),
        [
            ([], None, None),
            ([3], 3, 3),
            ([1, 2], 1.5, 1.9),
            ([9, 1, 5], 5, 8.2),
            ([4, 1, 2, 3], 2.5, 3.7),
            (list(range(1, 12)), 6, 10),
        ],
    )
    def test_of_known_values(self, days, median, most):
        values = [timedelta(days=day) for day in days]
        line = Line("", "", first_answers=values)
        assert (line.answer_median, line.answer_most) == (median, most)
        assert percentile(values, 1) == (max(values) if values else None)


class TestCounts:
    def test_each_stay_counts_where_it_began_and_where_it_ended(self, world, people, case, round_of):
        waiting = factories.make_initiative(world.rotterdam, live=False)
        one, two = people.moderator, people.second_moderator
        # Handed back in March, approved in April; approved within March; called back; before, after and across.
        round_of(case, (at(3, 1), at(3, 3), REJECTED, one), (at(3, 10), at(4, 2), APPROVED, two))
        round_of(case, (at(3, 5), at(3, 6), APPROVED, one))
        round_of(case, (at(3, 7), at(3, 8), CANCELLED))
        round_of(case, (at(2, 1), at(2, 5), APPROVED, one))
        round_of(case, (at(5, 1), at(5, 2), APPROVED, one))
        round_of(case, (at(2, 20), at(4, 20), APPROVED, one))
        round_of(case, (at(4, 25), at(5, 3), REJECTED, one))
        round_of(waiting, (at(4, 28), None, WAITING))
        found = report(SPRING, one)
        assert counts(found.total) == (6, 3, 1, 1, 2)
        march, april = found.months
        assert counts(march) == (4, 1, 1, 1, 2)
        assert counts(april) == (2, 2, 0, 0, 2)

    def test_a_moment_belongs_to_the_day_in_the_sites_time_zone(self, people, case, round_of):
        utc = datetime.UTC
        # Half past midnight on the first of March in Amsterdam, and on the first of May.
        round_of(case, (datetime.datetime(2026, 2, 28, 23, 30, tzinfo=utc), at(3, 2), APPROVED, people.moderator))
        round_of(case, (datetime.datetime(2026, 4, 30, 22, 30, tzinfo=utc), None, WAITING))
        assert counts(report(SPRING, people.moderator).total) == (1, 1, 0, 0, 0)

    def test_by_route_type_and_organisation(self, world, people, case, round_of):
        asia = Route.objects.create(name="Azië")
        other = factories.make_opportunity(world.utrecht, live=False)
        round_of(case, (at(3, 1), at(3, 3), APPROVED, people.moderator), route=asia)
        round_of(other, (at(3, 1), None, WAITING))
        found = report(SPRING, people.moderator)
        assert named(found.routes) == {"Azië": (1, 1, 0, 0, 0), gettext("Without a route"): (1, 0, 0, 0, 1)}
        assert named(found.organisations) == {"Rotterdam": (1, 1, 0, 0, 0), "Utrecht": (1, 0, 0, 0, 1)}
        assert len(found.types) == 2

    def test_own_work_of_who_looks(self, people, case, round_of):
        round_of(
            case, (at(3, 1), at(3, 3), REJECTED, people.moderator), (at(3, 5), at(3, 6), APPROVED, people.moderator)
        )
        round_of(case, (at(3, 1), at(3, 9), APPROVED, people.second_moderator))
        mine = report(SPRING, people.moderator).own
        assert (mine.approved, mine.changes_asked, mine.submitted) == (1, 1, None)
        assert (mine.answer_median, mine.publication_median) == (2, 5)
        assert report(SPRING, people.analyst).own.approved == 0


class TestWaiting:
    def test_until_the_first_answer_and_until_publication(self, people, case, round_of):
        by = people.moderator
        round_of(case, (at(3, 1), at(3, 3), REJECTED, by), (at(3, 9), at(3, 11), APPROVED, by))
        round_of(case, (at(3, 1), at(3, 5), APPROVED, by))
        round_of(case, (at(3, 1), at(3, 7), APPROVED, by))
        round_of(case, (at(3, 1), None, WAITING))
        total = report(SPRING, by).total
        assert sorted(lasted.days for lasted in total.first_answers) == [2, 4, 6]
        assert (total.answer_median, total.answer_most) == (4, 5.6)
        assert sorted(lasted.days for lasted in total.publications) == [4, 6, 10]
        assert (total.publication_median, total.publication_most) == (6, 9.2)

    def test_counts_in_the_month_of_the_answer_from_the_very_beginning(self, people, case, round_of):
        by = people.moderator
        round_of(case, (at(1, 1), at(1, 11), REJECTED, by), (at(4, 1), at(4, 2), APPROVED, by))
        march, april = report(SPRING, by).months
        assert (march.answer_median, march.publication_median) == (None, None)
        # The first answer came in January; the publication took from then until April.
        assert april.answer_median is None
        assert april.publication_median == pytest.approx(91, abs=0.1)

    def test_what_was_called_back_is_no_answer(self, people, case, round_of):
        round_of(case, (at(3, 1), at(3, 2), CANCELLED))
        assert report(SPRING, people.moderator).total.answer_median is None


def test_few_queries_however_many_rounds(people, case, round_of, django_assert_max_num_queries):
    for day in range(1, 9):
        round_of(case, (at(3, day), at(3, day + 1), APPROVED, people.moderator))
    with django_assert_max_num_queries(6):
        assert report(SPRING, people.moderator).total.approved == 8


class TestTheView:
    @pytest.mark.parametrize("name", ["moderator", "analyst", "superuser"])
    def test_is_for_the_ministry(self, people, case, round_of, name):
        round_of(case, (at(3, 1), at(3, 3), APPROVED, people.moderator))
        client = signed_in(getattr(people, name))
        response = client.get(reverse(REPORT), {"first": "2026-03-01", "last": "2026-04-30"})
        assert response.status_code == 200
        html = response.content.decode()
        assert "Rotterdam" in html
        assert "<svg" in html
        assert reverse(REPORT) in client.get(reverse("wagtailadmin_home")).content.decode()

    @pytest.mark.parametrize("name", ["author", "manager", "other"])
    def test_and_for_nobody_else(self, people, name):
        for export in ({}, {"export": "csv"}):
            assert signed_in(getattr(people, name)).get(reverse(REPORT), export).url == reverse("wagtailadmin_home")

    def test_shows_the_last_twelve_months_unless_asked(self, people):
        period = signed_in(people.analyst).get(reverse(REPORT)).context["period"]
        assert period.last == timezone.localdate()
        assert len(period.months()) == 12

    @pytest.mark.parametrize(
        "sent",
        [{"first": "2026-05-01", "last": "2026-04-01"}, {"first": "x"}, {"first": "0001-01-01", "last": "9999-12-31"}],
    )
    def test_a_period_that_makes_no_sense_is_told(self, people, sent):
        response = signed_in(people.analyst).get(reverse(REPORT), sent)
        assert response.status_code == 200
        assert response.context["form"].errors

    def test_exports_what_it_shows(self, people, case, round_of):
        round_of(case, (at(3, 1), at(3, 3), APPROVED, people.moderator))
        client = signed_in(people.analyst)
        sent = {"first": "2026-03-01", "last": "2026-03-31"}
        response = client.get(reverse(REPORT), sent | {"export": "csv"})
        lines = b"".join(response.streaming_content).decode().splitlines()
        assert lines[1].split(",")[2:] == ["1", "1", "0", "0", "0", "2.0", "2.0", "2.0", "2.0"]
        workbook = openpyxl.load_workbook(
            BytesIO(b"".join(client.get(reverse(REPORT), sent | {"export": "xlsx"}).streaming_content))
        )
        assert [cell.value for cell in workbook.active[2]][2:4] == [1, 1]
