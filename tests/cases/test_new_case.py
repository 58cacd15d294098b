"""A new case in one click, without choosing a place in the tree."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from citysynergy.cases.new_case import KINDS, case_models
from citysynergy.permissions.actions import add_member
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(world: SimpleNamespace) -> Any:
    user = factories.make_user("author", language="en")
    add_member(user, world.rotterdam, "author")
    return user


def go(user: Any, case_type: str, *, follow: bool = False) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(reverse("citysynergy_admin:new_case", args=[case_type]), follow=follow)


def form_of(organisation: Any, model: str) -> str:
    return reverse("wagtailadmin_pages:add", args=["citysynergy", model, organisation.page.pk])


def test_every_type_of_case_has_its_item() -> None:
    assert set(KINDS) == set(case_models())


@pytest.mark.parametrize(
    ("case_type", "model"),
    [
        ("initiative", "initiativepage"),
        ("opportunity", "opportunitypage"),
        ("partnership", "partnershippage"),
        ("expertise", "expertiseprofilepage"),
    ],
)
def test_the_click_leads_to_the_form_below_the_own_organisation(
    world: SimpleNamespace, author: Any, case_type: str, model: str
) -> None:
    assert go(author, case_type).url == form_of(world.rotterdam, model)


def test_the_one_expertise_profile_is_opened_once_it_exists(world: SimpleNamespace, author: Any) -> None:
    page = factories.make_expertise(world.rotterdam, live=False, themes=[world.water])
    factories.make_expertise(world.utrecht, live=False, themes=[world.water])
    assert go(author, "expertise").url == reverse("wagtailadmin_pages:edit", args=[page.pk])


def test_who_writes_for_several_organisations_is_asked_for_which(world: SimpleNamespace, author: Any) -> None:
    add_member(author, world.utrecht, "author")
    add_member(author, world.jakarta_embassy, "author")
    html = go(author, "initiative").content.decode()
    assert form_of(world.rotterdam, "initiativepage") in html
    assert form_of(world.utrecht, "initiativepage") in html
    assert form_of(world.jakarta_embassy, "initiativepage") not in html
    assert form_of(world.jakarta_embassy, "opportunitypage") in go(author, "opportunity").content.decode()


def test_what_one_s_organisation_does_not_publish_is_refused_in_words(world: SimpleNamespace) -> None:
    mission = factories.make_user("mission", language="en")
    add_member(mission, world.jakarta_embassy, "author")
    response = go(mission, "initiative")
    assert response.url == reverse("wagtailadmin_home")
    nobody = factories.make_user("nobody", admin=True)
    assert go(nobody, "initiative").url == reverse("wagtailadmin_home")


def test_a_kind_that_does_not_exist_is_not_found(author: Any) -> None:
    assert go(author, "case", follow=True).status_code == 404


def test_who_may_not_enter_the_admin_is_asked_to_sign_in(world: SimpleNamespace) -> None:
    response = Client().get(reverse("citysynergy_admin:new_case", args=["initiative"]))
    assert response.status_code == 302
    assert "login" in response.url
