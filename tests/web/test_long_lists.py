"""The filters of a register with hundreds of cities: a page shows the first values, and a whole list where asked."""

import gzip
import re
from copy import deepcopy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client, override_settings

from citysynergy.models import City, Country, Theme
from citysynergy.web import facet_panel
from tests import factories
from tests.web.test_facets import facet
from tests.web.test_pages import read

CITIES, COUNTRIES, THEMES = 300, 90, 60
MOST_BYTES = 30_000
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@pytest.fixture(scope="module")
def made_register(made_register: SimpleNamespace, index_folder: Path) -> SimpleNamespace:
    """The small register, with one case that is about everything."""
    with override_settings(CITYSYNERGY={**settings.CITYSYNERGY, "INDEX_DIR": index_folder}):
        return _with_much(deepcopy(made_register))


def _with_much(world: SimpleNamespace) -> SimpleNamespace:
    codes = [f"{one}{other}" for one in "XQZ" for other in LETTERS] + [f"{one}X" for one in LETTERS if one not in "XQZ"]
    regions = (world.indonesia.regions.get(), world.sweden.regions.get())
    countries = Country.objects.bulk_create(
        Country(code=code, name={"nl": f"Land {code}", "en": f"Country {code}"}) for code in codes[:COUNTRIES]
    )
    for number, country in enumerate(countries):
        country.regions.add(regions[number % 2])
    cities = City.objects.bulk_create(
        City(
            slug=f"stad-{number}",
            name={"nl": f"Stad {number}", "en": f"City {number}"},
            country=countries[number % COUNTRIES],
            latitude=number / 10,
            longitude=number / 10,
        )
        for number in range(CITIES)
    )
    themes = Theme.objects.bulk_create(
        Theme(slug=f"thema-{number}", name={"nl": f"Thema {number}"}, scheme=world.water.scheme)
        for number in range(THEMES)
    )
    world.much = factories.make_initiative(
        world.utrecht, "Alles", english="Everything", themes=themes, cities=cities, countries=countries
    )
    call_command("citysynergy_rebuild_index", verbosity=0)
    return world


def boxes(html: str) -> int:
    return html.count('<input type="checkbox"')


def test_a_page_is_light_whatever_there_is_to_choose_from(client: Client, register: SimpleNamespace) -> None:
    for address in ("/nl/search/", "/nl/search/?filters=all", "/nl/search/?filters=all&city=stad-299&country=XA"):
        html = read(client, address)
        assert boxes(html) < 250, address
        assert len(gzip.compress(html.encode(), 6)) < MOST_BYTES, address
    assert boxes(facet(html, "city")) == facet_panel.FIRST
    assert "<select" not in facet(html, "city")


def test_a_whole_list_is_a_link_away_and_one_back(client: Client, register: SimpleNamespace) -> None:
    html = facet(read(client, "/nl/search/?theme=thema-1&filters=all&view=list"), "city")
    assert ">Alle 300 steden</a>" in html
    (link,) = set(re.findall(r'data-hx-get="([^"]+)"', html))
    assert link == "/nl/search/?theme=thema-1&amp;view=list&amp;filters=all&amp;list=city"
    assert f'href="{link}#facet-city"' in html
    whole = read(client, link.replace("&amp;", "&"))
    html = facet(whole, "city")
    assert html.startswith('<details class="cs-facet" id="facet-city" open>')
    assert boxes(html) == CITIES
    assert "data-cs-narrow" in html
    assert html.count("<option") == CITIES + 1
    assert 'data-hx-get="/nl/search/?theme=thema-1&amp;view=list&amp;filters=all"' in html
    assert '<input type="hidden" name="list" value="city">' in whole
    # The others stay short, and what leads on keeps the list.
    assert boxes(facet(whole, "theme")) == facet_panel.FIRST
    assert "list=city" in read(client, "/nl/search/?list=city&page_size=2").partition('rel="next"')[0]


def test_what_is_chosen_stands_in_both_lists(client: Client, register: SimpleNamespace) -> None:
    for address, count in (("", facet_panel.FIRST), ("&list=city", CITIES)):
        whole = read(client, f"/nl/search/?theme=thema-1&city=stad-299{address}")
        html = facet(whole, "city")
        assert boxes(html) == count
        assert html.index('id="f-city-stad-299" checked>') == html.index('id="f-city-'), address
        assert '<input type="hidden" name="city"' not in whole


def test_what_is_left_out_stands_in_both_lists(client: Client, register: SimpleNamespace) -> None:
    for address in ("?not_country=ID", "?not_country=ID&list=region"):
        whole = read(client, f"/nl/search/{address}")
        html = facet(whole, "region")
        assert 'name="not_country" value="ID" id="f-not_country-ID" checked>' in html
        assert '<details class="cs-facet__not" id="facet-not-region" open>' in html
        assert '<input type="hidden" name="not_country"' not in whole


def test_the_short_tree_leads_to_the_chosen_and_the_whole_one_holds_all(
    client: Client, register: SimpleNamespace
) -> None:
    short = facet(read(client, "/nl/search/?country=XC"), "region")
    assert 'id="f-country-XC" checked>' in short
    assert boxes(short) < 30
    whole = facet(read(client, "/nl/search/?list=region"), "region")
    assert len(set(re.findall(r'id="f-country-(\w\w)"', whole))) >= COUNTRIES
    assert whole.count("<li>") == whole.count("</li>")
    assert whole.count("<ul") == whole.count("</ul>")


def test_counts_are_the_same_in_both_lists(client: Client, register: SimpleNamespace) -> None:
    def counts(html: str) -> dict[str, str]:
        return dict(re.findall(r'id="f-theme-([\w-]+)".*?cs-facet__count">(\d+)<', html))

    short, whole = (counts(facet(read(client, f"/nl/search/{query}"), "theme")) for query in ("", "?list=theme"))
    assert len(short) == facet_panel.FIRST
    assert short.items() <= whole.items()
    assert len(whole) >= THEMES


@pytest.mark.parametrize("name", ["", "atlantis", "q", "list", "off_map", "%00"])
def test_a_list_that_does_not_exist_is_ignored(client: Client, register: SimpleNamespace, name: str) -> None:
    html = read(client, f"/nl/search/?list={name}")
    assert 'name="list"' not in html
    assert "cs-notice" not in html
    assert "data-cs-narrow" not in html


def test_a_list_is_named_by_any_facet_of_its_group(client: Client, register: SimpleNamespace) -> None:
    assert "data-cs-narrow" in facet(read(client, "/nl/search/?list=country"), "region")


def test_the_map_has_the_lists_too(client: Client, register: SimpleNamespace) -> None:
    html = read(client, "/nl/map/?list=theme")
    assert boxes(facet(html, "theme")) >= THEMES
    assert 'data-hx-get="/nl/map/"' in facet(html, "theme")


def test_a_case_for_the_network_is_counted_in_no_list(client: Client, register: SimpleNamespace, member: Any) -> None:
    def mobility() -> str:
        html = facet(read(client, "/nl/search/?list=theme"), "theme")
        found = re.search(r'id="f-theme-mobility-and-transport".*?cs-facet__count">(\d+)<', html)
        assert found
        return found[1]

    before = int(mobility())
    client.force_login(member)
    assert int(mobility()) == before + 1
