"""Opportunities, expertise profiles and partnerships in the editor."""

from typing import Any

import pytest

from citysynergy.models import ExpertiseProfilePage, OpportunityPage, PartnershipPage
from tests.editing.conftest import rows
from tests.factories import SUMMARY, SUMMARY_EN

pytestmark = pytest.mark.django_db
TEXTS = {
    "title": "Een titel",
    "summary": SUMMARY,
    "language": "nl",
    "translation_en_title": "A title",
    "translation_en_summary": SUMMARY_EN,
}
ASKED = (
    '{"blocks":[{"key":"a","text":"Advies over dijken.","type":"unstyled","depth":0,"inlineStyleRanges":[],'
    '"entityRanges":[],"data":{}}],"entityMap":{}}'
)


def errors(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 200
    return dict(response.context["form"].errors)


def test_an_opportunity_for_the_network_needs_no_agreement(create: Any, world: Any) -> None:
    values = TEXTS | {"kind": "challenge", "city": "Jakarta", "asked": ASKED, "themes": [world.water.pk]}
    response = create(world.jakarta_embassy, "opportunitypage", "publish", **values)
    assert response.status_code == 302, errors(response)
    assert OpportunityPage.objects.get().city == world.jakarta


def test_an_opportunity_for_everyone_does(create: Any, world: Any) -> None:
    values = TEXTS | {
        "kind": "challenge",
        "city": "Jakarta",
        "asked": ASKED,
        "themes": [world.water.pk],
        "visibility": "public",
    }
    found = errors(create(world.jakarta_embassy, "opportunitypage", "publish", **values))
    assert list(found) == ["agreed_with_city"]


def test_an_open_opportunity_past_its_deadline_and_a_closed_one_without_outcome(create: Any, world: Any) -> None:
    values = TEXTS | {"kind": "request", "city": "Jakarta", "asked": ASKED, "themes": [world.water.pk]}
    late = create(world.jakarta_embassy, "opportunitypage", "publish", **values, deadline="2020-01-01 12:00")
    assert list(errors(late)) == ["deadline"]
    closed = create(world.jakarta_embassy, "opportunitypage", "publish", **values, status="closed")
    assert list(errors(closed)) == ["outcome"]


def test_the_themes_of_the_offers_are_themes_of_the_profile(create: Any, world: Any) -> None:
    offer = {"theme": str(world.water.pk), "experience": "did-it", "forms": ["advice"]}
    values = TEXTS | {"working_languages": ["nl", "en"]} | rows("offers", offer)
    response = create(world.utrecht, "expertiseprofilepage", "publish", **values)
    assert response.status_code == 302, errors(response)
    assert list(ExpertiseProfilePage.objects.get().themes.all()) == [world.water]


def test_a_profile_without_an_offer_is_refused_above_the_offers(create: Any, world: Any) -> None:
    values = TEXTS | {"working_languages": ["nl"], "themes": [world.water.pk]}
    response = create(world.utrecht, "expertiseprofilepage", "publish", **values)
    assert response.status_code == 200
    formset = response.context["form"].formsets["offers"]
    assert formset.non_form_errors() == ["Add at least one offer: a theme, and what you did or can do."]
    assert response.content.decode().count("Add at least one offer") == 2


def test_evidence_is_an_initiative_of_one_s_own(create: Any, world: Any) -> None:
    from tests.factories import make_initiative

    other = make_initiative(world.rotterdam, themes=[world.water])
    offer = {"theme": str(world.water.pk), "experience": "did-it", "forms": ["advice"], "evidence": str(other.pk)}
    values = TEXTS | {"working_languages": ["nl"]} | rows("offers", offer)
    response = create(world.utrecht, "expertiseprofilepage", **values)
    assert "evidence" in response.context["form"].formsets["offers"].forms[0].errors


def test_a_new_partnership_has_its_own_organisation_as_first_member(create: Any, world: Any) -> None:
    values = TEXTS | {"kind": "city-partnership", "themes": [world.water.pk], "since": "1983"}
    response = create(world.utrecht, "partnershippage", "publish", **values)
    formset = response.context["form"].formsets["members"]
    assert formset.forms[0].instance.organisation == world.utrecht
    assert "List at least two different members" in str(formset.non_form_errors())
    values |= {
        "members-TOTAL_FORMS": "2",
        "members-1-id": "",
        "members-1-ORDER": "2",
        "members-1-city": "León (Nicaragua)",
    }
    response = create(world.utrecht, "partnershippage", "publish", **values)
    assert response.status_code == 302, list(response.context["form"].error_places())
    page = PartnershipPage.objects.get()
    assert [str(member) for member in page.members.all()] == ["Utrecht", "León (Nicaragua)"]
    assert str(page.since) == "1983"
