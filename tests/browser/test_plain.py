"""The public site without JavaScript: every kind of page has its content, and what one comes for can be done."""

import re
import secrets
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DemoSite
from tests.browser.kinds import NARROW, PAGES

pytestmark = pytest.mark.browser

ENOUGH_TEXT = 200
"""Letters in the main part of the page that says least: enough to know that its content came."""


def test_every_kind_of_page_is_there_without_javascript(as_user: Callable[..., Page]) -> None:
    page = as_user(java_script_enabled=False, viewport=NARROW)
    for address in [*PAGES, "/search/?q=water", "/goals/6/"]:
        answer = page.goto(f"/nl{address}")
        assert answer is not None
        assert answer.ok, address
        expect(page.locator("main h1")).to_be_visible()
        assert len(page.locator("main").inner_text()) >= ENOUGH_TEXT, address
        for name in ("Zoeken", "Kaart", "Organisaties"):
            expect(page.locator(".cs-nav").get_by_role("link", name=name, exact=True)).to_be_visible()
        expect(page.locator(".cs-languages").get_by_role("link")).to_be_visible()
        expect(page.locator("footer").get_by_role("link", name="Privacy")).to_be_visible()


@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_from_the_front_page_to_an_answered_question_without_javascript(
    as_user: Callable[..., Page], demo_site: DemoSite, narrow: bool
) -> None:
    page = as_user(java_script_enabled=False, **({"viewport": NARROW} if narrow else {}))
    page.goto("/nl/")
    page.locator("#q").fill("water")
    page.locator("#q").press("Enter")
    page.wait_for_url(re.compile(r"/nl/search/\?q=water"))
    count = page.locator("#search-count b")
    everything = int(count.inner_text())

    if narrow:
        page.get_by_role("button", name=re.compile("^Filters")).click()
    page.get_by_role("checkbox", name=re.compile("^Uitdaging")).check()
    page.locator("#facets button[type=submit]:visible").click()
    page.wait_for_url(re.compile("type=challenge"))
    assert 0 < int(count.inner_text()) < everything
    assert page.locator(".cs-entry").count() == page.locator(".cs-entry.cs-is-challenge").count() > 0
    page.locator("#sort").select_option(index=1)
    page.get_by_role("button", name="Toepassen").click()
    page.wait_for_url(re.compile("sort="))
    page.get_by_role("link", name=re.compile("^Verwijder.*Uitdaging")).click()
    expect(count).to_have_text(str(everything))

    page.locator(".cs-views").get_by_role("link", name="Kaart", exact=True).click()
    page.wait_for_url(re.compile(r"/nl/map/\?q=water"))
    page.locator("#by-country ~ .cs-index").get_by_role("link", name=re.compile("Indonesi")).click()
    page.wait_for_url(re.compile("country=ID"))
    page.locator(".cs-views").get_by_role("link", name="Lijst", exact=True).click()
    page.locator(".cs-entry__title a").first.click()
    expect(page.locator("article h1")).to_be_visible()
    expect(page.locator(".cs-map__still svg")).to_be_visible()

    page.get_by_role("link", name="Stel een vraag").click()
    page.get_by_role("button", name="Verstuur uw vraag").click()
    expect(page.get_by_role("alert")).to_contain_text("Vul uw naam in.")
    question = f"Wie begon dit? {secrets.token_hex(8)}"
    page.get_by_label("Uw naam").press_sequentially("Anna de Vries", delay=80)
    page.get_by_label("Uw e-mailadres").fill("anna@delft.example")
    page.get_by_label("Uw vraag").press_sequentially(question, delay=80)
    page.get_by_role("button", name="Verstuur uw vraag").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Uw bericht is verstuurd")
    assert any(question in file.read_text() for file in (demo_site.data / "mail").iterdir())
