"""A stored page says itself what is missing, for whoever comes by another way than the editor's form."""

from typing import Any

import pytest

from citysynergy.models import CaseImage, CasePlace, InitiativePage, InitiativePartner
from tests import factories

pytestmark = pytest.mark.django_db


def places_of(page: Any) -> list[tuple[Any, ...]]:
    """Where the problems of a page stand."""
    return [(item.field, item.row, item.row_field, item.language) for item in page.submission_problems()]


def test_a_complete_page_of_each_kind_has_no_problems(world: Any) -> None:
    themes = [world.water]
    english = {"language": "en"}
    initiative = factories.make_initiative(world.rotterdam, themes=themes, cities=[world.jakarta])
    opportunity = factories.make_opportunity(world.jakarta_embassy, themes=themes, city=world.jakarta)
    assert initiative.submission_problems() == []
    assert opportunity.submission_problems() == []
    partnership = factories.make_partnership(
        world.utrecht, themes=themes, members=[world.utrecht, world.leon], **english
    )
    expertise = factories.make_expertise(world.utrecht, themes=themes, **english)
    for page in (partnership, expertise):
        assert {item[3] for item in places_of(page)} == {"nl"}, "Only the Dutch texts are missing."


def test_every_problem_is_named_once_with_its_place(world: Any) -> None:
    page = factories.make_initiative(world.rotterdam, english="", live=False)
    page.status = page.approach = ""
    page.places = [CasePlace(latitude=95, longitude=3), CasePlace()]
    page.partners = [InitiativePartner(organisation=world.utrecht, city=world.umea)]
    assert places_of(page) == [
        ("title", None, "", "en"),
        ("summary", None, "", "en"),
        ("themes", None, "", ""),
        ("places", 0, "point", ""),
        ("places", 1, "city", ""),
        ("partners", 0, "city", ""),
        ("approach", None, "", ""),
        ("status", None, "", ""),
        ("places", 0, "latitude", ""),
    ]


def test_forged_values_are_problems_too(world: Any) -> None:
    page = factories.make_initiative(world.rotterdam, themes=[world.water], cities=[world.jakarta])
    page.status = "wonderful"
    page.character = ["abroad", "on-the-moon"]
    page.images = [CaseImage(licence="mine", is_decorative=True)]
    assert {item[:3] for item in places_of(page)} == {
        ("status", None, ""),
        ("character", None, ""),
        ("images", 0, "image"),
        ("images", 0, "licence"),
    }


def test_a_third_language_gets_a_tab_and_may_be_required(world: Any, settings: Any) -> None:
    settings.CITYSYNERGY = settings.CITYSYNERGY | {
        "LANGUAGES": [("nl", "Nederlands"), ("en", "English"), ("pap", "Papiamentu")],
        "REQUIRED_LANGUAGES": ["nl", "en", "pap"],
    }
    from citysynergy.initiatives.panels import edit_handler

    handler = edit_handler.bind_to_model(InitiativePage)
    assert [str(tab.heading) for tab in handler.children][1:4] == ["Nederlands", "English", "Papiamentu"]
    assert "translation_pap_summary" in handler.get_form_class().base_fields
    page = factories.make_initiative(world.rotterdam, themes=[world.water], cities=[world.jakarta])
    assert places_of(page) == [("title", None, "", "pap"), ("summary", None, "", "pap")]
