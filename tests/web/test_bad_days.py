"""The public site on a bad day: what is missing, broken, huge or far away still gives a page that looks meant."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils.translation import override
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from citysynergy.discovery.query import MAX_DEPTH, CaseQuery
from citysynergy.models import CaseImage, CasePlace, Organisation, Succession
from citysynergy.web import locator, paging, parts
from citysynergy.web.words import isolated, joined
from tests import factories
from tests.discovery.engines import closed_port
from tests.web.test_pages import CASES, address, read

# The islands of the South Pacific lie on both sides of the 180th meridian.
MISSING = "Op dit moment zijn er geen aantallen: de zoekindex antwoordt niet."
FIJI, SAMOA = (-17.7, 178.0), (-13.8, -171.8)


@pytest.fixture
def outage(register: SimpleNamespace, settings: Any) -> None:
    """Elasticsearch is the engine, and nothing listens at its address."""
    settings.CITYSYNERGY = {
        **settings.CITYSYNERGY, "SEARCH_ENGINE": "elasticsearch", "ELASTICSEARCH_URL": closed_port()
    }  # fmt: skip


def test_without_elasticsearch_the_search_lists_and_says_what_is_missing(
    client: Client, register: SimpleNamespace, outage: None
) -> None:
    for name in ("search", "map"):
        html = read(client, f"/en/{name}/?theme=water-and-sanitation")
        assert "Searching by words does not work at the moment." in html, name
        assert 'class="cs-facet"' in html, "period and distance can still be chosen"
    assert "Veilig aan het water" in read(client, "/nl/search/?theme=water-and-sanitation")
    assert "The map is empty for the moment; the list holds the cases." in read(client, "/en/map/")
    assert "data-cs-map " not in read(client, "/nl/search/"), "a map beside the list would be empty"
    assert client.get("/nl/map/data.json?zoom=2").json()["pins"] == []


def test_without_elasticsearch_the_front_page_counts_only_what_it_knows(
    client: Client, register: SimpleNamespace, outage: None
) -> None:
    html = read(client, "/nl/")
    assert MISSING in html
    figures = re.findall(r"<dd>(\d+)</dd>", html)
    assert figures == ["5"], "the register's cases, and no zero for what nobody counted"
    assert "Veilig aan het water" in html


@pytest.mark.parametrize("path", ["organisations/", "themes/", "goals/", "places/"])
def test_without_elasticsearch_lists_have_no_counts_rather_than_zeros(
    client: Client, register: SimpleNamespace, outage: None, path: str
) -> None:
    factories.make_goal(6, "Schoon water", "Clean water")
    html = read(client, f"/nl/{path}")
    assert MISSING in html
    assert re.findall(r'cs-index__count">([^<]*)<', html) == []
    if path == "organisations/":
        assert "Rotterdam" in html


@pytest.mark.parametrize("path", ["themes/water-and-sanitation/", "countries/ID/", "cities/semarang/", "regions/142/"])
def test_without_elasticsearch_a_subject_shows_its_cases_without_numbers(
    client: Client, register: SimpleNamespace, outage: None, path: str
) -> None:
    html = read(client, f"/nl/{path}")
    assert MISSING in html
    assert "Wie helpt Semarang?" in html


def test_without_elasticsearch_organisations_and_cases_stand(
    client: Client, register: SimpleNamespace, outage: None
) -> None:
    html = read(client, address(register.rotterdam.page))
    assert "Veilig aan het water" in html
    assert "data-cs-map" not in html, "no map that would stay empty"
    for name in CASES:
        assert "Verwante cases" not in read(client, address(getattr(register, name))), name


def test_without_elasticsearch_suggestions_are_none(client: Client, register: SimpleNamespace, outage: None) -> None:
    found = client.get("/api/v1/suggest?q=wat&lang=nl")
    assert found.status_code == 200
    assert found.json()["cases"] == []


@pytest.fixture
def lost(register: SimpleNamespace, settings: Any, tmp_path: Any) -> Any:
    """A picture of the initiative whose file is gone."""
    settings.MEDIA_ROOT = tmp_path
    cache.clear()  # Wagtail remembers renditions there, also those of a test before.
    image = get_image_model().objects.create(title="Weg", file=get_test_image_file(size=(1600, 1000)))
    CaseImage.objects.create(case=register.initiative, image=image, alt={"nl": "Een dijk"}, licence="cc-by")
    image.file.storage.delete(image.file.name)
    return image


def test_a_list_shows_the_place_of_a_case_whose_picture_is_lost(
    client: Client, register: SimpleNamespace, lost: Any
) -> None:
    for url in ("/nl/search/?type=initiative", "/nl/", address(register.rotterdam.page)):
        html = read(client, url)
        entry = html[html.index("Veilig aan het water") :].partition("</li>")[0]
        assert "<img" not in entry, url
        assert "cs-locator" in entry, url


def test_a_case_whose_picture_is_lost_shows_no_broken_one(client: Client, register: SimpleNamespace, lost: Any) -> None:
    html = read(client, address(register.initiative))
    assert "<figure" not in html
    assert "not-found" not in html
    assert 'id="pictures"' not in html, "no heading above nothing"


def test_one_result_is_singular_and_has_no_pages(client: Client, register: SimpleNamespace) -> None:
    html = read(client, "/nl/search/?type=challenge")
    assert "<b>1</b> resultaat<" in html
    assert "cs-pagination" not in html
    assert "Toon 1 resultaat<" in html


def test_pages_end_at_the_ten_thousandth_result() -> None:
    """Deeper pages are refused: no link leads there."""
    query = CaseQuery.of(page_size=20, page=500)
    last = paging.pages(query, 123_456, lambda number: f"?page={number}")
    assert last.next_url == ""
    assert last.previous_url == "?page=499"
    assert last.cut_off
    assert last.links[-1].number == 500 == MAX_DEPTH // 20
    before = paging.pages(query.with_page(499), 123_456, str)
    assert before.next_url == "500"
    assert not before.cut_off
    whole = paging.pages(query, 10_000, str)
    assert (whole.next_url, whole.cut_off) == ("", False)


def test_a_case_without_a_place_says_so_and_has_no_map(client: Client, register: SimpleNamespace) -> None:
    html = read(client, address(register.dutch_only, "en"))
    assert "No place on the map was given." in html
    assert "data-cs-map" not in html
    for other in (register.initiative, register.expertise):
        assert "No place on the map was given." not in read(client, address(other, "en"))


def test_a_place_without_a_point_is_named_without_a_map(client: Client, register: SimpleNamespace) -> None:
    CasePlace.objects.create(case=register.dutch_only, country=register.sweden, name="Norrland", precision="country")
    html = read(client, address(register.dutch_only))
    assert "Norrland" in html
    assert "data-cs-map" not in html


def test_the_caribbean_part_of_the_kingdom_lies_where_it_lies(client: Client, register: SimpleNamespace) -> None:
    bonaire = locator.window_around([(12.15, -68.27)], 4, 3)
    assert -90 < bonaire.west < bonaire.east < -50
    islands = factories.make_country("BQ", "Bonaire, Sint Eustatius en Saba", "Bonaire, Sint Eustatius and Saba")
    kralendijk = factories.make_city("kralendijk", islands, 12.15, -68.27)
    case = factories.make_initiative(register.rotterdam, "Koraal", countries=[islands], cities=[kralendijk])
    html = read(client, address(case))
    assert "Bonaire, Sint Eustatius en Saba" in html
    west, _south, east, _north = map(float, re.search(r'data-view="([^"]*)"', html)[1].split(","))  # type: ignore[index]
    assert -90 < west < east < -50


def test_places_on_both_sides_of_the_180th_meridian_are_shown_together() -> None:
    window = locator.window_around([FIJI, SAMOA], 4, 3)
    assert window.east - window.west < 40, "not the whole world around"
    xs = [window.project(longitude, latitude)[0] for latitude, longitude in (FIJI, SAMOA)]
    assert 0 < xs[0] < xs[1] < window.width
    drawing = locator.crop([FIJI, SAMOA], "initiative")
    marks = [int(x) for x in re.findall(r'<use[^>]* x="(-?\d+)"', drawing)]
    assert len(marks) == 2
    assert all(0 < x < locator.SMALL for x in marks)
    # Of two ways around the world the usual one stays, unless the other is far shorter.
    atlantic = locator.window_around([(40.7, -74.0), (35.7, 139.7)], 4, 3)
    assert atlantic.west >= -180
    assert atlantic.east <= 180


def test_land_on_the_other_side_of_the_180th_meridian_is_drawn() -> None:
    """Samoa, seen from the east and on the way from Fiji."""
    land = [
        str(locator.backdrop(locator.Window(west, -16, west + 4, -12, 272, 204))).partition("cs-locator__land")[2]
        for west in (-174, 186)
    ]
    assert 'd="M' in land[0]
    assert land[0] == land[1]


def test_a_case_on_both_sides_of_the_180th_meridian_has_its_pins_in_view(
    client: Client, register: SimpleNamespace
) -> None:
    fiji = factories.make_country("FJ", "Fiji", "Fiji")
    suva, apia = factories.make_city("suva", fiji, *FIJI), factories.make_city("apia", fiji, *SAMOA)
    case = factories.make_initiative(register.utrecht, "Koraalrif", countries=[fiji], cities=[suva, apia])
    html = read(client, address(case))
    west, _south, east, _north = map(float, re.search(r'data-view="([^"]*)"', html)[1].split(","))  # type: ignore[index]
    assert east - west < 40
    found = [float(at) for at in re.findall(r'"longitude": (-?[\d.]+)', html.partition('id="case-pins"')[2])]
    assert len(found) >= 2
    assert all(west < at < east for at in found[:2])


ARABIC, HEBREW = "أمانة عمّان الكبرى", "חיפה"


def test_names_that_are_read_from_the_right_do_not_turn_their_line(client: Client, register: SimpleNamespace) -> None:
    for name in (ARABIC, HEBREW):
        assert joined([name, "Rotterdam"]) == f"\u2068{name}\u2069 en Rotterdam"
    assert isolated("Umeå") == "Umeå"
    with override("en"):
        assert parts.linked(parts.Item(ARABIC, "/x/")) == f'<a href="/x/"><bdi>{ARABIC}</bdi></a>'
    jordan = factories.make_country("JO", "Jordanië", "Jordan")
    amman = factories.make_city("amman", jordan, 31.95, 35.93, ARABIC)
    case = factories.make_initiative(register.rotterdam, f"{HEBREW} (2)", countries=[jordan], cities=[amman])
    html = read(client, address(case))
    assert re.search(rf'<h1[^>]* dir="auto"[^>]*>{HEBREW} \(2\)</h1>', html)
    assert f"<bdi>{ARABIC}</bdi>" in html
    html = read(client, "/nl/search/?view=list")
    assert re.search(r'<h3 class="cs-entry__title"[^>]* dir="auto"', html)
    assert "<b><bdi>Rotterdam</bdi></b>" in html


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("editor", ["nl", "en"])
def test_the_old_address_of_a_moved_case_leads_to_where_it_is_now_in_each_language(
    client: Client, register: SimpleNamespace, editor: str, language: str
) -> None:
    """Whatever the language that the editor worked in."""
    case = register.initiative
    old = address(case, language)
    with override(editor):
        case.move(register.utrecht.page, pos="last-child")
    case = type(case).objects.get(pk=case.pk)
    response = client.get(f"{old}?from=mail")
    assert response.status_code == 301
    assert response["Location"].endswith(address(case, language))
    assert client.get(f"/{language}/never-there/").status_code == 404


def test_the_permanent_address_of_a_municipality_that_ended_leads_to_where_it_went_on(
    client: Client, register: SimpleNamespace
) -> None:
    old, older = factories.make_organisation("appingedam"), factories.make_organisation("farmsum")
    Succession.objects.create(predecessor=older, successor=old)
    Succession.objects.create(predecessor=old, successor=register.rotterdam)

    def led(organisation: Organisation) -> str:
        return str(client.get(f"/id/{organisation.uuid}", headers={"accept-language": "nl"}).get("Location", ""))

    assert led(old).endswith(address(old.page)), "its page stands and tells where it went on"
    assert f'href="{address(register.rotterdam.page)}"' in read(client, address(old.page))
    for one in (old, older):
        one.page.unpublish()
    assert led(old).endswith(address(register.rotterdam.page))
    assert led(older).endswith(address(register.rotterdam.page))
    Succession.objects.create(predecessor=old, successor=register.utrecht)
    assert led(old).endswith("/nl/search/?municipality=appingedam"), "divided: its cases, and who took them over"
