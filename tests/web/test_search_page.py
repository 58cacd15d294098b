"""The search page and the map: any address gives an answer, with or without JavaScript."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.test import Client

from citysynergy.web import paging

BAD_ADDRESSES = [
    "theme=atlantis",
    "page=0",
    "page=1000000000",
    "page=abc",
    "page_size=100000",
    "bbox=here",
    "bbox=1,2,3",
    "near=,,",
    "year_from=2030&year_to=1990",
    "sort=loud",
    "q=%00%01%07",
    "q=%3Cscript%3Ealert(1)%3C/script%3E",
    "q='%20OR%201=1%20--",
    "q=" + "a" * 10_000,
    "goal=99",
    "type=unknown&view=sideways",
]


def read(client: Client, url: str, **headers: Any) -> str:
    response = client.get(url, **headers)
    assert response.status_code == 200, url
    return response.content.decode()


@pytest.mark.parametrize("name", ["search", "map"])
def test_a_strange_address_gets_a_page(client: Client, register: SimpleNamespace, name: str) -> None:
    for query in BAD_ADDRESSES:
        assert "<script>alert" not in read(client, f"/en/{name}/?{query}"), query


def test_what_was_ignored_is_told(client: Client, register: SimpleNamespace) -> None:
    for query in ("theme=atlantis", "page=1000000000", "bbox=here", "sort=loud"):
        assert 'class="cs-notice"' in read(client, f"/en/search/?{query}"), query


def test_results_facets_and_chips_agree(client: Client, register: SimpleNamespace) -> None:
    html = read(client, "/en/search/?theme=water-and-sanitation&type=challenge")
    assert "Who helps Semarang?" in html
    assert "Safe by the water" not in html
    assert "<b>1</b> result" in html
    assert 'value="water-and-sanitation" id="f-theme-water-and-sanitation" checked' in html
    assert 'href="/en/search/?theme=water-and-sanitation"' in html
    assert 'href="/en/search/?type=challenge"' in html


def test_a_case_for_the_network_is_nowhere_for_a_stranger(
    client: Client, register: SimpleNamespace, member: Any
) -> None:
    assert "Closed question" not in read(client, "/en/search/?page_size=100")
    pins = read(client, "/en/map/data.json?bbox=-180,-80,180,80&zoom=9")
    assert "Closed question" not in pins
    client.force_login(member)
    html = read(client, "/en/search/?page_size=100")
    assert "Closed question" in html
    assert "Only for the network" in html


def test_nothing_found_says_what_to_do(client: Client, register: SimpleNamespace) -> None:
    html = read(client, "/en/search/?q=zeppelin&type=initiative")
    assert "No case matches this yet" in html
    assert 'href="/en/search/?type=initiative"' in html


def test_nothing_found_names_the_word_or_filter_to_blame(client: Client, register: SimpleNamespace) -> None:
    html = read(client, "/en/search/?q=safe+zeppelin&type=initiative")
    way = '<a href="/en/search/?q=safe&amp;type=initiative">search without “zeppelin”</a>'
    # "veilig" says the same.
    assert f'<li>{way} <span class="cs-muted">(2 cases)</span></li>' in html
    assert "search without “safe”" not in html
    for page in ("search", "map"):
        html = read(client, f"/en/{page}/?theme=water-and-sanitation&country=SE&not_type=challenge")
        assert ">search without Country: Sweden</a>" in html
        assert ">search without Theme: Water and sanitation</a>" in html
        assert "search without not type" not in html
    html = read(client, "/en/search/?q=safe&type=initiative&year_to=1990")
    assert ">search without Period: …–1990</a>" in html
    html = read(client, "/en/search/?q=safe&exact=1&theme=culture-and-heritage&country=ID&year_to=1990")
    assert "Leaving out one word or filter does not help." in html
    assert ">search with your words only</a>" in html


def test_help_without_an_index_counts_nothing(client: Client, register: SimpleNamespace, index_folder: Path) -> None:
    aside = index_folder.rename(index_folder.with_name("aside"))
    try:
        html = read(client, "/en/search/?type=partnership&country=SE&status=stopped")
    finally:
        aside.rename(index_folder)
    assert "No case matches this yet" in html
    assert ">search without SE</a>" in html
    assert 'cs-muted">(' not in html


def test_a_misspelt_word_shows_what_was_meant_and_says_so(client: Client, register: SimpleNamespace) -> None:
    for page in ("search", "map"):
        html = read(client, f"/en/{page}/?q=Semarnag&type=challenge")
        assert "Nothing was found for “Semarnag”. These are the results for “Semarang”." in html
        exact = f'href="/en/{page}/?q=Semarnag&amp;exact=1&amp;type=challenge">Search for exactly “Semarnag”</a>'
        assert exact in html
        assert "<b>1</b> result" in html
        assert 'value="Semarnag"' in html
    html = read(client, "/en/search/?q=Semarnag&exact=1")
    assert "No case matches this yet" in html
    assert "Semarang" not in html
    assert 'href="/en/search/?q=Semarnag"' in html, "a chip takes it back"
    found = json.loads(read(client, "/en/map/data.json?q=Semarnag&bbox=-180,-80,180,80&zoom=9"))
    assert found["total"] == 1


def test_a_sentence_shows_the_cases_with_most_of_its_words_and_says_so(
    client: Client, register: SimpleNamespace
) -> None:
    sentence = "help+projects+of+Dutch+cities+in+Semarang"
    for page in ("search", "map"):
        html = read(client, f"/en/{page}/?q={sentence}")
        said = "No case has all of these words. These have the words that matter most: “help” and “Semarang”."
        assert f"{said} Not searched for: “projects”, “Dutch” and “cities”." in html
        assert "<b>1</b> result" in html
        assert "No case has all" not in read(client, f"/en/{page}/?q=help+Semarang")
        assert "No case has all" not in read(client, f"/en/{page}/?q={sentence}&exact=1")
    assert json.loads(read(client, f"/en/map/data.json?q={sentence}&bbox=-180,-80,180,80&zoom=9"))["total"] == 1
    html = read(client, "/en/search/?q=safe+walk+dike+zeppelin")
    assert "These have most of them: at least 3 of “safe”, “walk”, “dike” and “zeppelin”." in html
    html = read(client, f"/en/search/?q={sentence}&type=expertise")
    assert "No case has all of these words. Not searched for: " in html
    assert f'href="/en/search/?q={sentence}">search without' in html


def test_htmx_gets_only_what_changes(client: Client, register: SimpleNamespace) -> None:
    for page in ("search", "map"):
        html = read(client, f"/en/{page}/?type=initiative", headers={"HX-Request": "true"})
        assert html.lstrip().startswith('<div id="search-results"')
        assert "<html" not in html
        assert 'data-announcement="2 cases found"' in html


def test_parameters_without_a_control_go_along(client: Client, register: SimpleNamespace) -> None:
    html = read(client, "/en/search/?bbox=100,-10,120,0&q=water")
    assert '<input type="hidden" name="bbox" value="100,-10,120,0">' in html


def test_a_list_can_be_shown_alone(client: Client, register: SimpleNamespace) -> None:
    html = read(client, "/en/search/?view=list")
    assert "data-cs-map " not in html
    assert '<input type="hidden" name="view" value="list">' in html


def test_pages_of_results_have_addresses(client: Client, register: SimpleNamespace) -> None:
    html = read(client, "/en/search/?page_size=2")
    assert 'href="/en/search/?page=2&amp;page_size=2"' in html


def test_readers_choose_how_many_results_a_page_has(
    client: Client, register: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 'id="sizes"' not in read(client, "/en/search/"), "all results fit on the smallest page"
    monkeypatch.setattr(paging, "SIZES", (2, 20, 50))
    html = read(client, "/en/search/?type=initiative&type=challenge&type=partnership&page=2&page_size=2&view=list")
    chosen = "/en/search/?type=challenge&amp;type=initiative&amp;type=partnership"
    assert '<span aria-current="true">2</span>' in html
    assert f'<a href="{chosen}&amp;view=list">20</a>' in html, "the usual size has no parameter, and page 1 comes first"
    assert f'<a href="{chosen}&amp;page_size=50&amp;view=list">50</a>' in html
    # Pages, chips, filters and views keep the size; a size that is not offered is shown as it is.
    assert f'rel="prev" href="{chosen}&amp;page_size=2&amp;view=list"' in html
    assert 'href="/en/search/?type=initiative&amp;type=partnership&amp;page_size=2"' in html
    assert '<input type="hidden" name="page_size" value="2">' in html
    assert '<span aria-current="true">7</span>' in read(client, "/en/search/?page_size=7")


def test_a_search_has_an_address_to_hand_on(client: Client, register: SimpleNamespace) -> None:
    html = read(client, "/en/search/?page=1&type=initiative&sort=&q=+safe++walk&utm_source=x&page_size=50")
    address = "http://testserver/en/search/?q=safe+walk&amp;type=initiative&amp;page_size=50"
    assert f'<button class="cs-share" type="button" data-cs-share="{address}">' in html
    mail = html.partition('href="mailto:?')[2].partition('"')[0].replace("&amp;", "&")
    assert dict(parse_qsl(mail)) == {"subject": "safe walk – CitySynergy", "body": address.replace("&amp;", "&")}
    assert "+" not in mail, "mail programs show a plus as a plus"


def test_a_page_beyond_the_last_shows_the_last(client: Client, register: SimpleNamespace) -> None:
    assert 'class="cs-entry ' in read(client, "/en/search/?page=40&page_size=2")


def test_pins_say_what_they_are(client: Client, register: SimpleNamespace) -> None:
    found = json.loads(read(client, "/en/map/data.json?bbox=-180,-80,180,80&zoom=9"))["pins"]
    labels = [pin["label"] for pin in found]
    assert "Initiative: Safe by the water, Jakarta" in labels
    assert "Challenge: Who helps Semarang?, Semarang" in labels


def test_clusters_name_their_country(client: Client, register: SimpleNamespace) -> None:
    register.indonesia.m49 = "360"
    register.indonesia.save()
    found = json.loads(read(client, "/nl/map/data.json?bbox=-180,-80,180,80&zoom=1"))["pins"]
    cluster = next(pin for pin in found if pin["count"] == 2)
    assert "Indonesi" in cluster["label"]
    assert cluster["bounds"] == [106.8456, -6.9932, 110.4203, -6.2088]


def test_a_cluster_tells_its_cases_to_who_may_read_them(client: Client, register: SimpleNamespace, member: Any) -> None:
    address = "/en/map/data.json?bbox=100,-10,120,0&cases=1"
    found = json.loads(read(client, address))
    assert {one["title"] for one in found["cases"]} == {"Safe by the water", "Who helps Semarang?"}
    row = next(one for one in found["cases"] if one["kind"] == "challenge")
    assert (row["kind_word"], row["lang"]) == ("Challenge", "")
    assert client.get(row["url"]).status_code == 200
    assert found["more"] is None
    first = json.loads(read(client, f"{address}&page_size=1"))
    assert len(first["cases"]) == 1
    assert first["more"]["label"] == "Show all 2 cases here"
    html = read(client, first["more"]["url"].replace("page_size=1", "page_size=20"))
    assert "Safe by the water" in html
    assert "Who helps Semarang?" in html
    world = "/en/map/data.json?bbox=-180,-80,180,80&cases=1&page_size=100"
    assert "Closed question" not in read(client, world)
    client.force_login(member)
    assert "Closed question" in read(client, world)
    assert json.loads(read(client, "/en/map/data.json?bbox=nonsense&cases=1"))["cases"]


def test_the_map_survives_any_zoom(client: Client, register: SimpleNamespace) -> None:
    for zoom in ("", "nan", "inf", "-4", "9000", "abc"):
        read(client, f"/en/map/data.json?zoom={zoom}&bbox=170,-60,-170,60")


def test_what_else_was_searched_for_is_told_and_taken_back(client: Client, register: SimpleNamespace) -> None:
    html = read(client, "/en/search/?q=dijk&type=initiative&page=1")
    assert "Also searched for: dike, levee and longer Dutch words with “dijk”." in html
    assert 'href="/en/search/?q=dijk&amp;exact=1&amp;type=initiative"' in html
    exact = read(client, "/en/search/?q=dijk&exact=1&type=initiative")
    assert "You search for your own words only." in exact
    assert 'href="/en/search/?q=dijk&amp;type=initiative"' in exact
    assert '<input type="hidden" name="exact" value="1">' in exact
    assert "Also searched for" not in exact


def test_of_a_misspelt_word_what_was_meant_is_widened_and_taken_back(client: Client, register: SimpleNamespace) -> None:
    html = read(client, "/en/search/?q=Semarnag+veiligheid")
    assert "These are the results for" in html
    assert "Also searched for" in html
    assert 'href="/en/search/?q=Semarang+veiligheid&amp;exact=1"' in html


def test_names_and_terms_are_told_with_what_was_typed(client: Client, register: SimpleNamespace) -> None:
    html = read(client, "/en/search/?q=gemeenteraad+den+haag")
    told = html.partition("Also searched for: ")[2].partition(".")[0]
    assert told.startswith("city council, municipal council and longer Dutch words with “gemeenteraad”; The Hague, ")
    assert told.endswith("(for “den haag”)")
    assert "exact=1" not in html, "nothing was found, and fewer words find no more"


def test_nothing_is_told_where_nothing_was_widened(client: Client, register: SimpleNamespace) -> None:
    for query in ("", "q=xyzzy", "q=%22dijk%22", "exact=1"):
        html = read(client, f"/en/search/?{query}")
        assert "cs-search__widening" not in html, query


def test_the_map_takes_the_same_words(client: Client, register: SimpleNamespace) -> None:
    html = read(client, "/en/map/?q=dijk")
    assert 'href="/en/map/?q=dijk&amp;exact=1"' in html
    assert "q=dijk&amp;exact=1" in read(client, "/en/map/?q=dijk&exact=1").partition("data-map-source")[2]
