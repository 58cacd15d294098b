"""The public site by keyboard alone: each stop shows where one is, none holds one, and journeys come to their end."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.kinds import CASE, ready

pytestmark = pytest.mark.browser

# A line around the element, or around the entry or the box that it fills, where the window shows it.
SHOWS_FOCUS = """() => {
  const active = document.activeElement;
  const box = active.getBoundingClientRect();
  const seen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  for (let one = active, steps = 0; one && one !== document.body && steps < 5; one = one.parentElement, steps += 1) {
    const style = getComputedStyle(one);
    if (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) return seen;
  }
  return false;
}"""
NAME = "() => { const one = document.activeElement; return one.outerHTML.slice(0, 160) }"
# Numbers each element that gets the focus; nothing has it when the browser has it.
STOP = """() => {
  const one = document.activeElement;
  if (one === document.body || one === document.documentElement) return 0;
  window.csStops ??= new Map();
  if (!window.csStops.has(one)) window.csStops.set(one, window.csStops.size + 1);
  return window.csStops.get(one);
}"""


def shows_focus(page: Page) -> None:
    assert page.evaluate(SHOWS_FOCUS), (page.url, page.evaluate(NAME))


def tab_to(page: Page, aim: Locator, at_most: int = 250) -> None:
    """Press Tab until it has the focus; each stop on the way shows where one is."""
    aim.first.wait_for()
    for _ in range(at_most):
        page.keyboard.press("Tab")
        if page.evaluate(STOP):
            shows_focus(page)
        if aim.first.evaluate("one => one === document.activeElement"):
            return
    pytest.fail(f"Tab did not reach {aim} on {page.url}")


@pytest.mark.parametrize("address", ["/", "/search/", "/map/", CASE])
def test_tab_goes_through_the_whole_page_and_out_again(quiet_page: Page, address: str) -> None:
    ready(quiet_page, f"/nl{address}")
    stops: list[int] = []
    while True:
        quiet_page.keyboard.press("Tab")
        stop = quiet_page.evaluate(STOP)
        if stop == 0 or stop in stops:
            break
        shows_focus(quiet_page)
        stops.append(stop)
    # Out of the page, or at its beginning again; a trap would lead to another stop.
    assert stop in (0, 1), quiet_page.evaluate(NAME)
    reached = quiet_page.evaluate("() => window.csStops.has([...document.querySelectorAll('footer a')].at(-1))")
    assert reached
    assert quiet_page.evaluate("() => [...window.csStops.keys()][0].matches('.utrecht-skip-link')")


def test_from_a_suggestion_by_filter_and_pin_to_a_case_and_back(quiet_page: Page) -> None:
    page = quiet_page
    ready(page, "/en/")
    tab_to(page, page.locator("#q"))
    page.keyboard.type("water", delay=30)
    page.get_by_role("group", name="Themes").get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/en/search/\?theme=water"))
    page.wait_for_load_state("networkidle")
    tab_to(page, page.get_by_role("checkbox", name=re.compile("^Challenge")))
    page.keyboard.press("Space")
    page.wait_for_url("**type=challenge**")
    expect(page.get_by_role("checkbox", name=re.compile("^Challenge"))).to_be_focused()
    page.wait_for_load_state("networkidle")
    tab_to(page, page.locator("button.cs-pin.cs-is-challenge"))
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup a.cs-popup__title")).to_be_focused()
    shows_focus(page)
    page.keyboard.press("Enter")
    expect(page.locator("article.cs-is-challenge h1")).to_be_visible()
    page.go_back()
    expect(page.locator(".cs-entry__title a:focus")).to_have_count(1)


def test_who_comes_back_from_a_case_is_where_the_list_was_left(quiet_page: Page) -> None:
    page = quiet_page
    ready(page, "/nl/search/?type=initiative")
    aim = page.locator(".cs-entry__title a").nth(6)
    tab_to(page, aim)
    name, left_at = aim.inner_text(), page.evaluate("scrollY")
    assert left_at > 0
    page.keyboard.press("Enter")
    expect(page.locator("article h1")).to_have_text(name)
    page.go_back()
    back = page.locator(".cs-entry__title a:focus")
    expect(back).to_have_text(name)
    shows_focus(page)
    assert abs(page.evaluate("scrollY") - left_at) <= 2
    page.keyboard.press("Tab")
    expect(back).not_to_have_text(name)


@pytest.mark.parametrize(
    ("language", "words", "title", "contact", "question"),
    [
        ("nl", "water indonesië", "Voorbeeld: drijvende", "Stel een vraag", "Uw vraag"),
        ("en", "water indonesia", "Example: floating", "Ask a question", "Your question"),
    ],
    ids=["nl", "en"],
)
def test_someone_new_finds_what_failed_and_whom_to_ask(
    quiet_page: Page, language: str, words: str, title: str, contact: str, question: str
) -> None:
    """Looks for water projects of Dutch cities in Indonesia."""
    page = quiet_page
    ready(page, f"/{language}/")
    tab_to(page, page.locator("#q"))
    page.keyboard.type(words, delay=30)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/search/\?q=water"))
    page.wait_for_load_state("networkidle")
    tab_to(page, page.get_by_role("link", name=re.compile(f"^{title}")))
    page.keyboard.press("Enter")
    failed = page.locator(".cs-lesson--failed")
    expect(failed).to_have_count(1)
    expect(failed.locator("p").last).to_contain_text("anker" if language == "nl" else "anchor")
    tab_to(page, page.get_by_role("link", name=contact, exact=True))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"/{language}/contact/"))
    tab_to(page, page.get_by_label(question))
