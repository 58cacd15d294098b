"""Which pages an organisation may make, and the warning for a city that another mission serves."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from citysynergy.models import (
    ExpertiseProfilePage,
    InitiativePage,
    OpportunityPage,
    PartnershipPage,
)
from tests import factories
from tests.editing.conftest import fields_of

pytestmark = pytest.mark.django_db
ALL = {InitiativePage, OpportunityPage, ExpertiseProfilePage, PartnershipPage}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("municipality", ALL),
        ("public-body", ALL),
        ("kingdom-country", ALL),
        ("mission", {OpportunityPage}),
        ("ministry", {OpportunityPage}),
        ("association", {OpportunityPage}),
        ("other", set()),
    ],
)
def test_an_organisation_publishes_what_fits_its_kind(world: Any, kind: str, expected: set[Any]) -> None:
    page = factories.make_organisation("new", kind=kind).page
    assert {model for model in ALL if model.can_create_at(page)} == expected


def test_who_may_not_write_publishes_nothing(world: Any) -> None:
    page = factories.make_organisation("partner", may_write=False).page
    assert not any(model.can_create_at(page) for model in ALL)


def test_one_expertise_profile_each(world: Any) -> None:
    factories.make_expertise(world.utrecht, themes=[world.water], live=False)
    assert not ExpertiseProfilePage.can_create_at(world.utrecht.page)
    assert ExpertiseProfilePage.can_create_at(world.rotterdam.page)


def test_the_address_of_a_form_that_is_not_theirs_is_refused(editor: Any, world: Any) -> None:
    page = world.jakarta_embassy.page.pk
    response = editor.get(reverse("wagtailadmin_pages:add", args=("citysynergy", "initiativepage", page)))
    assert response.status_code == 302
    assert response.url == reverse("wagtailadmin_home")


def warnings(response: Any) -> list[str]:
    """What the next page will tell the editor."""
    return [str(message) for message in get_messages(response.wsgi_request) if message.level_tag == "warning"]


@pytest.fixture
def managua(world: Any) -> Any:
    mission = factories.make_organisation("embassy-managua", "Embassy in Managua", "mission")
    mission.ressorts.create(country=world.nicaragua)
    world.jakarta_embassy.ressorts.create(country=world.indonesia)
    return mission


def test_a_city_of_another_mission_warns_and_names_it(create: Any, world: Any, managua: Any) -> None:
    response = create(world.jakarta_embassy, "opportunitypage", title="León", language="nl", city="León (Nicaragua)")
    assert response.status_code == 302
    (warning,) = warnings(response)
    assert "León (Nicaragua) lies outside your area. Another mission serves it: Embassy in Managua." in warning


def test_a_city_that_no_mission_serves_warns_without_a_name(create: Any, world: Any, managua: Any) -> None:
    response = create(world.jakarta_embassy, "opportunitypage", title="Umeå", language="nl", city="Umeå (Sweden)")
    (warning,) = warnings(response)
    assert "lies outside your area." in warning
    assert "Another mission" not in warning


def test_a_city_in_the_ressort_does_not_warn(create: Any, world: Any, managua: Any) -> None:
    response = create(world.jakarta_embassy, "opportunitypage", title="Jakarta", language="nl", city="Jakarta")
    assert response.status_code == 302
    assert warnings(response) == []


def test_a_mission_without_a_ressort_yet_is_not_warned(create: Any, world: Any) -> None:
    response = create(world.jakarta_embassy, "opportunitypage", title="Umeå", language="nl", city="Umeå (Sweden)")
    assert warnings(response) == []


def test_a_page_that_saves_itself_does_not_warn_each_time(editor: Any, world: Any, managua: Any) -> None:
    page = factories.make_opportunity(world.jakarta_embassy, themes=[world.water], city=world.leon, live=False)
    address = reverse("wagtailadmin_pages:edit", args=(page.pk,))
    data = fields_of(editor.get(address).content.decode()) | {"title": "León"}
    response = editor.post(address, data, headers={"accept": "application/json"})
    assert response.json()["success"]
    assert warnings(response) == []
