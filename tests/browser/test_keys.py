"""The public site by keyboard alone: each stop shows where one is, none holds one, and journeys come to their end."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.keys import NAME, Keys
from tests.browser.kinds import CASE, ready

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("address", ["/", "/search/", "/map/", CASE])
def test_tab_goes_through_the_whole_page_and_out_again(quiet_page: Page, address: str) -> None:
    ready(quiet_page, f"/nl{address}")
    keys = Keys(quiet_page)
    stops: list[int] = []
    while (stop := keys.stop()) and stop not in stops:
        stops.append(stop)
    # Out of the page, or at its beginning again; a trap would lead to another stop.
    assert stop in (0, 1), quiet_page.evaluate(NAME)
    reached = quiet_page.evaluate("() => window.csStops.has([...document.querySelectorAll('footer a')].at(-1))")
    assert reached
    assert quiet_page.evaluate("() => [...window.csStops.keys()][0].matches('.utrecht-skip-link')")
    maps = quiet_page.evaluate(
        "() => [...window.csStops.keys()].filter((one) => one.matches('.cs-map__canvas')).length"
    )
    assert maps == 1, "the map itself was a stop, and its ring was looked at"


def test_from_a_suggestion_by_filter_and_pin_to_a_case_and_back(quiet_page: Page) -> None:
    page, keys = quiet_page, Keys(quiet_page)
    ready(page, "/en/")
    keys.tab_to(page.locator("#q"))
    keys.type("water")
    page.get_by_role("group", name="Themes").get_by_role("option").first.wait_for()
    keys.press("ArrowDown")
    keys.press("Enter")
    page.wait_for_url(re.compile(r"/en/search/\?theme=water"))
    page.wait_for_load_state("networkidle")
    keys.tab_to(page.get_by_role("checkbox", name=re.compile("^Challenge")))
    keys.press("Space")
    page.wait_for_url("**type=challenge**")
    expect(page.get_by_role("checkbox", name=re.compile("^Challenge"))).to_be_focused()
    page.wait_for_load_state("networkidle")
    keys.tab_to(page.get_by_role("button", name="2 cases in Indonesia"))
    keys.press("Enter")
    expect(page.locator("button.cs-pin.cs-is-challenge:focus")).to_have_count(1)
    keys.see()
    keys.press("Enter")
    expect(page.locator(".leaflet-popup a.cs-popup__title")).to_be_focused()
    keys.see()
    name = page.locator(".leaflet-popup a.cs-popup__title").inner_text()
    keys.press("Enter")
    expect(page.locator("article h1")).to_have_text(name)
    page.go_back()
    expect(page.locator(".cs-entry__title a:focus")).to_have_text(name)


def test_who_comes_back_from_a_case_is_where_the_list_was_left(quiet_page: Page) -> None:
    page, keys = quiet_page, Keys(quiet_page)
    ready(page, "/nl/search/?type=initiative")
    keys.tab_to(page.get_by_role("link", name="Ga direct naar de resultaten"), at_most=2)
    keys.press("Enter")
    aim = page.locator(".cs-entry__title a").nth(6)
    keys.tab_to(aim, at_most=20)
    name, left_at = aim.inner_text(), page.evaluate("scrollY")
    assert left_at > 0
    keys.press("Enter")
    expect(page.locator("article h1")).to_have_text(name)
    page.go_back()
    back = page.locator(".cs-entry__title a:focus")
    expect(back).to_have_text(name)
    keys.see()
    assert abs(page.evaluate("scrollY") - left_at) <= 2
    keys.press("Tab")
    expect(back).not_to_have_text(name)
