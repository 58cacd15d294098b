"""Places on the search page: around a city, and what has no place on the map."""

import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from citysynergy.organisations.models import OrganisationKind
from tests import factories
from tests.web.test_pages import address, read
from tests.web.test_queries import LIMITS


@pytest.fixture
def published(register: SimpleNamespace, settings: Any, tmp_path: Path) -> Callable[[], None]:
    """Puts what a test made into an index of its own."""
    settings.CITYSYNERGY = {**settings.CITYSYNERGY, "INDEX_DIR": tmp_path}
    return lambda: call_command("citysynergy_rebuild_index", verbosity=0)


def total(html: str) -> int:
    found = re.search(r'id="search-count"><b>(\d+)</b>', html)
    assert found
    return int(found[1])


def test_a_city_by_name_and_kilometres_make_a_circle(client: Client, register: SimpleNamespace) -> None:
    html = read(client, "/en/search/?around=jakarta&km=100")
    assert total(html) == 1
    assert "Safe by the water" in html
    assert "within 100 km of Jakarta (Indonesia)" in html
    assert 'value="Jakarta (Indonesia)"' in html
    assert '<option value="100" selected>' in html
    assert total(read(client, "/en/search/?around=Jakarta+(Indonesia)&km=500")) == 2


def test_an_address_with_a_circle_fills_the_control(client: Client, register: SimpleNamespace) -> None:
    html = read(client, "/en/search/?near=-6.2088,106.8456,75&q=water")
    assert 'name="around" type="text" maxlength="120" autocomplete="off" value="Jakarta (Indonesia)"' in html
    assert '<option value="75" selected>' in html
    assert 'type="hidden" name="near"' not in html
    html = read(client, "/en/search/?near=-6.2,106.8,50")
    assert 'value="-6.2,106.8"' in html
    assert total(read(client, "/en/search/?around=-6.2,106.8")) == total(html) == 1


@pytest.mark.parametrize("name", ["atlantis-on-sea", "%00", "a" * 4000, "(", "91,0", "%27%20OR%201=1"])
@pytest.mark.parametrize("kilometres", ["50", "-1", "nan", "1e99"])
def test_an_unknown_place_is_told_and_narrows_nothing(
    client: Client, register: SimpleNamespace, name: str, kilometres: str
) -> None:
    html = read(client, f"/nl/search/?around={name}&km={kilometres}")
    assert total(html) == 5
    assert ("Wij kennen geen plaats met de naam" in html) is (name != "%00")


def test_of_places_with_one_name_the_others_are_told(client: Client, register: SimpleNamespace) -> None:
    spain = factories.make_country("ES", "Spanje", "Spain")
    factories.make_city("leon-es", spain, 42.6, -5.57, "León")
    html = read(client, "/en/search/?around=León")
    assert re.search(r"results around León \(\w+\)\. Another place is meant\? Choose or type: .*León \(\w+\)", html)
    assert "León (Spain)" in read(client, "/en/search/?around=León,+ES")


def test_what_has_only_a_country_stands_beside_the_map(client: Client, register: SimpleNamespace) -> None:
    for name in ("search", "map"):
        html = read(client, f"/en/{name}/")
        block = re.search(r'<details class="cs-off-map".*?</details>', html, re.DOTALL)
        assert block
        assert "2 results are not on the map" in block[0]
        assert 'href="/en/search/?off_map=SE"' in block[0]
        assert "1 result without a country" in block[0]
    html = read(client, "/en/search/?off_map=SE")
    assert total(html) == 1
    assert "Muziek zonder vertaling" in html
    assert '<input type="hidden" name="off_map" value="SE">' in html
    pins = read(client, "/en/map/data.json?bbox=-180,-80,180,80&zoom=9")
    assert "Muziek" not in pins
    assert "not on the map" not in read(client, "/en/search/?country=ID")


def test_a_head_office_is_no_place_of_action(client: Client, register: SimpleNamespace, published: Any) -> None:
    office = factories.make_organisation(
        "bureau", "Bureau", kind=OrganisationKind.ASSOCIATION, latitude=52.1, longitude=4.3
    )
    page = factories.make_partnership(register.utrecht, "Met een bureau", members=[register.utrecht, office])
    published()
    assert total(read(client, "/nl/search/?off_map=nowhere&type=partnership")) == 1
    pins = re.search(r'<script id="case-pins".*?</script>', read(client, address(page)))
    assert pins
    assert "Bureau" not in pins[0]


def test_a_case_with_ten_places_has_ten_pins_and_counts_once(
    client: Client, register: SimpleNamespace, published: Any
) -> None:
    cities = [factories.make_city(f"stad-{n}", register.sweden, 60 + n / 2, 15.0 + n) for n in range(10)]
    factories.make_initiative(register.utrecht, "Tien steden", countries=[register.sweden], cities=cities)
    published()
    assert total(read(client, "/nl/search/?city=stad-3")) == 1
    pins = client.get("/nl/map/data.json?country=SE&bbox=-180,-80,180,80&zoom=9").json()["pins"]
    assert sum(pin["count"] for pin in pins) == 10


def test_places_cost_few_questions(
    client: Client, register: SimpleNamespace, django_assert_max_num_queries: Any, asked: list[str]
) -> None:
    client.get("/nl/search/")
    with django_assert_max_num_queries(LIMITS["search"]):
        client.get("/nl/search/?near=-6.2088,106.8456,75&off_map=any")
    assert asked == ["search"] * 2
