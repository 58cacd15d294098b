"""A case is one page in several languages, with rows that survive drafts and publication."""

from types import SimpleNamespace

from django.utils.translation import override

from citysynergy.cases.rules import readable
from citysynergy.models import CasePage, InitiativeLesson, InitiativePage
from tests.factories import make_initiative, make_opportunity


def test_texts_follow_the_reader_and_fall_back_to_the_pages_own_language(world: SimpleNamespace) -> None:
    page = make_initiative(world.rotterdam, "Droge voeten", english="Dry feet", results="<p>Gelukt.</p>")
    with override("nl"):
        assert page.text.title == "Droge voeten"
        assert page.text.title.foreign == ""
    with override("en"):
        assert page.text.title == "Dry feet"
        assert page.text.results == "<p>Gelukt.</p>"
        assert page.text.results.foreign == "nl"
    assert page.available_languages == ["nl", "en"]


def test_since_1983_stays_1983_through_drafts_and_publication(world: SimpleNamespace) -> None:
    page = make_initiative(world.rotterdam, start="1983", live=False)
    assert str(page.get_latest_revision_as_object().start) == "1983"
    page.get_latest_revision().publish()
    assert str(InitiativePage.objects.get(pk=page.pk).start) == "1983"


def test_rows_with_texts_in_two_languages_survive_a_draft(world: SimpleNamespace) -> None:
    lesson = InitiativeLesson(kind="failed", text={"nl": "Te laat begonnen", "en": "Began too late"})
    page = make_initiative(world.rotterdam, rows={"lessons": [lesson]}, live=False)
    draft = page.get_latest_revision_as_object()
    with override("en"):
        assert str(draft.lessons.get().text) == "Began too late"


def test_one_query_reads_cases_of_every_kind(world: SimpleNamespace) -> None:
    make_initiative(world.rotterdam)
    make_opportunity(world.rotterdam, city=world.jakarta, kind="challenge")
    cases = CasePage.objects.of(world.rotterdam).published().specific()
    assert {case.type_value for case in cases} == {"initiative", "challenge"}


def test_a_case_knows_its_organisation(world: SimpleNamespace) -> None:
    assert make_initiative(world.rotterdam).organisation == world.rotterdam


def test_a_place_lies_at_its_own_point_or_else_at_its_citys(world: SimpleNamespace) -> None:
    page = make_initiative(world.rotterdam, cities=[world.jakarta])
    place = page.places.get()
    assert place.point == (world.jakarta.latitude, world.jakarta.longitude)
    place.latitude, place.longitude = -6.1, 106.7
    assert place.point == (-6.1, 106.7)


def test_rows_for_the_network_are_left_out_for_others() -> None:
    rows = [SimpleNamespace(audience="public"), SimpleNamespace(audience="network")]
    assert readable(rows, network=False) == rows[:1]
    assert readable(rows, network=True) == rows
