"""The gallery of components: drawn from the real templates, where a setting asks for it."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

import citysynergy
from tests.web.test_pages import read

COMPONENTS = Path(citysynergy.__file__).parent / "templates" / "citysynergy" / "components"
# Of the frame around every page, of one page alone, or parts that other components hold.
ELSEWHERE = {
    *("header", "footer", "head", "shapes", "search_scripts", "search_htmx", "map_scripts"),
    *("api_parameters", "case_aside", "case_media", "case_source", "map", "map_results", "search_results"),
    *("message_about", "message_form", "message_nobody", "message_sent"),
}


@pytest.fixture
def shown(settings: Any) -> None:
    settings.CITYSYNERGY = {**settings.CITYSYNERGY, "COMPONENT_GALLERY": True}


def test_without_the_setting_there_is_no_gallery(client: Client, register: SimpleNamespace) -> None:
    assert client.get("/nl/components/").status_code == 404


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_gallery_is_drawn_without_the_index_and_kept_from_search_engines(
    client: Client, register: SimpleNamespace, shown: None, asked: list[str], language: str
) -> None:
    html = read(client, f"/{language}/components/")
    assert asked == []
    assert '<meta name="robots" content="noindex, nofollow">' in html
    assert reverse("citysynergy:components") not in client.get("/sitemap.xml").content.decode()


def test_the_gallery_shows_every_state(client: Client, register: SimpleNamespace, shown: None) -> None:
    html = read(client, "/nl/components/")
    for kind in ("initiative", "opportunity", "challenge", "expertise", "partnership"):
        assert f"cs-entry cs-is-{kind}" in html, kind
    for number in range(1, 18):
        assert f"cs-goal__tile--{number}" in html, number
    states = ("cs-mark__supply--missing", "cs-mark__demand--missing", "cs-mark__demand--met", "cs-field--wrong")
    facets = ("cs-facet__list--whole", 'cs-facet__count">0<', " checked>", 'name="not_status"', "<details open")
    for state in (*states, *facets, "cs-notice--warning", "cs-notice--network", "cs-entry__private", "cs-chip__group"):
        assert state.replace("<details open", 'class="cs-facet" id="facet-type" open') in html, state


def test_every_component_is_in_the_gallery(client: Client, register: SimpleNamespace, shown: None) -> None:
    names = {path.stem for path in COMPONENTS.glob("*.html")}
    drawn = {
        Path(str(template.name)).stem
        for template in client.get("/nl/components/").templates
        if str(template.name).startswith("citysynergy/components/")
    }
    assert names - drawn == ELSEWHERE - drawn, "a new component is shown in the gallery, or named here"
    assert names >= ELSEWHERE


def test_nothing_is_there_twice(client: Client, register: SimpleNamespace, shown: None) -> None:
    found = re.findall(r'\sid="([^"]+)"', read(client, "/nl/components/"))
    assert sorted(found) == sorted(set(found))
