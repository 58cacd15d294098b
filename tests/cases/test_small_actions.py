"""At once, without a new round of moderation: confirmation, contact desk, deadline, closing, taking offline."""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.log_actions import registry
from wagtail.models import PageLogEntry, WorkflowState

from citysynergy.cases.actions import change_desk, confirm_case
from citysynergy.discovery.models import IndexChange
from citysynergy.models import ContactDesk, InitiativePage, InitiativePartner, OpportunityPage
from citysynergy.opportunities.actions import change_deadline, close_opportunity
from tests import editor, factories
from tests.permissions.conftest import fresh

pytestmark = pytest.mark.django_db

WRITERS = ("author", "approver", "manager", "partner", "superuser")
OTHERS = ("stranger", "other", "asked_partner", "mission", "moderator", "analyst", "steward")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Refusals are read here in English."""
    with translation.override("en"):
        yield


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(name: str, page: Any) -> str:
    return reverse(f"citysynergy_admin:{name}", args=[page.pk])


def later(days: int = 30) -> Any:
    return (timezone.now() + timedelta(days=days)).replace(microsecond=0, second=0)


@pytest.fixture
def case(world: SimpleNamespace, people: SimpleNamespace) -> InitiativePage:
    """A published initiative of Rotterdam and Utrecht, on whose next version Rotterdam is working."""
    page = factories.make_initiative(
        world.rotterdam,
        "Gepubliceerd",
        themes=[world.water],
        countries=[world.indonesia],
        cities=[world.jakarta],
        rows={
            "partners": [
                InitiativePartner(organisation=world.utrecht, accepted=True),
                InitiativePartner(organisation=people.delft),
            ]
        },
    )
    draft(page, people.author)
    return editor.reloaded(page)


@pytest.fixture
def opportunity(world: SimpleNamespace, people: SimpleNamespace) -> OpportunityPage:
    """A published, open opportunity of Rotterdam, on whose next version Rotterdam is working."""
    page = factories.make_opportunity(
        world.rotterdam, "Gepubliceerd", city=world.jakarta, themes=[world.water], deadline=later(5)
    )
    draft(page, people.author)
    return editor.reloaded(page)


def draft(page: Any, author: Any) -> None:
    page = editor.reloaded(page)
    page.title = "Ontwerp"
    page.summary = f"Nog niet voor lezers. {page.summary}"
    page.save_revision(user=author)


def values(page: Any, *names: str) -> list[Any]:
    """What the fields say on the live page, in its live version and in the draft."""
    stored = editor.reloaded(page)
    versions = [stored, stored.live_revision.as_object(), stored.get_latest_revision_as_object()]
    return [tuple(getattr(version, name) for name in names) for version in versions]


def assert_only_that_changed(page: Any) -> None:
    """The draft is still a draft, and no version or round was added."""
    stored = editor.reloaded(page)
    assert stored.title == "Gepubliceerd"
    assert "Nog niet voor lezers" not in stored.summary
    assert stored.live_revision.as_object().title == "Gepubliceerd"
    assert editor.draft_of(page).title == "Ontwerp"
    assert stored.has_unpublished_changes
    assert stored.revisions.count() == 2
    assert not WorkflowState.objects.exists()


def told(page: Any) -> list[str]:
    """What the history of the page says of small changes."""
    entries = PageLogEntry.objects.filter(page=page.pk, action__startswith="citysynergy").order_by("pk")
    with translation.override("en"):
        return [str(registry.get_formatter(entry).format_message(entry)) for entry in entries]


class TestConfirming:
    def test_stands_on_the_live_page_and_in_the_draft(self, people, case):
        assert confirm_case(case, by=people.author)
        assert values(case, "confirmed_on", "confirmed_by") == [(timezone.localdate(), people.author)] * 3
        assert_only_that_changed(case)
        assert told(case) == ["Confirmed as still correct"]

    def test_twice_on_a_day_is_once(self, people, case):
        assert confirm_case(case, by=people.author)
        assert not confirm_case(case, by=people.author)
        assert len(told(case)) == 1

    def test_reaches_the_index(self, people, case):
        before = IndexChange.objects.filter(case=case.translation_key).count()
        confirm_case(case, by=people.author)
        assert IndexChange.objects.filter(case=case.translation_key).count() > before

    @pytest.mark.parametrize("name", WRITERS)
    def test_who_may_write_may_confirm(self, people, case, name):
        assert confirm_case(case, by=fresh(getattr(people, name)))

    @pytest.mark.parametrize("name", OTHERS)
    def test_nobody_else_may(self, people, case, name):
        with pytest.raises(PermissionDenied):
            confirm_case(case, by=fresh(getattr(people, name)))
        response = signed_in(getattr(people, name)).post(address("confirm_case", case))
        assert response.status_code == 302
        assert values(case, "confirmed_on") == [(None,)] * 3

    def test_who_was_deactivated_meanwhile_may_not(self, people, case):
        people.author.is_active = False
        people.author.save()
        with pytest.raises(PermissionDenied):
            confirm_case(case, by=fresh(people.author))

    def test_a_draft_is_changed_in_the_editor(self, world, people):
        page = factories.make_initiative(world.rotterdam, live=False)
        with pytest.raises(ValidationError, match="not published"):
            confirm_case(page, by=people.author)
        assert signed_in(people.author).post(address("confirm_case", page)).url == editor.address(page)

    def test_while_the_draft_is_in_moderation(self, people, case):
        case.get_workflow().start(editor.reloaded(case), people.author)
        assert editor.reloaded(case).workflow_in_progress
        assert confirm_case(case, by=people.manager)
        assert editor.reloaded(case).workflow_in_progress
        assert values(case, "confirmed_by") == [(people.manager,)] * 3
        assert editor.reloaded(case).title == "Gepubliceerd"

    def test_a_lock_set_by_hand_holds(self, people, case):
        case.locked, case.locked_by, case.locked_at = True, people.moderator, timezone.now()
        case.save()
        with pytest.raises(ValidationError, match="locked"):
            confirm_case(case, by=people.author)

    def test_a_version_that_is_scheduled_keeps_it(self, people, case):
        page = editor.reloaded(case)
        page.title, page.go_live_at = "Straks", timezone.now() + timedelta(days=2)
        page.save_revision(user=people.author).publish(skip_permission_checks=True)
        draft(case, people.author)
        confirm_case(case, by=people.author)
        scheduled = page.revisions.get(approved_go_live_at__isnull=False).as_object()
        assert (scheduled.title, scheduled.confirmed_by) == ("Straks", people.author)
        assert editor.reloaded(case).title == "Gepubliceerd"


class TestContactDesk:
    @pytest.fixture
    def desk(self, world: SimpleNamespace) -> ContactDesk:
        return ContactDesk.objects.create(organisation=world.rotterdam, name={"en": "Water desk"}, email="w@e.org")

    def test_is_another_one_at_once(self, people, case, desk):
        response = signed_in(people.author).post(address("change_desk", case), {"desk": desk.pk})
        assert response.url == editor.address(case)
        assert values(case, "desk") == [(desk,)] * 3
        assert_only_that_changed(case)
        assert told(case) == ["Contact desk changed from the desk of the organisation to Water desk"]

    def test_may_be_left_to_the_organisation_again(self, people, case, desk):
        change_desk(case, desk, by=people.author)
        assert change_desk(case, None, by=people.author)
        assert not change_desk(case, None, by=people.author)
        assert values(case, "desk") == [(None,)] * 3

    def test_of_another_organisation_is_refused(self, world, people, case):
        foreign = ContactDesk.objects.create(organisation=world.utrecht, name={"en": "Elsewhere"}, email="w@e.org")
        with pytest.raises(ValidationError, match="Rotterdam"):
            change_desk(case, foreign, by=people.partner)
        for forged in (foreign.pk, 999_999, "x"):
            response = signed_in(people.author).post(address("change_desk", case), {"desk": forged})
            assert response.status_code == 200
            assert "desk" in response.context["form"].errors
        assert values(case, "desk") == [(None,)] * 3


class TestDeadline:
    def test_is_another_one_at_once(self, people, opportunity):
        moment = later()
        assert change_deadline(opportunity, moment, by=people.author)
        assert values(opportunity, "deadline") == [(moment,)] * 3
        assert_only_that_changed(opportunity)
        assert not change_deadline(opportunity, moment, by=people.author)
        assert len(told(opportunity)) == 1
        assert told(opportunity)[0].startswith("Deadline changed from ")

    def test_lies_ahead(self, people, opportunity):
        with pytest.raises(ValidationError, match="passed"):
            change_deadline(opportunity, timezone.now() - timedelta(minutes=1), by=people.author)
        client = signed_in(people.author)
        for text in ("2020-01-01 12:00", "", "morgen"):
            response = client.post(address("change_deadline", opportunity), {"deadline": text})
            assert response.status_code == 200
            assert response.context["form"].errors
        assert values(opportunity, "deadline") == [(opportunity.deadline,)] * 3

    def test_of_what_is_not_open_is_refused(self, people, opportunity):
        close_opportunity(opportunity, "no-answer", by=people.author)
        with pytest.raises(ValidationError, match="not open"):
            change_deadline(opportunity, later(), by=people.author)

    @pytest.mark.parametrize("name", ["stranger", "other", "mission", "moderator"])
    def test_is_for_who_may_write(self, people, opportunity, name):
        with pytest.raises(PermissionDenied):
            change_deadline(opportunity, later(), by=fresh(getattr(people, name)))

    def test_over_http(self, people, opportunity):
        signed_in(people.author).post(address("change_deadline", opportunity), {"deadline": "2099-05-01 17:00"})
        assert timezone.localtime(editor.reloaded(opportunity).deadline).isoformat() == "2099-05-01T17:00:00+02:00"

    def test_an_initiative_has_none(self, people, case):
        assert signed_in(people.author).get(address("change_deadline", case), follow=True).status_code == 404


class TestClosing:
    def test_is_done_at_once_with_the_outcome(self, people, opportunity):
        response = signed_in(people.author).post(address("close_opportunity", opportunity), {"outcome": "advice-given"})
        assert response.status_code == 302
        assert values(opportunity, "status", "outcome") == [("closed", "advice-given")] * 3
        assert_only_that_changed(opportunity)
        assert told(opportunity) == ["Opportunity closed: advice was given"]

    def test_needs_an_outcome(self, people, opportunity):
        for outcome in ("", "forged"):
            response = signed_in(people.author).post(address("close_opportunity", opportunity), {"outcome": outcome})
            assert "outcome" in response.context["form"].errors
            with pytest.raises(ValidationError):
                close_opportunity(opportunity, outcome, by=people.author)
        assert values(opportunity, "status") == [("open",)] * 3

    def test_twice_is_once_and_the_first_outcome_stays(self, people, opportunity):
        assert close_opportunity(opportunity, "no-answer", by=people.author)
        assert not close_opportunity(opportunity, "no-answer", by=people.author)
        with pytest.raises(ValidationError, match="closed already: nobody answered"):
            close_opportunity(opportunity, "withdrawn", by=people.manager)
        assert values(opportunity, "outcome") == [("no-answer",)] * 3
        assert len(told(opportunity)) == 1

    @pytest.mark.parametrize("name", ["stranger", "other", "mission", "moderator"])
    def test_is_for_who_may_write(self, people, opportunity, name):
        signed_in(getattr(people, name)).post(address("close_opportunity", opportunity), {"outcome": "withdrawn"})
        assert editor.reloaded(opportunity).status == "open"

    def test_shows_nothing_of_who_may_read_the_page(self, people, opportunity):
        close_opportunity(opportunity, "withdrawn", by=people.author)
        assert opportunity.get_view_restrictions().exists()


class TestMenus:
    """Who may change a page at once finds that in its menus, in the editor and in the explorer."""

    ALL = ("confirm_case", "change_desk", "change_deadline", "close_opportunity")

    def offered(self, user: Any, where: str, page: Any) -> set[str]:
        html = signed_in(user).get(where).content.decode()
        return {name for name in self.ALL if address(name, page) in html}

    def test_of_an_opportunity(self, people, opportunity):
        listing = reverse("wagtailadmin_explore", args=[opportunity.get_parent().pk])
        assert self.offered(people.author, editor.address(opportunity), opportunity) == set(self.ALL)
        assert self.offered(people.author, listing, opportunity) == set(self.ALL)
        assert self.offered(people.moderator, listing, opportunity) == set()

    def test_of_what_is_closed_or_not_published(self, world, people):
        closed = factories.make_opportunity(world.rotterdam, "Dicht", status="closed", outcome="withdrawn")
        unpublished = factories.make_initiative(world.rotterdam, live=False)
        listing = reverse("wagtailadmin_explore", args=[world.rotterdam.page.pk])
        assert self.offered(people.author, listing, closed) == {"confirm_case", "change_desk"}
        assert self.offered(people.author, listing, unpublished) == set()

    def test_take_no_queries_for_each_row(self, world, people, django_assert_max_num_queries):
        listing = reverse("wagtailadmin_explore", args=[world.rotterdam.page.pk])
        client = signed_in(people.author)
        for number in range(12):
            factories.make_opportunity(world.rotterdam, f"Kans {number}")
        client.get(listing)
        with django_assert_max_num_queries(40):
            client.get(listing)

    @pytest.mark.parametrize("name", ALL)
    def test_lead_to_a_small_form(self, people, opportunity, name):
        response = signed_in(people.author).get(address(name, opportunity))
        assert response.status_code == 200
        assert response.context["page"].pk == opportunity.pk


class TestOffline:
    """Who answers for a page takes it offline at once, whatever else happens to it."""

    def take(self, user: Any, page: Any) -> None:
        signed_in(user).post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))

    @pytest.mark.parametrize("name", ["approver", "manager"])
    @pytest.mark.parametrize("situation", ["in moderation", "locked"])
    def test_in_moderation_and_locked(self, people, case, name, situation):
        if situation == "locked":
            case.locked, case.locked_by, case.locked_at = True, people.moderator, timezone.now()
            case.save()
        else:
            case.get_workflow().start(editor.reloaded(case), people.author)
        user = getattr(people, name)
        html = signed_in(user).get(editor.address(case)).content.decode()
        assert reverse("wagtailadmin_pages:unpublish", args=[case.pk]) in html
        self.take(user, case)
        assert not editor.reloaded(case).live
        assert editor.draft_of(case).title == "Ontwerp"

    @pytest.mark.parametrize("name", ["author", "partner", "other"])
    def test_nobody_else(self, people, case, name):
        self.take(getattr(people, name), case)
        assert editor.reloaded(case).live
