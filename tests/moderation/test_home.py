"""The admin's home: each actor sees what waits for them, and nothing else."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import GroupPagePermission
from wagtail.users.models import UserProfile

from citysynergy.models import City, InitiativePage, InitiativePartner, Invitation, Ressort
from citysynergy.moderation.home import Step, next_steps
from citysynergy.permissions.actions import add_member
from citysynergy.permissions.groups import STEWARDS
from tests import editor, factories
from tests.moderation.conftest import signed_in
from tests.moderation.steps import decide, submit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with translation.override("en"):
        yield


def steps(user: Any) -> dict[str, Step]:
    """What waits for the user, as the next request would see it."""
    return {step.name: step for step in next_steps(type(user).objects.get(pk=user.pk))}


def titles(user: Any, name: str) -> list[str]:
    found = steps(user).get(name)
    return [row.title for row in found.rows] if found else []


def ask_for_changes(page: Any, user: Any, words: str) -> None:
    decide(page, user, "reject", comment=words)


def home(user: Any) -> BeautifulSoup:
    """The admin's home in English."""
    UserProfile.objects.filter(user=user).update(preferred_language="en")
    response = signed_in(user).get(reverse("wagtailadmin_home"))
    assert response.status_code == 200
    return BeautifulSoup(response.content.decode(), "html.parser")


class TestAuthors:
    def test_a_draft_is_there_until_it_is_handed_in(self, people: SimpleNamespace, draft: Any) -> None:
        assert titles(people.author, "drafts") == ["Veilig aan het water"]
        assert titles(people.colleague, "drafts") == ["Veilig aan het water"]
        assert titles(people.other, "drafts") == []
        submit(draft, people.author)
        assert "drafts" not in steps(people.author)

    def test_changes_to_a_published_page_are_a_draft_again(self, people: SimpleNamespace, draft: Any) -> None:
        draft.get_latest_revision().publish()
        assert "drafts" not in steps(people.author)
        page = editor.draft_of(draft)
        page.title = "Anders genoemd"
        page.save_revision()
        assert titles(people.author, "drafts") == ["Anders genoemd"]

    def test_what_was_taken_offline_or_waits_for_its_day_is_no_draft(
        self, world: SimpleNamespace, people: SimpleNamespace, draft: Any
    ) -> None:
        later = factories.make_initiative(world.rotterdam, "Later", live=False)
        later.go_live_at = timezone.now() + datetime.timedelta(days=3)
        later.save_revision().publish()
        draft.get_latest_revision().publish()
        editor.reloaded(draft).unpublish()
        assert "drafts" not in steps(people.author)

    def test_changes_that_the_moderator_asked_come_with_the_words(self, people: SimpleNamespace, draft: Any) -> None:
        submit(draft, people.author)
        ask_for_changes(draft, people.moderator, "Noem ook de partners.")
        step = steps(people.author)["changes-asked"]
        assert [row.words for row in step.rows] == ["Noem ook de partners."]
        assert step.goes_to == editor.address(draft)
        assert not {"drafts", "awaiting"} & set(steps(people.author))
        assert "changes-asked" not in steps(people.other)
        html = home(people.author)
        assert "Noem ook de partners." in html.select_one("#changes-asked-section").text
        assert html.select_one(f".w-summary a[href='{editor.address(draft)}']").text == (
            "1 page to change, as the moderator asks"
        )

    def test_what_is_in_moderation_says_since_when(self, people: SimpleNamespace, draft: Any) -> None:
        submit(draft, people.author)
        (row,) = steps(people.author)["awaiting"].rows
        assert row.what == "With the ministry since"
        assert row.since.date() == timezone.now().date()

    def test_pages_not_confirmed_for_long_are_looked_at(
        self, world: SimpleNamespace, people: SimpleNamespace, settings: Any
    ) -> None:
        today = timezone.localdate()
        days = datetime.timedelta(days=1)
        cases = {
            "Net bevestigd": {"confirmed_on": today - 10 * days},
            "Lang geleden": {"confirmed_on": today - 400 * days},
            "Zelf gevraagd": {"confirmed_on": today - 20 * days, "next_check": today - 5 * days},
            "Daarna bevestigd": {"confirmed_on": today - 2 * days, "next_check": today - 5 * days},
            "Nooit bevestigd": {},
            "Pas geplaatst": {},
        }
        for title, values in cases.items():
            page = factories.make_initiative(world.rotterdam, title)
            if title == "Nooit bevestigd":
                values["first_published_at"] = timezone.now() - 500 * days
            InitiativePage.objects.filter(pk=page.pk).update(**values)
        factories.make_initiative(world.utrecht, "Van Utrecht", confirmed_on=today - 400 * days)
        assert set(titles(people.author, "confirm")) == {"Lang geleden", "Zelf gevraagd", "Nooit bevestigd"}
        settings.CITYSYNERGY = {"CONFIRMED_FOR_DAYS": 500}
        assert "Lang geleden" not in titles(people.author, "confirm")

    def test_a_partner_that_asks_is_answered_from_the_home(
        self, world: SimpleNamespace, people: SimpleNamespace
    ) -> None:
        page = factories.make_initiative(
            world.rotterdam, live=False, rows={"partners": [InitiativePartner(organisation=world.utrecht)]}
        )
        row = page.partners.get()
        assert "partners-ask" not in steps(people.author)
        panel = home(people.other).select_one("#partners-ask-section")
        form = panel.find("form", action=reverse("citysynergy_admin:accept_share", args=["initiativepage", row.pk]))
        fields = {field["name"]: field.get("value", "") for field in form.find_all("input")}
        response = signed_in(people.other).post(form["action"], fields)
        assert response.url == reverse("wagtailadmin_home")
        assert page.partners.get().accepted
        assert "partners-ask" not in steps(people.other)
        # What is shared is worked on together: its draft is a draft of both.
        (shared,) = steps(people.other)["drafts"].rows
        assert shared.organisation == "Rotterdam"

    def test_who_has_nothing_yet_is_told_how_to_begin(self, people: SimpleNamespace) -> None:
        page = home(people.other).select_one(".citysynergy-empty")
        assert "What would you like to write first?" in page.text
        addresses = [link["href"] for link in page.select(".citysynergy-empty__starts a")]
        assert addresses == [
            reverse("citysynergy_admin:new_case", args=[kind])
            for kind in ("initiative", "opportunity", "partnership", "expertise")
        ]

    def test_who_is_done_is_told_so(self, world: SimpleNamespace, people: SimpleNamespace) -> None:
        factories.make_initiative(world.utrecht)
        page = home(people.other).select_one(".citysynergy-empty")
        assert "Nothing waits for you" in page.text


class TestApprovers:
    def test_sign_off_before_the_ministry_sees_it(
        self, world: SimpleNamespace, people: SimpleNamespace, draft: Any
    ) -> None:
        approver = factories.make_user("approver")
        add_member(approver, world.rotterdam, "approver")
        world.rotterdam.require_sign_off = True
        world.rotterdam.save()
        submit(draft, people.author)
        step = steps(approver)["sign-off"]
        assert (step.count, step.sentence, step.goes_to) == (1, "page waits for your sign-off", editor.address(draft))
        assert [row.what for row in steps(people.author)["awaiting"].rows] == ["With your approvers since"]
        assert "to-judge" not in steps(people.moderator)
        assert "sign-off" not in steps(people.manager)
        decide(draft, approver)
        assert "sign-off" not in steps(approver)
        assert steps(people.moderator)["to-judge"].count == 1


class TestManagers:
    def test_new_members_and_open_invitations(self, world: SimpleNamespace, people: SimpleNamespace) -> None:
        Invitation.objects.create(organisation=world.rotterdam, email="nieuw@example.org", language="nl")
        Invitation.objects.create(organisation=world.utrecht, email="ander@example.org", language="nl")
        Invitation.objects.create(
            organisation=world.rotterdam, email="klaar@example.org", language="nl", accepted_at=timezone.now()
        )
        found = steps(people.manager)
        assert (found["members"].count, found["invitations"].count) == (2, 1)
        assert not {"members", "invitations"} & set(steps(people.author))


class TestModerators:
    def test_see_how_many_wait_and_the_oldest_first(
        self, world: SimpleNamespace, people: SimpleNamespace, draft: Any
    ) -> None:
        complete = {"themes": [world.water], "countries": [world.indonesia], "cities": [world.jakarta]}
        second = factories.make_initiative(world.utrecht, "Tweede", live=False, **complete)
        submit(second, people.other)
        submit(draft, people.author)
        step = steps(people.moderator)["to-judge"]
        assert (step.count, step.sentence) == (2, "pages wait for your judgement")
        assert [(row.title, row.organisation) for row in step.rows] == [
            ("Tweede", "Utrecht"),
            ("Veilig aan het water", "Rotterdam"),
        ]
        assert steps(people.superuser)["to-judge"].count == 2
        for user in (people.author, people.manager, people.analyst):
            assert "to-judge" not in steps(user)

    def test_own_work_waits_for_a_colleague(self, world: SimpleNamespace, people: SimpleNamespace, draft: Any) -> None:
        add_member(people.moderator, world.rotterdam, "author")
        submit(draft, people.moderator)
        assert "to-judge" not in steps(people.moderator)
        assert steps(people.second_moderator)["to-judge"].count == 1

    def test_with_nothing_to_judge_are_told_so(self, people: SimpleNamespace, draft: Any) -> None:
        assert steps(people.moderator) == {}
        assert "Nothing waits for your judgement" in home(people.second_moderator).select_one(".citysynergy-empty").text


class TestOthers:
    def test_data_stewards_see_what_was_proposed_and_is_not_verified(
        self, world: SimpleNamespace, people: SimpleNamespace
    ) -> None:
        steward = factories.make_user("steward")
        steward.groups.add(Group.objects.get(name=STEWARDS))
        assert steps(steward) == {}
        City.objects.filter(pk=world.umea.pk).update(state=City.State.PROPOSED)
        Ressort.objects.create(mission=world.jakarta_embassy, country=world.indonesia)
        Ressort.objects.create(mission=world.jakarta_embassy, country=world.sweden, verified=True)
        found = steps(steward)
        assert (found["cities"].count, found["ressorts"].count) == (1, 1)
        for step in found.values():
            assert signed_in(steward).get(step.goes_to).status_code == 200

    def test_analysts_are_led_to_what_they_read(self, people: SimpleNamespace, draft: Any) -> None:
        assert steps(people.analyst) == {}
        page = home(people.analyst).select_one(".citysynergy-empty")
        assert page.find("a", href=lambda address: address.endswith("/search/"))

    def test_only_who_may_open_pages_searches_them(self, people: SimpleNamespace, draft: Any) -> None:
        style = "citysynergy/admin/no-page-search.css"
        assert style in str(home(people.analyst))
        assert style not in str(home(people.author))

    def test_wagtails_summary_and_lists_give_way(self, people: SimpleNamespace, draft: Any) -> None:
        editor.press(signed_in(people.author), draft, title="Net geschreven")
        page = home(people.author)
        assert page.select_one("#recent-edits-section") is None
        assert all("citysynergy-step" in item["class"] for item in page.select(".w-summary li"))
        assert page.select_one("form[role=search]")

    def test_an_editor_of_the_host_keeps_wagtails_home(self, world: SimpleNamespace, people: SimpleNamespace) -> None:
        group = Group.objects.create(name="Webredactie")
        group.permissions.add(Permission.objects.get(codename="access_admin"))
        GroupPagePermission.objects.create(
            group=group, page=world.home, permission=Permission.objects.get(codename="change_page")
        )
        user = factories.make_user("webredacteur")
        user.groups.add(group)
        page = home(user)
        assert page.select(".w-summary li")
        assert not page.select(".citysynergy-step, .citysynergy-empty")


def test_the_home_costs_the_same_however_many_cases(world: SimpleNamespace, people: SimpleNamespace) -> None:
    complete = {"themes": [world.water], "countries": [world.indonesia], "cities": [world.jakarta]}
    old = timezone.localdate() - datetime.timedelta(days=500)

    def more(number: int) -> None:
        factories.make_initiative(world.rotterdam, f"Oud {number}", confirmed_on=old)
        factories.make_initiative(world.rotterdam, f"Concept {number}", live=False)
        submit(factories.make_initiative(world.rotterdam, f"Wacht {number}", live=False, **complete), people.author)
        sent_back = factories.make_initiative(world.rotterdam, f"Terug {number}", live=False, **complete)
        submit(sent_back, people.author)
        ask_for_changes(sent_back, people.moderator, "Graag anders.")
        factories.make_initiative(
            world.utrecht, f"Samen {number}", rows={"partners": [InitiativePartner(organisation=world.rotterdam)]}
        )

    def cost(user: Any) -> int:
        fresh = type(user).objects.get(pk=user.pk)
        with CaptureQueriesContext(connection) as captured:
            next_steps(fresh)
        return len(captured)

    actors = (people.author, people.manager, people.moderator, people.superuser)
    more(0)
    # Types of content are remembered from the first time on.
    assert all(cost(user) for user in actors)
    first = [cost(user) for user in actors]
    for number in range(1, 4):
        more(number)
    assert [cost(user) for user in actors] == first
    assert max(first) <= 25
    assert steps(people.moderator)["to-judge"].count == 4
    found = {step.name: step.count for step in steps(people.manager).values()}
    assert found["drafts"] >= 4
    assert {found[name] for name in ("changes-asked", "partners-ask", "confirm", "awaiting")} == {4}
