"""The public site by keyboard alone: each stop shows where one is, and none holds one."""

import pytest
from playwright.sync_api import Page

from tests.browser.kinds import ready

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


@pytest.mark.parametrize("address", ["/", "/search/"])
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
