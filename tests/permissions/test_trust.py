"""Trusting a mission to publish its own opportunities: by moderators, for a reason, in the log, and revocable."""

from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry
from wagtail.test.utils.form_data import querydict_from_html

from citysynergy.models import Organisation
from citysynergy.permissions.actions import TRUST_WITHDRAWN, TRUSTED, set_trust
from tests import factories
from tests.permissions.conftest import fresh

pytestmark = pytest.mark.django_db

MISSIONS = "citysynergy_admin:trusted_missions"


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def embassy(world: SimpleNamespace, people: SimpleNamespace) -> Organisation:
    return world.jakarta_embassy


def is_trusted(organisation: Organisation) -> bool:
    return Organisation.objects.get(pk=organisation.pk).trusted_to_publish


def decisions(organisation: Organisation) -> list[tuple[str, str, Any]]:
    entries = ModelLogEntry.objects.filter(object_id=str(organisation.pk), action__startswith="citysynergy.trust")
    return [(entry.action, entry.data["reason"], entry.user) for entry in entries.order_by("pk")]


class TestTheDecision:
    @pytest.mark.parametrize("name", ["moderator", "superuser"])
    def test_lets_the_mission_publish_and_can_be_taken_back(self, world, people, embassy, name):
        page = factories.make_opportunity(embassy, live=False, city=world.jakarta, themes=[world.water])
        assert not page.permissions_for_user(fresh(people.mission)).can_publish()
        by = getattr(people, name)
        assert set_trust(embassy, True, by=by, reason="Werkt zorgvuldig.")
        assert page.permissions_for_user(fresh(people.mission)).can_publish()
        assert set_trust(embassy, False, by=by, reason="Nieuwe ploeg.")
        assert not page.permissions_for_user(fresh(people.mission)).can_publish()
        assert decisions(embassy) == [(TRUSTED, "Werkt zorgvuldig.", by), (TRUST_WITHDRAWN, "Nieuwe ploeg.", by)]

    def test_asked_twice_is_done_and_logged_once(self, people, embassy):
        assert set_trust(embassy, True, by=people.moderator, reason="Werkt zorgvuldig.")
        assert not set_trust(embassy, True, by=people.moderator, reason="Nog eens.")
        assert len(decisions(embassy)) == 1

    @pytest.mark.parametrize("name", ["stranger", "author", "manager", "mission", "analyst", "steward"])
    def test_is_the_moderators_alone(self, people, embassy, name):
        user = fresh(getattr(people, name))
        with pytest.raises(PermissionDenied):
            set_trust(embassy, True, by=user, reason="Omdat het kan.")
        client = signed_in(user)
        address = reverse("citysynergy_admin:set_trust", args=[embassy.slug])
        client.post(address, {"trusted": "yes", "reason": "Omdat het kan."})
        assert client.get(reverse(MISSIONS)).status_code == 302
        assert not is_trusted(embassy)
        assert decisions(embassy) == []

    def test_a_moderator_who_left_decides_nothing(self, people, embassy):
        people.moderator.is_active = False
        people.moderator.save()
        with pytest.raises(PermissionDenied):
            set_trust(embassy, True, by=fresh(people.moderator), reason="Omdat het kan.")

    def test_is_about_missions_only(self, world, people):
        with pytest.raises(ValidationError):
            set_trust(world.rotterdam, True, by=people.moderator, reason="Een gemeente.")
        address = reverse("citysynergy_admin:set_trust", args=["rotterdam"])
        signed_in(people.moderator).post(address, {"trusted": "yes", "reason": "Een gemeente."})
        assert not is_trusted(world.rotterdam)

    @pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
    def test_needs_a_reason(self, people, embassy, reason):
        address = reverse("citysynergy_admin:set_trust", args=[embassy.slug])
        response = signed_in(people.moderator).post(address, {"trusted": "yes", "reason": reason})
        assert "reason" in response.context["form"].errors
        if not reason.strip():
            with pytest.raises(ValidationError):
                set_trust(embassy, True, by=people.moderator, reason=reason)
        assert not is_trusted(embassy)


class TestTheList:
    def test_says_who_is_trusted_since_when_by_whom_and_why(self, people, embassy):
        client = signed_in(people.moderator)
        address = reverse("citysynergy_admin:set_trust", args=[embassy.slug])
        assert client.get(address).status_code == 200
        assert client.post(address, {"trusted": "yes", "reason": "Werkt zorgvuldig."}).url == reverse(MISSIONS)
        response = client.get(reverse(MISSIONS))
        (row,) = [row for row in response.context["object_list"] if row.mission == embassy]
        assert (row.mission, row.by, row.reason) == (embassy, people.moderator, "Werkt zorgvuldig.")
        assert row.since == ModelLogEntry.objects.get(action=TRUSTED).timestamp
        assert "Werkt zorgvuldig." in response.content.decode()

    def test_a_button_does_what_it_said_though_a_colleague_was_first(self, people, embassy):
        address = reverse("citysynergy_admin:set_trust", args=[embassy.slug])
        set_trust(embassy, True, by=people.superuser, reason="Eerder.")
        signed_in(people.moderator).post(address, {"trusted": "yes", "reason": "Werkt zorgvuldig."})
        assert is_trusted(embassy)
        assert len(decisions(embassy)) == 1

    def test_search_filter_and_export(self, world, people, embassy):
        other = factories.make_organisation("embassy-accra", "Ambassade in Accra", "mission")
        set_trust(other, True, by=people.moderator, reason="Werkt zorgvuldig.")
        client = signed_in(people.moderator)

        def listed(**sent: str) -> list[str]:
            return [row.mission.slug for row in client.get(reverse(MISSIONS), sent).context["object_list"]]

        assert listed()[0] == "embassy-accra"
        assert "embassy-jakarta" in listed()
        assert listed(q="jakarta") == ["embassy-jakarta"]
        assert "embassy-accra" in listed(trusted_to_publish="True")
        assert "embassy-jakarta" not in listed(trusted_to_publish="True")
        response = client.get(reverse(MISSIONS), {"export": "csv"})
        assert "Werkt zorgvuldig." in b"".join(response.streaming_content).decode()


def test_the_data_steward_cannot_set_it_through_reference_data(people, embassy):
    client = signed_in(people.steward)
    address = reverse("citysynergy_organisation_modeladmin_edit", args=[embassy.pk])
    html = client.get(address).content.decode()
    assert "trusted_to_publish" not in html
    forms = BeautifulSoup(html, "html.parser").select("form")
    (place,) = [number for number, form in enumerate(forms) if form.select("[name=website]")]
    data = querydict_from_html(html, form_index=place)
    data["trusted_to_publish"] = "on"
    data["website"] = "https://example.org"
    assert client.post(address, data).status_code == 302
    changed = Organisation.objects.get(pk=embassy.pk)
    assert (changed.website, changed.trusted_to_publish) == ("https://example.org", False)
