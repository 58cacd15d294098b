"""Pages of organisations: what a municipality can and seeks, what a mission asks, and what happens in its ressort."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import PageViewRestriction

from citysynergy.models import (
    Area,
    ExpertiseOffer,
    ExpertiseProfilePage,
    ExpertiseQuestion,
    Ressort,
    Succession,
)
from citysynergy.web.maps import WORLD
from citysynergy.web.ressorts import served_by
from tests import factories
from tests.web.test_pages import address, read

# The frame, the organisation and what it can and seeks, and what the entries need. A mission asks the index twice.
QUERIES = {"municipality": 42, "mission": 42}


def figures(html: str) -> dict[str, str]:
    """The numbers on a page, by what they count."""
    return dict(re.findall(r'<dt><a href="[^"]*">([^<]+)</a></dt><dd>([^<]+)</dd>', html))


def page_of(client: Client, organisation: Any, language: str = "en") -> str:
    return read(client, address(organisation.page, language))


@pytest.fixture
def served(register: SimpleNamespace) -> SimpleNamespace:
    """The embassy serves Indonesia."""
    Ressort.objects.create(mission=register.jakarta_embassy, country=register.indonesia)
    call_command("citysynergy_rebuild_index", verbosity=0)
    return register


@pytest.fixture
def seeking(register: SimpleNamespace) -> SimpleNamespace:
    """Rotterdam seeks something in public, and something of the network."""
    for text, audience in (("How do choirs meet?", "public"), ("Who has trams?", "network")):
        ExpertiseQuestion.objects.create(
            page=register.expertise, theme=register.heritage, text={"en": text}, audience=audience
        )
    return register


def test_a_municipality_begins_with_what_it_can(client: Client, register: SimpleNamespace) -> None:
    html = page_of(client, register.rotterdam)
    assert html.index("What it did and can do") < html.index('id="group-initiative"')
    assert "Can advise" in html
    assert f'href="{address(register.expertise, "en")}"' in html


def test_what_it_can_is_that_of_its_published_profile(client: Client, register: SimpleNamespace) -> None:
    register.expertise.unpublish()
    assert "What it did and can do" not in page_of(client, register.rotterdam)


def test_what_is_sought_of_the_network_is_shown_to_the_network_alone(
    client: Client, seeking: SimpleNamespace, member: Any
) -> None:
    html = page_of(client, seeking.rotterdam)
    assert "How do choirs meet?" in html
    assert "Who has trams?" not in html
    assert "Days a year" not in html
    seeking.expertise.offers.update(days_per_year=7)
    client.force_login(member)
    html = page_of(client, seeking.rotterdam)
    assert "Who has trams?" in html
    assert "Days a year" in html


def test_a_closed_profile_or_its_evidence_is_not_told_to_a_stranger(client: Client, register: SimpleNamespace) -> None:
    register.expertise.offers.update(evidence=register.initiative)
    assert "Shown by:" in page_of(client, register.rotterdam)
    PageViewRestriction.objects.create(page=register.initiative, restriction_type="login")
    assert "Shown by:" not in page_of(client, register.rotterdam)
    PageViewRestriction.objects.create(page=ExpertiseProfilePage.objects.get(), restriction_type="login")
    assert "What it did and can do" not in page_of(client, register.rotterdam)


def test_figures_of_a_municipality_lead_to_the_search(client: Client, register: SimpleNamespace) -> None:
    html = page_of(client, register.rotterdam)
    assert figures(html) == {"cases": "2", "country": "1", "city it works with": "1"}
    for url in (
        "/en/search/?municipality=rotterdam",
        "/en/search/?municipality=rotterdam&amp;list=region#facet-region",
        "/en/search/?municipality=rotterdam&amp;filters=all&amp;list=city#facet-city",
    ):
        assert f'href="{url}"' in html, url


def test_initiatives_stand_by_their_status(client: Client, register: SimpleNamespace) -> None:
    assert '<p class="cs-group__part">Completed</p>' in page_of(client, register.rotterdam)
    assert '<p class="cs-group__part">Ongoing</p>' in page_of(client, register.utrecht)


def test_the_map_of_a_municipality_marks_its_own_point(client: Client, register: SimpleNamespace) -> None:
    html = page_of(client, register.rotterdam)
    assert 'data-source="/en/map/data.json?municipality=rotterdam"' in html
    assert 'data-home="51.92,4.48"' in html
    # In Dutch a comma parts the decimals of what is read, and not of what the map reads.
    assert 'data-home="51.92,4.48"' in page_of(client, register.rotterdam, "nl")


def test_a_mission_says_what_it_serves_and_draws_it(client: Client, served: SimpleNamespace) -> None:
    served.indonesia.m49 = "360"
    served.indonesia.save()
    html = page_of(client, served.jakarta_embassy)
    assert re.search(r'Works for:</b> <a href="/en/countries/ID/">Indonesia</a>', html)
    assert 'data-areas="360"' in html
    assert 'data-source="/en/map/data.json?ressort=embassy-jakarta"' in html


def test_a_mission_asks_first_and_shows_what_cities_do_there(client: Client, served: SimpleNamespace) -> None:
    html = page_of(client, served.jakarta_embassy)
    asked, done = html.index("Who helps Semarang?"), html.index("Safe by the water")
    assert asked < html.index("What happens there") < done
    assert figures(html) == {"Initiative": "1", "Challenge": "1"}
    assert 'href="/en/search/?ressort=embassy-jakarta&amp;type=initiative"' in html
    assert "Music" not in html


def test_a_mission_lists_the_cities_of_its_ressort_alone(client: Client, served: SimpleNamespace) -> None:
    factories.make_initiative(
        served.utrecht, "Samen", themes=[served.water], cities=[served.jakarta, served.umea], countries=[served.sweden]
    )
    call_command("citysynergy_rebuild_index", verbosity=0)
    html = page_of(client, served.jakarta_embassy)
    cities = html[html.index('id="list-city"') :].split("</section>")[0]
    assert re.findall(r'href="/en/cities/([^/]+)/"', cities) == ["jakarta", "semarang"]


def test_the_network_reads_more_of_a_mission(client: Client, served: SimpleNamespace, member: Any) -> None:
    assert "Closed question" not in page_of(client, served.jakarta_embassy)
    client.force_login(member)
    html = page_of(client, served.jakarta_embassy)
    assert html.count("Closed question") == 1
    assert figures(html)["Opportunity"] == "1"


@pytest.mark.parametrize(
    ("kind", "said"),
    [("mission", "no question or opportunity open"), ("ministry", "judges what others publish"), ("association", "")],
)
def test_an_organisation_without_a_case_looks_intended(
    client: Client, register: SimpleNamespace, kind: str, said: str
) -> None:
    quiet = factories.make_organisation("quiet", kind=kind)
    html = page_of(client, quiet)
    assert "Nothing in the register yet" in html
    assert (said or "has not published a case") in html
    assert 'class="cs-subject__totals"' not in html


def test_without_the_index_the_page_still_tells(
    client: Client, register: SimpleNamespace, settings: Any, tmp_path: Any
) -> None:
    settings.CITYSYNERGY = {**settings.CITYSYNERGY, "INDEX_DIR": tmp_path / "nothing"}
    html = page_of(client, register.rotterdam)
    assert "Numbers are missing for the moment" in html
    assert figures(html) == {}
    assert "Safe by the water" in html


@pytest.mark.parametrize(
    ("kind", "searches"),
    [("municipality", 1), ("mission", 2)],
)
def test_a_page_asks_little(
    client: Client, served: SimpleNamespace, asked: list[str], kind: str, searches: int
) -> None:
    url = address((served.rotterdam if kind == "municipality" else served.jakarta_embassy).page)
    client.get(url)
    asked.clear()
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    assert asked == ["search"] * searches
    assert len(queries) <= QUERIES[kind], "\n".join(query["sql"][:160] for query in queries.captured_queries)


def test_more_expertise_does_not_mean_more_questions(client: Client, register: SimpleNamespace) -> None:
    def questions() -> int:
        page_of(client, register.rotterdam)
        with CaptureQueriesContext(connection) as queries:
            page_of(client, register.rotterdam)
        return len(queries)

    register.expertise.offers.update(evidence=register.initiative)
    before = questions()
    for number in range(4):
        theme = factories.make_theme(f"more-{number}", "Meer", "More")
        ExpertiseOffer.objects.create(
            page=register.expertise, theme=theme, experience="did-it", evidence=register.initiative
        )
    assert page_of(client, register.rotterdam).count("More</a>") == 4
    assert questions() == before


# Ressorts by their dates, in words and as areas


def test_a_part_of_a_country_is_told_and_drawn_lightly(register: SimpleNamespace) -> None:
    register.sweden.m49 = "752"
    register.sweden.save()
    area = Area.objects.create(country=register.sweden, code="SE-AC", name={"nl": "Västerbotten"})
    Ressort.objects.create(mission=register.jakarta_embassy, country=register.sweden, area=area)
    Ressort.objects.create(mission=register.jakarta_embassy, subject="ASEAN")
    Ressort.objects.create(mission=register.jakarta_embassy, country=register.indonesia)
    with override("nl"):
        [found] = served_by(["embassy-jakarta"])
    assert [item.label for item in found.items] == ["Indonesië", "Västerbotten", "ASEAN"]
    assert found.items[1].url == "/nl/search/?area=SE-AC"
    assert "Zweden" in found.items[1].note
    assert (found.partly, found.countries) == (["752"], {"ID"})


@pytest.mark.parametrize(
    ("dates", "counts"),
    [
        ({}, True),
        ({"valid_from": "2001", "valid_to": "2999-01"}, True),
        ({"valid_from": "2999"}, False),
        ({"valid_to": "2001-05-31"}, False),
        ({"valid_to": "this year"}, True),
    ],
)
def test_a_ressort_counts_between_its_dates(register: SimpleNamespace, dates: dict[str, str], counts: bool) -> None:
    year = str(timezone.localdate().year)
    given = {name: value.replace("this year", year) for name, value in dates.items()}
    Ressort.objects.create(mission=register.jakarta_embassy, country=register.indonesia, **given)
    assert bool(served_by(["embassy-jakarta"])) is counts


@pytest.mark.parametrize("path", ["/en/search/", "/en/map/"])
def test_a_search_in_a_ressort_draws_it_and_names_it(client: Client, served: SimpleNamespace, path: str) -> None:
    served.indonesia.m49 = "360"
    served.indonesia.save()
    plain = read(client, path)
    assert "data-areas" not in plain
    assert "cs-areas" not in plain
    html = read(client, f"{path}?ressort=embassy-jakarta")
    assert 'data-areas="360" data-partial-areas=""' in html
    # What a search without reloading takes along.
    assert 'data-map-areas="360"' in html
    words = html[html.index('id="map-areas"') :].split("</div>")[0]
    assert 'href="/en/countries/ID/">Indonesia</a>' in words
    # What is left out is not drawn.
    assert "data-areas" not in read(client, f"{path}?not_ressort=embassy-jakarta")


@pytest.mark.parametrize(
    ("chosen", "opens"),
    [
        ("?ressort=embassy-jakarta", "Indonesia"),
        ("?ressort=embassy-jakarta&bbox=0,40,10,60", "0,40,10,60"),
        ("?ressort=embassy-jakarta&ressort=embassy-stockholm", WORLD),
        ("?not_ressort=embassy-jakarta", WORLD),
    ],
)
def test_a_map_opens_at_the_one_ressort_that_was_chosen(
    client: Client, served: SimpleNamespace, chosen: str, opens: str
) -> None:
    for country, number in ((served.indonesia, "360"), (served.sweden, "752")):
        country.m49 = number
        country.save()
    other = factories.make_organisation("embassy-stockholm", kind="mission")
    Ressort.objects.create(mission=other, country=served.sweden)
    html = read(client, f"/en/map/{chosen}")
    view = re.search(r'data-view="([^"]*)"', html)[1]  # type: ignore[index]
    if opens == "Indonesia":
        west, south, east, north = map(float, view.split(","))
        assert west < 95 < 141 < east
        assert south < -11 < 6 < north
        assert east - west < 90
    else:
        assert view == opens


def test_a_search_in_many_ressorts_asks_for_them_once(client: Client, served: SimpleNamespace) -> None:
    other = factories.make_organisation("embassy-stockholm", kind="mission")
    Ressort.objects.create(mission=other, country=served.sweden)

    def questions(url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return len([query for query in queries if '"citysynergy_ressort"' in query["sql"]])

    assert questions("/nl/search/") == 0
    assert questions("/nl/search/?ressort=embassy-jakarta&ressort=embassy-stockholm") == 1


# What could be a dead end


def test_a_dissolved_municipality_leads_on(client: Client, register: SimpleNamespace) -> None:
    old = factories.make_organisation("delfzijl", valid_to="2020-12-31")
    Succession.objects.create(predecessor=old, successor=register.rotterdam, on="2021-01-01")
    html = page_of(client, old)
    notice = re.search(r'<p class="cs-notice">(.*?)</p>', html, re.DOTALL)
    assert notice
    assert f'href="{address(register.rotterdam.page, "en")}"' in notice[1]


def test_a_permanent_address_without_a_page_leads_to_what_continues_it(
    client: Client, register: SimpleNamespace
) -> None:
    old = factories.make_organisation("delfzijl", valid_to="2020-12-31")
    old.page.unpublish()
    where = f"/id/{old.uuid}"
    assert client.get(where, follow=True).status_code == 404
    Succession.objects.create(predecessor=old, successor=register.rotterdam, on="2021-01-01")
    assert client.get(where)["Location"].endswith("/organisations/rotterdam/")
    Succession.objects.create(predecessor=old, successor=register.utrecht, on="2021-01-01")
    assert client.get(where)["Location"].endswith("/search/?municipality=delfzijl")


def test_a_mission_without_a_page_leads_to_its_ressort(client: Client, served: SimpleNamespace) -> None:
    served.jakarta_embassy.page.unpublish()
    assert 'href="/en/search/?ressort=embassy-jakarta"' in read(client, "/en/countries/ID/")
