"""Somebody at the keyboard: what they press is counted, and each stop of Tab shows where they are."""

import io

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import FloatRect, Locator, Page

# The line around the element that has the focus, or around the entry or box that it fills: where it is, and of which
# kind of element. Nothing where there is no such line, or where the window doesn't show the element.
RING = """() => {
  const active = document.activeElement;
  const box = active.getBoundingClientRect();
  if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth) return null;
  for (let one = active, steps = 0; one && one !== document.body && steps < 5; one = one.parentElement, steps += 1) {
    const style = getComputedStyle(one);
    if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) continue;
    const { left, top, right, bottom } = one.getBoundingClientRect();
    const [x, y] = [Math.max(0, left - 8), Math.max(0, top - 8)];
    const [width, height] = [Math.min(innerWidth, right + 8) - x, Math.min(innerHeight, bottom + 8) - y];
    return { look: `${active.tagName} ${one.tagName}.${one.className}`, x, y, width, height };
  }
  return null;
}"""
NAME = "() => document.activeElement.outerHTML.slice(0, 160)"
# Numbers each element that gets the focus; nothing has it when the browser has it.
STOP = """() => {
  const one = document.activeElement;
  if (one === document.body || one === document.documentElement) return 0;
  window.csStops ??= new Map();
  if (!window.csStops.has(one)) window.csStops.set(one, window.csStops.size + 1);
  return window.csStops.get(one);
}"""
WITHOUT_RINGS = """(without) => {
  window.csNoRings ??= new CSSStyleSheet();
  window.csNoRings.replaceSync(without ? "* { outline-color: transparent !important }" : "");
  if (!document.adoptedStyleSheets.includes(window.csNoRings)) document.adoptedStyleSheets.push(window.csNoRings);
}"""
CLEARLY = 64
"""How much of 255 a ring differs at least from what it is drawn on."""


class Keys:
    """The keyboard of a page. ``pressed`` counts all keys, ``looks`` the kinds of element whose ring was looked at."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = 0
        self.looks: set[str] = set()

    def press(self, key: str) -> None:
        """Press one key."""
        self.page.keyboard.press(key)
        self.pressed += 1

    def type(self, text: str) -> None:
        """Press the keys of a text."""
        self.page.keyboard.type(text, delay=20)
        self.pressed += len(text)

    def stop(self) -> int:
        """Press Tab and return the number of the stop, counted by the first visit; 0 is outside of the page."""
        self.press("Tab")
        stop = int(self.page.evaluate(STOP))
        if stop:
            self.see()
        return stop

    def see(self) -> None:
        """Fail unless what has the focus shows it: the first element of each kind by its pixels."""
        ring = self.page.evaluate(RING)
        assert ring, (self.page.url, self.page.evaluate(NAME))
        look = ring.pop("look")
        if look not in self.looks:
            self.looks.add(look)
            changed = self._drawn(ring)
            # Some of its sides may lie outside of the window or below a neighbour.
            assert changed >= ring["width"] + ring["height"], (self.page.url, self.page.evaluate(NAME), changed)

    def tab_to(self, aim: Locator, at_most: int = 250) -> None:
        """Press Tab until it has the focus."""
        aim.first.wait_for()
        for _ in range(at_most):
            self.stop()
            if aim.first.evaluate("one => one === document.activeElement"):
                return
        pytest.fail(f"Tab did not reach {aim} on {self.page.url}")

    def _drawn(self, clip: FloatRect) -> int:
        """How many pixels the ring changes."""
        shots = []
        for without in (False, True):
            self.page.evaluate(WITHOUT_RINGS, without)
            shots.append(Image.open(io.BytesIO(self.page.screenshot(clip=clip))).convert("L"))
        self.page.evaluate(WITHOUT_RINGS, False)
        return sum(ImageChops.difference(*shots).histogram()[CLEARLY:])
