"""A draft may be incomplete; what is submitted or published may not."""

from typing import Any

import pytest

from citysynergy.models import InitiativePage
from tests.editing.conftest import rows
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
