"""The moderators' queue: what waits, for whom, since when, in which order; for moderators only, and fast."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import TaskState, WorkflowState

from citysynergy.models import Absence, ExpertiseTranslation, ModerationTaskState, Route
from citysynergy.moderation import queue
from citysynergy.moderation.subjects import PageType
from tests import editor, factories
from tests.moderation.conftest import signed_in

pytestmark = pytest.mark.django_db

QUEUE = "citysynergy_admin:moderation_queue"


def submit(page: Any, user: Any, *, days: int = 0) -> Any:
    """Hand the page in, some days ago. Returns its state at the ministry."""
    page = editor.reloaded(page)
    if not page.latest_revision_id:
        page.save_revision(user=user)
    state = page.get_workflow().start(page, user).current_task_state
    return aged(state, days)


def aged(state: Any, days: int) -> Any:
    """The state as if it had begun some days earlier, on no route until the test chooses one."""
    ModerationTaskState.objects.filter(pk=state.pk).update(route=None)
    TaskState.objects.filter(pk=state.pk).update(started_at=timezone.now() - timedelta(days=days))
    return ModerationTaskState.objects.get(pk=state.pk)


def on_route(state: Any, route: Route) -> None:
    ModerationTaskState.objects.filter(pk=state.pk).update(route=route)


def make_route(name: str, *people: Any) -> Route:
    route = Route.objects.create(name=name)
    route.moderators.set(people)
    return route


def titles(user: Any, **parameters: str) -> list[str]:
    """What the queue shows to this moderator, from top to bottom."""
    response = signed_in(user).get(reverse(QUEUE), parameters)
    assert response.status_code == 200
    return [row.title for row in response.context["view"].rows]


def row(user: Any, title: str) -> queue.Waiting:
    rounds = queue.unfinished().filter(title=title)
    return queue.rows(rounds, user)[0]


@pytest.fixture
def make(world: SimpleNamespace, people: SimpleNamespace) -> Any:
    """Makes a complete initiative, of Rotterdam unless told otherwise."""

    def made(title: str, *, live: bool = False, organisation: Any = None, **fields: Any) -> Any:
        fields = {"themes": [world.water], "countries": [world.indonesia], "cities": [world.jakarta]} | fields
        return factories.make_initiative(organisation or world.rotterdam, title, live=live, **fields)

    return made


def change(page: Any, author: Any) -> Any:
    """A new version of a published page."""
    page = editor.reloaded(page)
    page.save_revision(user=author)
    return page


class TestWhatIsShown:
    def test_a_new_page(self, world, people, make):
        page = make("Nieuw")
        state = submit(page, people.author, days=6)
        shown = row(people.moderator, "Nieuw")
        assert (shown.pk, shown.page_pk) == (state.pk, page.pk)
        assert (shown.organisation, shown.type_label, shown.submitted_by) == ("Rotterdam", "initiatief", "author")
        assert (shown.themes, shown.route) == (("Water en sanitair",), "")
        assert (shown.days, shown.is_overdue) == (6, True)
        assert (shown.is_change, shown.came_back, shown.is_own, shown.compare_url) == (False, False, False, "")
        assert shown.can_be_judged

    def test_a_change_links_to_the_comparison(self, people, make):
        page = change(make("Gewijzigd", live=True), people.author)
        submit(page, people.author)
        shown = row(people.moderator, "Gewijzigd")
        assert shown.is_change
        response = signed_in(people.moderator).get(shown.compare_url)
        assert response.status_code == 200

    def test_it_is_overdue_after_the_days_of_the_setting(self, people, make, settings):
        submit(make("Nieuw"), people.author, days=3)
        assert not row(people.moderator, "Nieuw").is_overdue
        settings.CITYSYNERGY = settings.CITYSYNERGY | {"MODERATION_REMIND_AFTER_DAYS": 3}
        assert row(people.moderator, "Nieuw").is_overdue

    def test_themes_are_those_of_the_submitted_version(self, world, people, make):
        page = make("Gewijzigd", live=True)
        page.themes = [world.mobility]
        page.save_revision(user=people.author)
        submit(page, people.author)
        assert row(people.moderator, "Gewijzigd").themes == ("Mobiliteit en vervoer",)
        assert titles(people.moderator, theme=world.mobility.slug) == ["Gewijzigd"]
        assert titles(people.moderator, theme=world.water.slug) == []

    def test_themes_of_expertise_are_those_of_its_offers(self, world, people):
        page = factories.make_expertise(world.rotterdam, "Expertise", live=False, themes=[world.heritage])
        page.themes = [world.water]
        page.translations = [ExpertiseTranslation(language="en", title="Expertise", summary=factories.SUMMARY_EN)]
        page.save_revision(user=people.author)
        submit(page, people.author)
        assert row(people.moderator, "Expertise").themes == ("Water en sanitair", "Cultuur en erfgoed")
        assert titles(people.moderator, theme=world.heritage.slug) == ["Expertise"]

    def test_the_page_of_an_organisation(self, world, people):
        submit(world.rotterdam.page, people.manager)
        shown = row(people.moderator, "Rotterdam")
        assert (shown.organisation, shown.type_label) == ("Rotterdam", PageType.ORGANISATION.label)

    def test_own_work_is_marked_and_cannot_be_ticked(self, people, make):
        own = submit(make("Eigen werk"), people.moderator)
        other = submit(make("Van een ander"), people.author)
        html = signed_in(people.moderator).get(reverse(QUEUE)).content.decode()
        ticks = {tick["value"] for tick in BeautifulSoup(html, "html.parser").select("[name=state]")}
        assert ticks == {str(other.pk)}
        assert row(people.second_moderator, "Eigen werk").pk == own.pk
        assert row(people.second_moderator, "Eigen werk").can_be_judged

    def test_work_of_who_left_waits_too(self, people, make):
        submit(make("Van niemand"), people.author)
        WorkflowState.objects.update(requested_by=None)
        assert titles(people.moderator) == ["Van niemand"]
        assert queue.awaiting_count(people.moderator) == 1

    def test_a_title_is_no_markup(self, people, make):
        submit(make("<script>alert(1)</script>"), people.author)
        html = signed_in(people.moderator).get(reverse(QUEUE)).content.decode()
        assert "<script>alert(1)" not in html


class TestOrder:
    def test_what_changed_comes_first_then_what_waits_longest(self, people, make):
        submit(make("Nieuw, kort"), people.author, days=1)
        submit(make("Nieuw, lang"), people.author, days=20)
        submit(change(make("Wijziging", live=True), people.author), people.author, days=2)
        back = make("Opnieuw")
        state = submit(back, people.author)
        state.task.specific.on_action(state, people.moderator, "reject", comment="Noem de partners.")
        WorkflowState.objects.get(object_id=str(back.pk)).resume(user=people.author)
        assert titles(people.moderator) == ["Opnieuw", "Wijziging", "Nieuw, lang", "Nieuw, kort"]
        assert row(people.moderator, "Opnieuw").came_back

    def test_what_waits_for_me_comes_before_all_else(self, people, make):
        on_route(submit(make("Van de collega"), people.author, days=9), make_route("B", people.second_moderator))
        on_route(submit(make("Van mij"), people.author), make_route("A", people.moderator))
        assert titles(people.moderator) == ["Van mij", "Van de collega"]
        assert titles(people.second_moderator) == ["Van de collega", "Van mij"]

    @pytest.mark.parametrize(
        ("key", "first"),
        [("title", "Aa"), ("organisation", "Bb"), ("since", "Bb"), ("route", "Bb"), ("submitted_by", "Aa")],
    )
    def test_sorts_by_each_column(self, world, people, make, key, first):
        one = submit(make("Aa", organisation=world.utrecht), people.author, days=1)
        two = submit(make("Bb"), people.other, days=4)
        on_route(one, make_route("Zuid", people.moderator))
        on_route(two, make_route("Azië", people.moderator))
        assert titles(people.moderator, ordering=key)[0] == first
        assert titles(people.moderator, ordering=f"-{key}")[0] != first

    def test_by_type(self, world, people, make):
        submit(world.rotterdam.page, people.manager)
        submit(make("Aa"), people.author)
        assert titles(people.moderator, ordering="type") == ["Aa", "Rotterdam"]

    def test_a_forged_order_is_the_usual_one(self, people, make):
        submit(make("Aa"), people.author)
        assert titles(people.moderator, ordering="requested_by__password") == ["Aa"]


class TestWaitsForWhom:
    """The same people as are told by mail."""

    def awaits(self, user: Any) -> list[str]:
        assert queue.awaiting_count(user) == len(titles(user, route="mine"))
        return sorted(titles(user, route="mine"))

    def test_a_route_and_none(self, people, make):
        on_route(submit(make("Van mij"), people.author), make_route("A", people.moderator))
        on_route(submit(make("Van de collega"), people.author), make_route("B", people.second_moderator))
        submit(make("Zonder route"), people.author)
        assert self.awaits(people.moderator) == ["Van mij", "Zonder route"]
        assert self.awaits(people.second_moderator) == ["Van de collega", "Zonder route"]
        assert titles(people.moderator, route="none") == ["Zonder route"]
        assert titles(people.moderator, route=str(Route.objects.get(name="B").pk)) == ["Van de collega"]

    def test_a_stand_in_meanwhile(self, people, make):
        on_route(submit(make("Van de collega"), people.author), make_route("B", people.second_moderator))
        today = timezone.localdate()
        absence = Absence.objects.create(
            moderator=people.second_moderator, stand_in=people.moderator, first_day=today, last_day=today
        )
        assert self.awaits(people.moderator) == ["Van de collega"]
        assert self.awaits(people.second_moderator) == []
        absence.first_day = absence.last_day = today - timedelta(days=1)
        absence.save()
        assert self.awaits(people.moderator) == []

    def test_everyone_where_nobody_is_left_on_the_route(self, people, make):
        on_route(submit(make("Van niemand"), people.author), make_route("B", people.second_moderator))
        people.second_moderator.groups.clear()
        assert self.awaits(people.moderator) == ["Van niemand"]

    def test_a_colleague_where_the_route_leads_to_who_wrote_it(self, people, make):
        on_route(submit(make("Eigen werk"), people.moderator), make_route("A", people.moderator))
        assert self.awaits(people.moderator) == []
        assert self.awaits(people.second_moderator) == ["Eigen werk"]


class TestFilters:
    def test_by_whom_it_waits_for(self, people, make):
        submit(make("Bij het ministerie"), people.author)
        state = submit(make("Bij de schrijver"), people.author)
        state.task.specific.on_action(state, people.moderator, "reject", comment="Noem de partners.")
        assert titles(people.moderator) == ["Bij het ministerie"]
        assert titles(people.moderator, stage="author") == ["Bij de schrijver"]
        assert titles(people.moderator, stage="sign-off") == []

    def test_by_age_and_by_what_readers_see(self, people, make):
        submit(make("Nieuw"), people.author, days=1)
        submit(change(make("Wijziging", live=True), people.author), people.author, days=20)
        assert titles(people.moderator, age="overdue") == ["Wijziging"]
        assert titles(people.moderator, age="14") == ["Wijziging"]
        assert titles(people.moderator, age="30") == []
        assert titles(people.moderator, kind="new") == ["Nieuw"]
        assert titles(people.moderator, kind="change") == ["Wijziging"]

    def test_by_type_organisation_and_theme(self, world, people, make):
        submit(make("Water", organisation=world.utrecht), people.other)
        submit(make("Vervoer", themes=[world.mobility]), people.author)
        submit(world.rotterdam.page, people.manager)
        assert titles(people.moderator, type="organisation") == ["Rotterdam"]
        assert titles(people.moderator, organisation="utrecht") == ["Water"]
        assert titles(people.moderator, theme="mobility-and-transport") == ["Vervoer"]
        assert titles(people.moderator, type="initiative", organisation="rotterdam") == ["Vervoer"]
        assert titles(people.moderator, q="wat") == ["Water"]

    def test_a_theme_is_not_taken_for_another_with_a_longer_number(self, world, people, make):
        theme = factories.make_theme("eleven", "Elf", "Eleven", pk=world.water.pk * 10 + 1)
        submit(make("Elf", themes=[theme]), people.author)
        assert titles(people.moderator, theme=world.water.slug) == []
        assert titles(people.moderator, theme="eleven") == ["Elf"]

    @pytest.mark.parametrize("name", ["stage", "route", "age", "kind", "type", "organisation", "theme"])
    def test_a_forged_value_shows_the_queue_and_no_more(self, people, make, name):
        submit(make("Bij het ministerie"), people.author)
        state = submit(make("Bij de schrijver"), people.author)
        state.task.specific.on_action(state, people.moderator, "reject", comment="Noem de partners.")
        assert titles(people.moderator, **{name: "'; DROP"}) == ["Bij het ministerie"]


class TestWhoMayLook:
    @pytest.mark.parametrize("name", ["author", "manager", "other", "analyst"])
    def test_nobody_but_moderators(self, people, make, name):
        submit(make("Geheim"), people.author)
        for address in (reverse(QUEUE), reverse(f"{QUEUE}_results"), reverse(QUEUE) + "?export=csv"):
            response = signed_in(getattr(people, name)).get(address)
            assert response.status_code == 302
            assert response.url == reverse("wagtailadmin_home")

    def test_superusers_too(self, people, make):
        submit(make("Nieuw"), people.author)
        assert titles(people.superuser) == ["Nieuw"]

    def test_the_menu_leads_there_with_the_number_that_waits(self, people, make):
        submit(make("Een"), people.author)
        submit(make("Twee"), people.author)
        home = reverse("wagtailadmin_home")
        assert "To judge (2)" in signed_in(people.second_moderator).get(home).content.decode()
        assert reverse(QUEUE) not in signed_in(people.author).get(home).content.decode()

    def test_export_is_in_the_language_of_who_asks(self, people, make):
        submit(make("Nieuw"), people.author)
        first, second = exported(people.moderator)
        assert first.startswith("Titel,Type,Organisatie,Thema's,")
        assert second.startswith("Nieuw,initiatief,Rotterdam,Water en sanitair,,author,")
        first, second = exported(people.second_moderator)
        assert first.startswith("Title,Type,Organisation,Themes,")
        assert second.startswith("Nieuw,initiative,Rotterdam,")

    def test_export_holds_nothing_that_a_spreadsheet_would_run(self, people, make):
        submit(make("=1+1"), people.author)
        assert exported(people.moderator)[1].startswith("'=1+1,")


def exported(user: Any) -> list[str]:
    """The lines of the queue as a CSV file."""
    response = signed_in(user).get(reverse(QUEUE), {"export": "csv"})
    return b"".join(response.streaming_content).decode().splitlines()


@pytest.mark.parametrize("parameters", [{}, {"ordering": "organisation"}, {"theme": "water-and-sanitation"}])
def test_queries_do_not_grow_with_the_rows(people, make, parameters):
    route = make_route("A", people.moderator)
    client = signed_in(people.moderator)
    on_route(submit(make("Eerste"), people.author), route)
    client.get(reverse(QUEUE), parameters)

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(QUEUE), parameters).status_code == 200
        return len(captured)

    few = count()
    assert few <= 50
    for number in range(6):
        on_route(submit(make(f"Nog {number}"), people.author), route)
    assert count() <= few
