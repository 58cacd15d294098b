"""A new site begins with pages that say what it is, what it keeps and what may be done with it."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import resolve
from wagtail.models import Page

from home.information import PAGES
from home.models import HomePage, InformationPage

pytestmark = pytest.mark.django_db

TITLES = {
    "nl": ["Over CitySynergy", "Privacy", "Toegankelijkheid", "Voorwaarden", "Open data"],
    "en": ["About CitySynergy", "Privacy", "Accessibility", "Terms", "Open data"],
}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_each_page_answers_in_both_languages_and_stands_in_the_footer(client: Client, language: str) -> None:
    call_command("create_information_pages")
    for slug, title in zip(PAGES, TITLES[language], strict=True):
        text = client.get(f"/{language}/{slug}/").content.decode()
        assert f"<h1>{title}</h1>" in text
        # Not a word in the other language, which would be marked up as such.
        assert "cs-language-note" not in text
        footer = text[text.index("<footer") :]
        places = [footer.index(f'href="/{language}/{other}/"') for other in PAGES]
        assert places == sorted(places)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_they_link_to_is_there(client: Client, language: str) -> None:
    call_command("create_information_pages")
    text = client.get(f"/{language}/open-data/").content.decode()
    assert f'<a href="/{language}/terms/">' in text
    for address in ("/api/v1/cases", "/api/v1/docs", "/api/v1/openapi.json", "/api/v1/countries"):
        assert f'href="{address}"' in text
        assert resolve(address)


def test_what_editors_made_of_them_stays() -> None:
    call_command("create_information_pages")
    page = InformationPage.objects.get(slug="privacy")
    page.title = "Wat wij bewaren"
    page.save_revision().publish()
    InformationPage.objects.get(slug="terms").delete()

    call_command("create_information_pages")

    assert InformationPage.objects.get(slug="privacy").title == "Wat wij bewaren"
    assert InformationPage.objects.child_of(HomePage.objects.get()).count() == len(PAGES)
    assert Page.find_problems() == ([], [], [], [], [])


def test_a_site_without_our_home_page_is_told_so() -> None:
    HomePage.objects.all().delete()
    with pytest.raises(CommandError, match="no home page"):
        call_command("create_information_pages")
    assert not InformationPage.objects.exists()


@pytest.mark.parametrize("address", ["/nl/", "/nl/search/", "/en/map/", "/nl/privacy/", "/nl/not-there/"])
def test_who_only_looks_around_gets_no_cookies_as_the_page_on_privacy_says(client: Client, address: str) -> None:
    call_command("create_information_pages")
    assert not client.get(address).cookies
