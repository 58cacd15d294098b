"""The sitemap: what strangers may read, all of it, and nothing else."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from wagtail.models import PageViewRestriction

from citysynergy.web.metadata.sitemaps import CaseSitemap
from tests import factories
from tests.web.heads import entries, machine, parts
from tests.web.test_heads import HOST
from tests.web.test_pages import address, read

# The page of the part with its count, what is closed, the cases, and the translations of each type.
QUERIES = 12


def sitemap(client: Client) -> dict[str, dict[str, str]]:
    """Every address of every part with its alternates."""
    found: dict[str, dict[str, str]] = {}
    for part in parts(client.get("/sitemap.xml").content):
        response = client.get(part)
        assert response.status_code == 200, part
        here = entries(response.content)
        assert not set(found) & set(here)
        found |= here
    return found


def both(page: Any) -> set[str]:
    return {HOST + address(page), HOST + address(page, "en")}


def test_robots_are_led_to_it(client: Client, register: SimpleNamespace) -> None:
    assert f"Sitemap: {HOST}/sitemap.xml" in client.get("/robots.txt").content.decode().splitlines()
    assert client.get("/sitemap.xml").headers["Content-Type"] == "application/xml"


def test_it_names_every_public_page_in_its_languages(client: Client, register: SimpleNamespace) -> None:
    found = set(sitemap(client))
    for page in (register.initiative, register.challenge, register.home, register.index, register.utrecht.page):
        assert both(page) <= found
    assert HOST + address(register.dutch_only) in found
    assert HOST + address(register.dutch_only, "en") not in found
    paths = ("search/", "map/", "themes/", "goals/", "places/", "themes/water-and-sanitation/", "cities/jakarta/")
    assert {f"{HOST}/{language}/{path}" for language in ("nl", "en") for path in paths} <= found
    assert f"{HOST}/nl/cities/umea/" not in found


def test_each_entry_says_what_the_page_itself_says(client: Client, register: SimpleNamespace) -> None:
    for url, alternates in sitemap(client).items():
        head = machine(read(client, url))
        assert head.link("canonical") == [url]
        assert head.alternates == alternates
        assert head.meta("robots") == ""


@pytest.mark.parametrize("restriction", ["login", "groups", "password"])
def test_what_is_closed_and_what_lies_below_it_is_not_in_it(
    client: Client, register: SimpleNamespace, member: Any, restriction: str
) -> None:
    PageViewRestriction.objects.create(page=register.utrecht.page, restriction_type=restriction, password="x")
    for user in (None, member, factories.make_user("boss", admin=True)):
        if user:
            client.force_login(user)
        found = set(sitemap(client))
        closed = (register.private, register.utrecht.page, register.partnership, register.dutch_only)
        assert not found & set().union(*map(both, closed))
        assert both(register.initiative) <= found


def test_a_draft_and_a_page_taken_offline_are_not_in_it(client: Client, register: SimpleNamespace) -> None:
    draft = factories.make_initiative(register.utrecht, "Nog niet", live=False)
    register.initiative.unpublish()
    found = set(sitemap(client))
    assert not found & (both(draft) | both(register.initiative))


def test_parts_are_cut_where_they_are_full(
    client: Client, register: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sitemap(client)
    monkeypatch.setattr(CaseSitemap, "limit", 2)
    assert f"{HOST}/sitemap-cases.xml?p=3" in parts(client.get("/sitemap.xml").content)
    assert sitemap(client) == before


def test_a_part_that_is_not_there(client: Client, register: SimpleNamespace) -> None:
    for path in ("/sitemap-nothing.xml", "/sitemap-cases.xml?p=99", "/sitemap-cases.xml?p=x"):
        assert client.get(path).status_code == 404


def test_more_cases_do_not_mean_more_questions(client: Client, register: SimpleNamespace) -> None:
    def questions(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        assert len(asked) <= QUERIES, "\n".join(query["sql"][:160] for query in asked.captured_queries)
        return len(asked)

    paths = ("/sitemap-cases.xml", "/sitemap-organisations.xml", "/sitemap-pages.xml", "/sitemap.xml")
    before = [questions(path) for path in paths]
    for number in range(3):
        factories.make_initiative(register.utrecht, f"Nog een {number}", themes=[register.water])
    factories.make_organisation("gouda", country=register.netherlands)
    assert [questions(path) for path in paths] == before


@pytest.mark.parametrize(
    "search",
    [{"INDEX_DIR": "/dev/null/none"}, {"SEARCH_ENGINE": "elasticsearch", "ELASTICSEARCH_URL": "http://127.0.0.1:9"}],
)
def test_without_the_index_all_but_subjects_is_there(
    client: Client, register: SimpleNamespace, search: dict[str, str]
) -> None:
    with override_settings(CITYSYNERGY={**settings.CITYSYNERGY, **search}):
        found = set(sitemap(client))
        subject = machine(read(client, "/nl/cities/jakarta/"))
    assert both(register.initiative) <= found
    assert f"{HOST}/nl/cities/jakarta/" not in found
    # What can't be counted now is not said to be nothing.
    assert subject.meta("robots") == ""
