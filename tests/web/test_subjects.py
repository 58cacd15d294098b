"""Pages about a theme, a goal, a region, a country or a city: what happens there, and who is active."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from citysynergy.models import City, Ressort
from citysynergy.web.addresses import subject_url
from tests import factories
from tests.web.test_pages import address, read

SUBJECTS = (
    "themes/water-and-sanitation/",
    "goals/6/",
    "regions/142/",
    "countries/ID/",
    "cities/jakarta/",
)
INDEXES = ("themes/", "goals/", "places/")
# The frame, the subject with its names and missions, and what the entries need.
QUERIES = 24


@pytest.fixture
def goal(register: SimpleNamespace) -> Any:
    return factories.make_goal(6, "Schoon water en sanitair", "Clean water and sanitation")


def totals(html: str) -> dict[str, str]:
    """The figure of each type of case on a page about a subject."""
    found = re.search(r'<dl class="cs-subject__totals">(.*?)</dl>', html, re.DOTALL)
    return dict(re.findall(r">([^<>]+)</a></dt><dd>([^<]+)</dd>", found[1])) if found else {}


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("path", [*SUBJECTS, *INDEXES])
def test_each_answers_in_both_languages(client: Client, goal: Any, language: str, path: str) -> None:
    html = read(client, f"/{language}/{path}")
    assert f'<html lang="{language}">' in html
    assert html.count("<h1") == 1
    assert not re.search(r"<style|\sstyle=|\son\w+=", html)


def test_a_theme_counts_its_cases_and_shows_them_by_type(client: Client, register: SimpleNamespace) -> None:
    html = read(client, "/en/themes/water-and-sanitation/")
    assert totals(html) == {"Initiative": "1", "Challenge": "1", "Expertise profile": "1"}
    assert "Safe by the water" in html
    assert "Who helps Semarang?" in html
    assert 'href="/en/search/?theme=water-and-sanitation&amp;type=challenge"' in html


def test_a_theme_names_who_leads_it(client: Client, register: SimpleNamespace) -> None:
    register.rotterdam.lead_themes.add(register.water)
    html = read(client, "/en/themes/water-and-sanitation/")
    assert "Lead municipality" in html
    assert f'href="{address(register.rotterdam.page, "en")}"' in html


def test_a_merged_theme_leads_to_the_other(client: Client, register: SimpleNamespace) -> None:
    old = factories.make_theme("old-water", "Oud water", "Old water", merged_into=register.water)
    response = client.get(f"/nl/themes/{old.slug}/")
    assert (response.status_code, response["Location"]) == (301, "/nl/themes/water-and-sanitation/")


def test_a_double_of_a_city_leads_to_the_city(client: Client, register: SimpleNamespace) -> None:
    double = factories.make_city("djakarta", register.indonesia, -6.2, 106.8)
    City.objects.filter(pk=double.pk).update(merged_into=register.jakarta)
    response = client.get("/nl/cities/djakarta/")
    assert (response.status_code, response["Location"]) == (301, "/nl/cities/jakarta/")


def test_a_proposed_city_is_there_with_its_first_public_case(client: Client, register: SimpleNamespace) -> None:
    City.objects.filter(slug__in=["jakarta", "umea"]).update(state=City.State.PROPOSED)
    assert client.get("/nl/cities/jakarta/").status_code == 200
    assert client.get("/nl/cities/umea/").status_code == 404


def test_a_country_has_one_address(client: Client, register: SimpleNamespace) -> None:
    response = client.get("/en/countries/id/")
    assert (response.status_code, response["Location"]) == (301, "/en/countries/ID/")


@pytest.mark.parametrize(
    "path", ["themes/nothing/", "goals/18/", "regions/999/", "regions/001/", "countries/ZZ/", "cities/nowhere/"]
)
def test_what_does_not_exist_is_not_found(client: Client, register: SimpleNamespace, path: str) -> None:
    assert client.get(f"/nl/{path}").status_code == 404


@pytest.mark.parametrize("path", ["countries/ID/", "cities/jakarta/"])
def test_a_place_names_the_mission_that_serves_it(client: Client, register: SimpleNamespace, path: str) -> None:
    Ressort.objects.create(mission=register.jakarta_embassy, country=register.indonesia)
    html = read(client, f"/en/{path}")
    assert "Dutch mission that serves it" in html
    assert f'href="{address(register.jakarta_embassy.page, "en")}"' in html


def test_a_region_lists_the_countries_with_cases_in_it(client: Client, register: SimpleNamespace) -> None:
    html = read(client, "/en/regions/142/")
    assert 'href="/en/countries/ID/"' in html
    assert 'href="/en/regions/035/"' in html
    assert 'href="/en/countries/SE/"' not in html


def test_the_map_of_a_region_shows_its_countries(client: Client, register: SimpleNamespace) -> None:
    register.indonesia.west, register.indonesia.east, register.indonesia.south, register.indonesia.north = (
        95,
        141,
        -11,
        6,
    )
    register.indonesia.save()
    view = re.search(r'data-view="([^"]*)"', read(client, "/en/regions/142/"))[1]  # type: ignore[index]
    west, south, east, north = map(float, view.split(","))
    assert west < 95 < 141 < east
    assert south < -11 < 6 < north
    assert east - west < 90


def test_what_is_for_the_network_is_counted_for_the_network_alone(
    client: Client, register: SimpleNamespace, member: Any
) -> None:
    for path in ("cities/jakarta/", "themes/mobility-and-transport/", "countries/ID/", "regions/142/"):
        assert "Closed question" not in read(client, f"/en/{path}"), path
    before = totals(read(client, "/en/countries/ID/"))
    listed = read(client, "/en/themes/")
    client.force_login(member)
    assert "Closed question" in read(client, "/en/cities/jakarta/")
    assert "Opportunity" not in before
    assert totals(read(client, "/en/countries/ID/")) == {**before, "Opportunity": "1"}
    assert read(client, "/en/themes/") != listed


def test_indexes_count_and_lead_to_each_subject(client: Client, goal: Any) -> None:
    themes = read(client, "/en/themes/")
    assert re.search(r'href="/en/themes/water-and-sanitation/">Water and sanitation</a>.*?>3<', themes)
    places = read(client, "/en/places/")
    assert places.index(">Asia<") < places.index('href="/en/countries/ID/"')
    assert 'href="/en/goals/6/"' in read(client, "/en/goals/")


@pytest.mark.parametrize("path", ["themes", "goals", "places"])
def test_an_index_leads_back_to_the_front_page(client: Client, goal: Any, path: str) -> None:
    crumbs = read(client, f"/en/{path}/").split('<nav class="cs-breadcrumbs"')[1].split("</nav>")[0]
    assert re.findall(r'href="([^"]*)"', crumbs) == ["/en/"]


def test_a_case_leads_to_its_theme_country_and_city(client: Client, register: SimpleNamespace) -> None:
    html = read(client, address(register.initiative, "en"))
    for path in ("themes/water-and-sanitation/", "countries/ID/", "cities/jakarta/"):
        assert f'href="/en/{path}"' in html, path


def test_a_subject_without_a_case_says_so(client: Client, goal: Any) -> None:
    html = read(client, "/en/goals/6/")
    assert "Nothing in the register yet" in html
    assert totals(html) == {}


def test_without_the_index_the_page_still_lists(
    client: Client, register: SimpleNamespace, settings: Any, tmp_path: Any
) -> None:
    settings.CITYSYNERGY = {**settings.CITYSYNERGY, "INDEX_DIR": tmp_path / "nothing"}
    html = read(client, "/en/countries/ID/")
    assert "Numbers are missing for the moment" in html
    assert "Safe by the water" in html


@pytest.mark.parametrize("path", [*SUBJECTS, *INDEXES])
def test_queries_do_not_grow_with_the_register(client: Client, goal: Any, path: str) -> None:
    client.get(f"/nl/{path}")
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/nl/{path}")
    assert len(asked) <= QUERIES, [query["sql"][:120] for query in asked]


def test_what_has_no_page_leads_to_a_search() -> None:
    assert subject_url("municipality", "rotterdam").endswith("/search/?municipality=rotterdam")
