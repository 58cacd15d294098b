"""A draft may be incomplete; what is submitted or published may not."""

from typing import Any

import pytest

from citysynergy.models import InitiativePage
from tests.editing.conftest import latest, rows
from tests.factories import SUMMARY, SUMMARY_EN

pytestmark = pytest.mark.django_db


def complete(world: Any) -> dict[str, Any]:
    """What a complete initiative holds."""
    return {
        "title": "Veilig aan het water",
        "language": "nl",
        "summary": SUMMARY,
        "themes": [world.water.pk],
        "character": ["abroad"],
        "forms": ["knowledge-exchange"],
        "status": "ongoing",
        "start": "2024",
        "approach": '{"blocks":[{"key":"a","text":"Wij wandelden langs de dijk.","type":"unstyled","depth":0,'
        '"inlineStyleRanges":[],"entityRanges":[],"data":{}}],"entityMap":{}}',
        "translation_en_title": "Safe by the water",
        "translation_en_summary": SUMMARY_EN,
        **rows("places", {"city": "Jakarta (Indonesia)", "city-token": f"c{world.jakarta.pk}", "precision": "city"}),
    }


def test_a_title_is_enough_for_a_draft(create: Any, world: Any) -> None:
    response = create(world.rotterdam, "initiativepage", title="Een begin", language="nl")
    assert response.status_code == 302, response.context["form"].errors
    page = InitiativePage.objects.get(title="Een begin")
    assert not page.live
    assert page.slug == "een-begin"


def test_a_complete_initiative_is_published_with_its_translation_and_place(create: Any, world: Any) -> None:
    response = create(world.rotterdam, "initiativepage", "publish", **complete(world))
    assert response.status_code == 302, list(response.context["form"].error_places())
    page = InitiativePage.objects.get()
    assert page.live
    assert page.texts_in("en").title == "Safe by the water"
    assert [place.city for place in page.places.all()] == [world.jakarta]
    assert list(page.countries.all()) == [world.indonesia]


def test_an_empty_initiative_is_refused_with_every_problem_named(create: Any, world: Any) -> None:
    response = create(world.rotterdam, "initiativepage", "publish", title="Een begin", language="nl")
    assert response.status_code == 200
    assert not InitiativePage.objects.exists()
    errors = response.context["form"].errors
    assert set(errors) == {
        "summary",
        "themes",
        "character",
        "forms",
        "status",
        "countries",
        "approach",
        "translation_en_title",
        "translation_en_summary",
    }
    html = response.content.decode()
    assert "Say where it happens" in html
    assert "Een begin" in html


def test_what_is_typed_comes_back_after_an_error(create: Any, world: Any) -> None:
    values = complete(world) | rows("places", {"city": "Nergensstad", "point": "hier ergens", "precision": "city"})
    response = create(world.rotterdam, "initiativepage", "publish", **values)
    html = response.content.decode()
    for typed in ("Veilig aan het water", SUMMARY, "Nergensstad", "hier ergens", "Safe by the water", SUMMARY_EN):
        assert typed in html
    targets = {place["target"] for place in response.context["form"].error_places()}
    assert targets == {"id_places-0-city", "id_places-0-point"}
    assert "“Nergensstad” is not known" in html
    assert "Write latitude and longitude in degrees" in html


def test_errors_stand_at_the_field_and_in_the_summary(create: Any, world: Any) -> None:
    values = complete(world) | {"start": "2024", "end": "2023"}
    response = create(world.rotterdam, "initiativepage", "publish", **values)
    html = response.content.decode()
    message = "The end lies before the start. Correct one of the two."
    assert html.count(message) == 2
    assert 'href="#id_end"' in html
    assert "One thing to mend" in html


def test_a_draft_may_break_the_rules_and_stays(create: Any, edit: Any, world: Any) -> None:
    assert create(world.rotterdam, "initiativepage", title="Een begin", language="nl").status_code == 302
    page = InitiativePage.objects.get()
    long = "x" * 450
    response = edit(page, summary=long, start="2024", end="2023", status="completed")
    assert response.status_code == 302, list(response.context["form"].error_places())
    draft = latest(page)
    assert draft.summary == long
    assert (str(draft.start), str(draft.end)) == ("2024", "2023")
    assert edit(page, "publish").status_code == 200


def test_a_row_without_anything_in_it_is_not_kept(create: Any, world: Any) -> None:
    create(world.rotterdam, "initiativepage", title="Een begin", language="nl")
    assert InitiativePage.objects.get().places.count() == 0


def test_a_partner_row_with_both_or_neither_is_refused_at_the_row(create: Any, world: Any) -> None:
    both = {
        "organisation": "Utrecht",
        "organisation-token": f"c{world.utrecht.pk}",
        "city": "Umeå (Sweden)",
        "city-token": f"c{world.umea.pk}",
        "role": "partner",
    }
    neither = {"role": "host"}
    response = create(
        world.rotterdam, "initiativepage", "publish", **complete(world), **rows("partners", both, neither)
    )
    forms = response.context["form"].formsets["partners"].forms
    assert "not both" in forms[0].errors["city"][0]
    assert "Choose an organisation or a city." in forms[1].errors["organisation"][0]


def test_two_pages_with_the_same_title_get_addresses_of_their_own(create: Any, world: Any) -> None:
    for _time in range(2):
        response = create(world.rotterdam, "initiativepage", title="Een begin", slug="een-begin", language="nl")
        assert response.status_code == 302
    assert sorted(page.slug for page in InitiativePage.objects.all()) == ["een-begin", "een-begin-2"]


def test_a_picture_without_alternative_text_is_a_draft_only(create: Any, world: Any) -> None:
    from wagtail.images import get_image_model
    from wagtail.images.tests.utils import get_test_image_file

    image = get_image_model().objects.create(title="Dijk", file=get_test_image_file())
    picture = rows("images", {"image": str(image.pk), "licence": "cc0"})
    response = create(world.rotterdam, "initiativepage", **complete(world), **picture)
    assert response.status_code == 302, list(response.context["form"].error_places())
    response = create(world.rotterdam, "initiativepage", "publish", **complete(world), **picture)
    assert response.context["form"].formsets["images"].forms[0].errors["alt"] == [
        "Say what can be seen in the picture, or tick “decorative” when it adds nothing."
    ]


def test_a_moderator_s_refusal_needs_no_complete_page(world: Any) -> None:
    form_class = InitiativePage.get_edit_handler().get_form_class()
    empty = {f"{name}-{total}_FORMS": "0" for name in form_class.formsets for total in ("TOTAL", "INITIAL")}
    data = empty | {"title": "Een begin", "language": "nl", "workflow-action-name": "reject"}
    assert form_class(data, instance=InitiativePage(language="nl")).is_valid()
    for button in ("action-publish", "action-submit"):
        assert not form_class(data | {button: "1"}, instance=InitiativePage(language="nl")).is_valid()


def test_rows_added_and_left_empty_are_no_rows(create: Any, world: Any) -> None:
    empty = complete(world) | rows("images", {"image": "", "licence": ""}) | rows("partners", {"role": "partner"})
    response = create(world.rotterdam, "initiativepage", "publish", **empty)
    assert response.status_code == 302, list(response.context["form"].error_places())
    page = InitiativePage.objects.get()
    assert (page.images.count(), page.partners.count()) == (0, 0)
