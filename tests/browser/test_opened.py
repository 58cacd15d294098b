"""What opens on a page is as accessible as the page, in both languages and windows; and so are the dark colours."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.kinds import CASE, CASES, NARROW, WIDE, assert_fine, ready

pytestmark = pytest.mark.browser

WORDS = {
    "nl": {"ask": "Stel een vraag", "send": "Verstuur uw vraag", "filters": "Filters", "world": "Wereld"},
    "en": {"ask": "Ask a question", "send": "Send your question", "filters": "Filters", "world": "World"},
}
DARK = [
    *("/", "/search/?q=water&theme=water-and-sanitation", "/search/?q=zzzzzz", "/map/", "/privacy/", "/nothing/here/"),
    *CASES,
    *("/organisations/", "/organisations/rotterdam/", "/themes/water-and-sanitation/", "/goals/", "/countries/ID/"),
]


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_opens_is_accessible_and_fits(quiet_page: Page, language: str, size: ViewportSize) -> None:
    page, words = quiet_page, WORDS[language]
    page.set_viewport_size(size)
    ready(page, f"/{language}/search/?list=country&filters=all")
    if size == NARROW:
        page.get_by_role("button", name=re.compile(f"^{words['filters']}")).first.click()
    expect(page.locator("#facets")).to_be_visible()
    page.evaluate("() => document.querySelectorAll('#facets details').forEach((one) => (one.open = true))")
    assert_fine(page)

    ready(page, f"/{language}/map/?type=challenge")
    page.get_by_role("button", name=words["world"]).click()
    page.locator("button.cs-pin").first.press("Enter")
    expect(page.locator(".leaflet-popup a.cs-popup__title")).to_be_focused()
    page.wait_for_load_state("networkidle")
    assert_fine(page)

    ready(page, f"/{language}{CASE}")
    page.get_by_role("link", name=words["ask"], exact=True).click()
    page.get_by_role("button", name=words["send"]).click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert_fine(page)


def test_the_dark_colours_are_legible(as_user: Callable[..., Page]) -> None:
    page = as_user(color_scheme="dark")
    for address in DARK:
        ready(page, f"/nl{address}")
        background = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        assert background == "rgb(15, 25, 23)", address
        found = Axe().run(page, options={"runOnly": ["color-contrast"]}).response["violations"]
        assert found == [], (address, [one["nodes"][0]["target"] for one in found])
