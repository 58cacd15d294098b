"""What opens on a page is as accessible and legible as the page, and fits the narrowest window."""

import re

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser import checks
from tests.browser.kinds import CASE, NARROW, WIDE, assert_fine, ready

pytestmark = pytest.mark.browser

WORDS = {
    "nl": {"ask": "Stel een vraag", "send": "Verstuur uw vraag", "filters": "Filters", "world": "Wereld"},
    "en": {"ask": "Ask a question", "send": "Send your question", "filters": "Filters", "world": "World"},
}


# Sides of what a pin opened that lie outside of the map or below its buttons for zooming.
HIDDEN_SIDES = """() => {
  const sides = (one) => document.querySelector(one).getBoundingClientRect();
  const [map, popup, zoom] = [".cs-map__canvas", ".leaflet-popup-content-wrapper", ".leaflet-bar"].map(sides);
  return [
    popup.left < map.left && "left", popup.right > map.right && "right", popup.top < map.top && "top",
    popup.right > zoom.left && popup.top < zoom.bottom && `zoom: ${popup.right} beyond ${zoom.left}`,
  ].filter(Boolean);
}"""


def assert_fine_in_both_schemes(page: Page) -> None:
    """Accessible in its window, in the light and in the dark colours."""
    assert_fine(page)
    assert checks.illegible_in_the_dark(page) == [], page.url


@pytest.fixture(params=[("nl", WIDE), ("nl", NARROW), ("en", NARROW)], ids=["nl-wide", "nl-narrow", "en-narrow"])
def opened(request: pytest.FixtureRequest, quiet_page: Page) -> tuple[Page, str, ViewportSize]:
    """A page in a language and a window."""
    language, size = request.param
    quiet_page.set_viewport_size(size)
    return quiet_page, language, size


def test_open_filters_and_suggestions_are_accessible_and_fit(opened: tuple[Page, str, ViewportSize]) -> None:
    page, language, size = opened
    ready(page, f"/{language}/search/?list=country&filters=all")
    page.locator("#q").fill("rot")
    page.locator(".cs-suggest").get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[aria-selected=true]")).to_have_count(1)
    assert_fine_in_both_schemes(page)
    page.keyboard.press("Escape")
    sheet = page.get_by_role("button", name=re.compile(f"^{WORDS[language]['filters']}"))
    if size == NARROW:
        sheet.click()
    expect(page.locator("#facets")).to_be_visible()
    page.evaluate("() => document.querySelectorAll('#facets details').forEach((one) => (one.open = true))")
    assert_fine_in_both_schemes(page)
    assert checks.lost_at_400_percent(page) == []
    if size == WIDE:
        sheet.click()
    page.locator("#facets button[type=submit]").scroll_into_view_if_needed()
    expect(page.locator("#facets button[type=submit]")).to_be_in_viewport()


def test_what_a_pin_opens_is_accessible_and_fits(opened: tuple[Page, str, ViewportSize]) -> None:
    page, language, _size = opened
    ready(page, f"/{language}/map/?type=challenge")
    page.get_by_role("button", name=WORDS[language]["world"]).click()
    page.locator("button.cs-pin").first.press("Enter")
    expect(page.locator(".leaflet-popup a.cs-popup__title")).to_be_focused()
    page.wait_for_load_state("networkidle")
    assert_fine_in_both_schemes(page)


def test_cases_that_share_a_point_are_listed_and_that_is_accessible(opened: tuple[Page, str, ViewportSize]) -> None:
    page, language, _size = opened
    # Without motion the map has moved at once.
    page.emulate_media(reduced_motion="reduce")
    ready(page, f"/{language}/map/?bbox=106,-7,107.5,-5.5")
    cluster = page.get_by_role("button", name="Indonesi")
    cluster.press("Enter")
    links = page.locator(".leaflet-popup a.cs-popup__title")
    expect(links).to_have_count(2)
    expect(links.first).to_be_focused()
    expect(cluster).to_have_attribute("aria-expanded", "true")
    page.wait_for_load_state("networkidle")
    assert page.evaluate(HIDDEN_SIDES) == []
    assert_fine_in_both_schemes(page)
    page.keyboard.press("Escape")
    expect(links).to_have_count(0)
    expect(cluster).to_be_focused()


def test_a_form_with_what_is_wrong_is_accessible_and_fits(opened: tuple[Page, str, ViewportSize]) -> None:
    page, language, _size = opened
    ready(page, f"/{language}{CASE}")
    page.get_by_role("link", name=WORDS[language]["ask"], exact=True).click()
    assert_fine_in_both_schemes(page)
    page.get_by_role("button", name=WORDS[language]["send"]).click()
    expect(page.get_by_role("alert")).to_be_focused()
    before = checks.seen(page)
    assert_fine_in_both_schemes(page)
    assert checks.lost_at_400_percent(page, before) == []
