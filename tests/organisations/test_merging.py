"""Municipalities merge on a date: what was shown is what is done, nothing breaks, and it is done once."""

from datetime import date, timedelta
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import ModelLogEntry

from citysynergy.models import (
    Area,
    InitiativePartner,
    Invitation,
    Membership,
    Organisation,
    OrganisationCode,
    Succession,
)
from citysynergy.moderation.loading import load
from citysynergy.permissions.actions import add_member
from citysynergy.permissions.drift import find_drift
from citysynergy.permissions.groups import ANALYSTS, MODERATORS, STEWARDS
from citysynergy.permissions.history import people_entries
from citysynergy.permissions.merging import NewOrganisation, carry_out_due, merge, roles_after
from citysynergy.values.guarded_pages import may_change_content
from citysynergy.values.multilingual import MultilingualText
from tests import factories

pytestmark = pytest.mark.django_db

PAST = date(2021, 1, 1)


@pytest.fixture
def west(world: SimpleNamespace) -> SimpleNamespace:
    """Weesp and Diemen, each with members, and Amsterdam, where one of them belongs as well."""
    load()
    made = SimpleNamespace(
        **{
            slug: factories.make_organisation(slug, country=world.netherlands)
            for slug in ("weesp", "diemen", "amsterdam")
        }
    )
    for name, places in {
        "anna": [(made.weesp, "author")],
        "ben": [(made.weesp, "manager"), (made.amsterdam, "author")],
        "carla": [(made.weesp, "approver"), (made.diemen, "manager")],
        "dirk": [(made.amsterdam, "manager")],
    }.items():
        user = factories.make_user(name)
        setattr(made, name, user)
        for organisation, role in places:
            add_member(user, organisation, role)
    made.live = factories.make_initiative(
        made.weesp, "Vecht", slug="vecht", themes=[world.water], countries=[world.indonesia]
    )
    made.draft = factories.make_initiative(
        made.weesp, "Fort", live=False, slug="fort", themes=[world.water], countries=[world.indonesia]
    )
    for name, group in (("moderator", MODERATORS), ("steward", STEWARDS), ("analyst", ANALYSTS)):
        user = factories.make_user(name)
        user.groups.add(Group.objects.get(name=group))
        setattr(made, name, user)
    return made


def fresh(record: Any) -> Any:
    return type(record).objects.get(pk=record.pk)


def roles(organisation: Organisation) -> set[tuple[str, str]]:
    return set(Membership.objects.filter(organisation=organisation).values_list("user__username", "role"))


class TestMerging:
    def test_ends_the_predecessors_and_moves_their_people(self, west):
        done = merge([west.weesp, west.diemen], west.amsterdam, PAST, by=west.moderator)
        assert (done.ended, done.members) == (2, 4)
        for row in (west.weesp, west.diemen):
            assert (str(fresh(row).valid_to), fresh(row).may_write) == ("2021-01-01", False)
            assert str(Succession.objects.get(predecessor=row, successor=west.amsterdam).on) == "2021-01-01"
            assert roles(row) == set()
        assert roles(west.amsterdam) == {
            ("anna", "author"),
            ("ben", "manager"),
            ("carla", "approver"),
            ("carla", "manager"),
            ("dirk", "manager"),
        }
        assert may_change_content(west.live, fresh(west.dirk))
        assert may_change_content(west.draft, fresh(west.anna))
        assert find_drift() == []

    def test_leaves_pages_addresses_and_credit_where_they_are(self, west, world):
        page = factories.make_initiative(
            world.utrecht, "Samen", rows={"partners": [InitiativePartner(organisation=west.weesp, accepted=True)]}
        )
        before = [fresh(row).url for row in (west.live, west.weesp.page)]
        merge([west.weesp], west.amsterdam, PAST)
        assert [fresh(row).url for row in (west.live, west.weesp.page)] == before
        assert fresh(west.live).organisation == west.weesp
        assert page.partners.get().organisation == west.weesp
        assert may_change_content(page, fresh(west.dirk))
        client = Client()
        assert client.get(before[0]).status_code == 200
        html = BeautifulSoup(client.get(before[1]).content, "html.parser")
        assert html.select_one(f'.cs-notice a[href$="{fresh(west.amsterdam.page).url}"]')
        assert client.get(f"/id/{west.weesp.uuid}").status_code in (301, 302)

    def test_twice_is_once(self, west):
        merge([west.weesp], west.amsterdam, PAST)
        logged, state = ModelLogEntry.objects.count(), roles(west.amsterdam)
        assert merge([west.weesp], west.amsterdam, PAST).nothing
        assert carry_out_due() == []
        assert (ModelLogEntry.objects.count(), roles(west.amsterdam)) == (logged, state)
        assert Succession.objects.count() == 1

    def test_moves_invitations_and_doubles_none(self, west):
        Invitation.objects.create(organisation=west.weesp, email="new@example.org", language="nl")
        Invitation.objects.create(organisation=west.weesp, email="Both@example.org", language="nl")
        Invitation.objects.create(organisation=west.amsterdam, email="both@example.org", language="nl")
        Invitation.objects.create(
            organisation=west.weesp, email="old@example.org", language="nl", accepted_at=timezone.now()
        )
        merge([west.weesp], west.amsterdam, PAST)
        open_ones = Invitation.objects.open()
        assert sorted(open_ones.filter(organisation=west.amsterdam).values_list("email", flat=True)) == [
            "both@example.org",
            "new@example.org",
        ]
        assert not open_ones.filter(organisation=west.weesp).exists()
        assert Invitation.objects.get(email="old@example.org").organisation == west.weesp

    def test_makes_a_successor_with_its_page(self, west):
        province = Area.objects.create(country=west.weesp.country, code="NL-NH", name={"nl": "Noord-Holland"})
        new = NewOrganisation(MultilingualText(nl="Vechtstad", en="Vecht City"), "vechtstad", "GM9999", province)
        done = merge([west.weesp, west.diemen], new, PAST, by=west.steward)
        made = Organisation.objects.get(slug="vechtstad")
        assert done.successor == made
        assert (made.kind, made.country, made.province, made.may_write) == (
            "municipality",
            west.weesp.country,
            province,
            True,
        )
        assert str(made.valid_from) == "2021-01-01"
        assert OrganisationCode.objects.get(organisation=made).value == "GM9999"
        assert made.page.live
        assert (made.page.texts_in("nl").title, made.page.texts_in("en").title) == ("Vechtstad", "Vecht City")
        assert {name for name, _role in roles(made)} == {"anna", "ben", "carla"}

    def test_goes_over_several_steps(self, west, world):
        merge([west.weesp], west.diemen, date(2019, 1, 1))
        merge([west.diemen], west.amsterdam, PAST)
        assert may_change_content(west.live, fresh(west.anna))
        assert ("anna", "author") in roles(west.amsterdam)
        assert find_drift() == []

    def test_is_in_the_log_of_both(self, west):
        merge([west.weesp], west.amsterdam, PAST, by=west.moderator)
        for row in (west.weesp, west.amsterdam):
            entry = ModelLogEntry.objects.get(action="citysynergy.organisation.merge", object_id=str(row.pk))
            assert (entry.user, entry.data["successor"], entry.data["on"]) == (
                west.moderator,
                "amsterdam",
                "2021-01-01",
            )
            assert entry.message
        entry = people_entries(west.amsterdam).get(action="citysynergy.member.move", data__name="anna")
        assert entry.content_type.model == "membership"

    def test_a_reload_of_the_reference_data_does_not_undo_it(self, west):
        """What an editor changed is kept; the mergers of the reference data are carried out, people included."""
        call_command("citysynergy_load_reference", verbosity=0)
        beemster = Organisation.objects.get(slug="beemster")
        user = factories.make_user("beemster-author")
        add_member(user, beemster, "author")
        # What is no longer so in this register: Naarden is to be merged by hand.
        rotterdam, utrecht = Organisation.objects.get(slug="rotterdam"), Organisation.objects.get(slug="utrecht")
        merge([utrecht], rotterdam, PAST)
        call_command("citysynergy_load_reference", verbosity=0)
        assert fresh(utrecht).may_write is False
        assert Succession.objects.filter(predecessor=utrecht, successor=rotterdam).exists()
        assert roles(Organisation.objects.get(slug="purmerend")) == {("beemster-author", "author")}
        assert roles(beemster) == set()
        assert find_drift() == []


class TestLater:
    """A merger for a date to come is written down; on the date it happens."""

    def test_changes_nothing_before_the_date_and_everything_on_it(self, west):
        soon = timezone.localdate() + timedelta(days=30)
        done = merge([west.weesp], west.amsterdam, soon, by=west.moderator)
        assert (done.planned, done.ended, done.members) == (1, 0, 0)
        assert merge([west.weesp], west.amsterdam, soon).nothing
        assert carry_out_due() == []
        assert fresh(west.weesp).may_write
        assert not may_change_content(west.live, fresh(west.dirk))
        html = BeautifulSoup(Client().get(fresh(west.weesp.page).url).content, "html.parser")
        assert html.select_one(f'.cs-notice a[href$="{fresh(west.amsterdam.page).url}"]') is None
        Succession.objects.update(on=str(timezone.localdate()))
        out = StringIO()
        call_command("citysynergy_apply_successions", stdout=out)
        assert "amsterdam: 1 organisations ended, 3 members" in out.getvalue()
        assert may_change_content(west.live, fresh(west.dirk))
        assert roles(west.weesp) == set()
        out = StringIO()
        call_command("citysynergy_apply_successions", stdout=out)
        assert "No merger was due" in out.getvalue()

    def test_can_be_given_another_date(self, west):
        soon = timezone.localdate() + timedelta(days=30)
        merge([west.weesp], west.amsterdam, soon)
        merge([west.weesp], west.amsterdam, soon + timedelta(days=1))
        assert str(Succession.objects.get().on) == (soon + timedelta(days=1)).isoformat()

    def test_people_of_one_that_was_divided_wait_for_a_place(self, west):
        for successor in (west.amsterdam, west.diemen):
            Succession.objects.create(predecessor=west.weesp, successor=successor, on="2021-01-01")
        out = StringIO()
        call_command("citysynergy_apply_successions", stdout=out)
        assert "3 members of the predecessor have no place yet" in out.getvalue()
        assert not fresh(west.weesp).may_write
        assert {name for name, _role in roles(west.weesp)} == {"anna", "ben", "carla"}


class TestRefusals:
    @pytest.mark.parametrize("name", ["analyst", "anna", "ben", "dirk"])
    def test_only_moderators_stewards_and_superusers(self, west, name):
        with pytest.raises(PermissionDenied):
            merge([west.weesp], west.amsterdam, PAST, by=getattr(west, name))
        assert _client(getattr(west, name)).get(ADDRESS()).status_code in (302, 403)
        assert not Succession.objects.exists()

    def test_what_makes_no_sense_is_told(self, west, world):
        merge([west.diemen], west.amsterdam, PAST)
        new = MultilingualText(nl="Nieuw", en="New")
        OrganisationCode.objects.create(organisation=world.utrecht, scheme="cbs", value="GM0344")
        planned = factories.make_organisation("muiden")
        Succession.objects.create(predecessor=planned, successor=west.weesp, on="2199-01-01")
        for predecessors, successor, words in (
            ([], west.amsterdam, "Choose at least one"),
            ([west.weesp, west.amsterdam], west.amsterdam, "can't continue in itself"),
            ([west.weesp], fresh(west.diemen), "does not work here"),
            ([fresh(west.diemen)], west.weesp, "continues in Amsterdam already"),
            ([west.weesp], planned, "would follow upon itself"),
            ([planned], west.amsterdam, "continues in Weesp already"),
            ([west.weesp], world.jakarta_embassy, "Only organisations of one kind"),
            ([west.weesp], NewOrganisation(new, "utrecht"), "has the address “utrecht”"),
            ([west.weesp], NewOrganisation(new, "nieuw", "GM0344"), "belongs to Utrecht"),
        ):
            with override("en"), pytest.raises(ValidationError) as told:
                merge(predecessors, successor, PAST)
            assert any(words in message for message in told.value.messages), (words, told.value.messages)
        assert Succession.objects.count() == 2

    def test_an_end_on_another_date_is_told(self, west):
        merge([west.weesp], west.amsterdam, PAST)
        with pytest.raises(ValidationError):
            merge([west.weesp], west.amsterdam, date(2022, 1, 1))


def test_a_role_that_another_holds_is_not_doubled():
    assert roles_after([], ["author"]) == {"author"}
    assert roles_after(["author"], ["manager"]) == {"manager"}
    assert roles_after(["manager"], ["author", "approver"]) == {"manager", "approver"}


# --- the guided action -------------------------------------------------------------------------------------------


def ADDRESS() -> str:  # noqa: N802
    return reverse("citysynergy_admin:merge_organisations")


def _client(user: Any) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user)
    return client


def filled_in(west: SimpleNamespace, **more: Any) -> dict[str, Any]:
    return {
        "predecessors": "",
        "predecessors-token": [f"c{west.weesp.pk}", f"c{west.diemen.pk}"],
        "successor": "Amsterdam",
        "successor-token": f"c{west.amsterdam.pk}",
        "on": "2021-01-01",
        "name_nl": "",
        "name_en": "",
        "slug": "",
        "cbs": "",
        "province": "",
        **more,
    }


def shown(response: Any) -> dict[str, str]:
    """What the button of the preview sends."""
    token = BeautifulSoup(response.content, "html.parser").select_one('input[name="shown"]')
    assert token is not None
    return {"shown": str(token["value"]), "confirm": "1"}


class TestGuided:
    def test_shows_everything_and_does_what_was_shown(self, west):
        factories.make_expertise(west.weesp, "Expertise van Weesp")
        client = _client(west.moderator)
        assert client.get(ADDRESS()).status_code == 200
        response = client.post(ADDRESS(), filled_in(west))
        html = response.content.decode()
        for words in ("Weesp", "Diemen", "Expertise van Weesp", "anna", "ben", "carla", "organisations/weesp/"):
            assert words in html, words
        assert not Succession.objects.exists()
        assert client.post(ADDRESS(), shown(response)).status_code == 302
        assert {name for name, _role in roles(west.amsterdam)} == {"anna", "ben", "carla", "dirk"}
        again = client.post(ADDRESS(), shown(response), follow=True)
        assert again.status_code == 200
        assert Succession.objects.count() == 2

    def test_shows_anew_what_changed_meanwhile(self, west):
        client = _client(west.steward)
        response = client.post(ADDRESS(), filled_in(west))
        late = factories.make_user("laatkomer")
        add_member(late, west.weesp, "author")
        response = client.post(ADDRESS(), shown(response))
        assert response.status_code == 200
        assert "laatkomer" in response.content.decode()
        assert not Succession.objects.exists()
        client.post(ADDRESS(), shown(response))
        assert Succession.objects.count() == 2

    def test_takes_nothing_that_it_did_not_show_itself(self, west):
        token = shown(_client(west.moderator).post(ADDRESS(), filled_in(west)))
        for user, forged in (
            (west.steward, token),
            (west.moderator, {"shown": token["shown"][:-3] + "abc", "confirm": "1"}),
            (west.moderator, {"confirm": "1"}),
        ):
            assert _client(user).post(ADDRESS(), forged).status_code == 302
        assert not Succession.objects.exists()

    def test_goes_back_with_what_was_filled_in(self, west):
        client = _client(west.moderator)
        token = shown(client.post(ADDRESS(), filled_in(west)))
        html = client.post(ADDRESS(), {"shown": token["shown"], "change": "1"}).content.decode()
        assert f'value="c{west.weesp.pk}"' in html
        assert f'value="c{west.amsterdam.pk}"' in html
        assert "2021-01-01" in html

    def test_makes_the_successor_in_the_same_step(self, west):
        client = _client(west.moderator)
        values = filled_in(
            west,
            **{
                "successor": "",
                "successor-token": "",
                "name_nl": "Vechtstad",
                "name_en": "Vecht City",
                "cbs": "gm9999",
            },
        )
        response = client.post(ADDRESS(), values)
        assert not Organisation.objects.filter(slug="vechtstad").exists()
        client.post(ADDRESS(), shown(response))
        assert Organisation.objects.get(slug="vechtstad").codes.get().value == "GM9999"
        assert client.post(ADDRESS(), shown(response), follow=True).status_code == 200
        assert Organisation.objects.filter(slug__startswith="vechtstad").count() == 1

    def test_says_what_to_mend(self, west):
        client = _client(west.superuser) if hasattr(west, "superuser") else _client(west.moderator)
        for more in (
            {"predecessors-token": []},
            {"predecessors-token": ["c987654"]},
            {"predecessors-token": [f"c{west.amsterdam.pk}"]},
            {"successor": "", "successor-token": ""},
            {"cbs": "GM9999"},
            {"successor": "", "successor-token": "", "name_nl": "Vechtstad"},
            {"successor": "", "successor-token": "", "name_nl": "A", "name_en": "A", "cbs": "0344"},
            {"on": "ooit"},
            {"on": ""},
        ):
            response = client.post(ADDRESS(), filled_in(west, **more))
            assert response.status_code == 200
            assert 'name="confirm"' not in response.content.decode(), more
            assert response.context["form"].errors, more
        assert not Succession.objects.exists()

    def test_is_in_the_menu_of_who_may(self, west):
        assert ADDRESS() in _client(west.steward).get(reverse("wagtailadmin_home")).content.decode()
        assert ADDRESS() not in _client(west.dirk).get(reverse("wagtailadmin_home")).content.decode()
