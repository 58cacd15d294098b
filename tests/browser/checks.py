"""What must hold for any page in any state. Each check returns what is wrong, and nothing where all is well."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Response

DARKENED = ["color-contrast", "link-in-text-block"]
"""The rules of axe that another colour scheme can break."""
ZOOMED = 320
"""Pixels, what a window of 1,280 has at 400 %."""

# What a reader can't get to see: beyond the edge, where nothing scrolls.
BEYOND_THE_EDGE = """() => [...document.querySelectorAll("main *, header *, footer *")]
  .filter((one) => one.matches("a, button, input, select, summary, label, h1, h2, h3, p, li, dt, dd, td, th, img"))
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && one.getBoundingClientRect().width > 1)
  .filter((one) => !one.closest(".cs-hidden, .cs-map, .utrecht-skip-link, .cs-form__trap"))
  .filter((one) => {
    const box = one.getBoundingClientRect();
    if (box.left >= -1 && box.right <= innerWidth + 1) return false;
    for (let around = one.parentElement; around; around = around.parentElement) {
      if (["auto", "scroll"].includes(getComputedStyle(around).overflowX) && around !== document.body) return false;
    }
    return true;
  })
  .map((one) => one.outerHTML.slice(0, 120))"""
SEEN = """() => [...document.querySelectorAll("a, h1, h2, h3, button, input, select, summary, dt")]
  .filter((one) => !one.closest("#facets, .cs-facets-open, .cs-map, .cs-hidden, .utrecht-skip-link"))
  .filter((one) => one.checkVisibility({ visibilityProperty: true }))
  .map((one) => [one.closest("header, main, footer")?.tagName, one.tagName, one.id, one.textContent.trim()])
  .map((parts) => parts.join(" "))"""
# What WCAG 1.4.12 lets a reader set.
SPACED = """(spaced) => {
  window.csSpaced ??= new CSSStyleSheet();
  window.csSpaced.replaceSync(spaced ? "* { line-height: 1.5 !important; letter-spacing: 0.12em !important }"
    + " * { word-spacing: 0.16em !important } p { margin-block-end: 2em !important }" : "");
  if (!document.adoptedStyleSheets.includes(window.csSpaced)) document.adoptedStyleSheets.push(window.csSpaced);
}"""
# Elements that hide a part of what they hold; what scrolls or is meant for a screen reader alone hides nothing. A
# summary in a list is cut at any spacing: its case tells the whole.
CUT_OFF = """() => [...document.querySelectorAll("body *")]
  .filter((one) => ["hidden", "clip"].includes(getComputedStyle(one).overflowY) && one.innerText?.trim())
  .filter((one) => !one.closest(".cs-hidden, .leaflet-container, .cs-entry__summary"))
  .filter((one) => one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1)
  .map((one) => `${one.tagName}.${one.className}: ${one.innerText.slice(0, 60)}`)"""
BACKGROUND = "getComputedStyle(document.documentElement).backgroundColor"


def too_wide(page: Page) -> list[str]:
    """The page has to be moved sideways to be read."""
    return ["wider than the window"] if page.evaluate("document.documentElement.scrollWidth > innerWidth") else []


def inaccessible(page: Page, rules: list[str] | None = None) -> list[Any]:
    """What axe finds, by all its rules or by some."""
    found = Axe().run(page, options={"runOnly": rules} if rules else None).response["violations"]
    return [(one["id"], node["target"]) for one in found for node in one["nodes"]]


def illegible_in_the_dark(page: Page) -> list[Any]:
    """What axe finds in the dark colours; leaves the page in the light ones."""
    light = page.evaluate(BACKGROUND)
    page.emulate_media(color_scheme="dark")
    found = inaccessible(page, DARKENED)
    if page.evaluate(BACKGROUND) == light:
        found.append("the dark colours are the light ones")
    page.emulate_media(color_scheme="light")
    return found


def lost_at_400_percent(page: Page, before: list[str] | None = None) -> list[str]:
    """What nobody can get to see in a window of 1280 by 1024 at 400 %; leaves the window like that.

    ``before`` is what could be seen at 100 %, by ``seen``.
    """
    page.set_viewport_size({"width": ZOOMED, "height": 256})
    return [*too_wide(page), *page.evaluate(BEYOND_THE_EDGE), *sorted(set(before or ()) - set(seen(page)))]


def seen(page: Page) -> list[str]:
    """The links, headings and boxes that a reader can see; filters are in a sheet of their own on a narrow screen."""
    return list(page.evaluate(SEEN))


def lost_with_more_space(page: Page) -> list[str]:
    """What is cut off when a reader asks for more space between letters, words and lines."""
    page.evaluate(SPACED, True)
    found = [*too_wide(page), *page.evaluate(CUT_OFF)]
    page.evaluate(SPACED, False)
    return found


def loose_policy(answer: Response | None) -> list[Any]:
    """What the content security policy of an answer allows beside our own files."""
    assert answer is not None
    parts = (part.split() for part in answer.headers["content-security-policy"].split(";"))
    policy = {directive: set(sources) for directive, *sources in parts}
    wanted = {
        **{key: {"'none'"} for key in ("default-src", "base-uri", "object-src", "frame-ancestors")},
        **{key: {"'self'"} for key in ("script-src", "style-src", "connect-src", "font-src", "form-action")},
    }
    loose: list[Any] = [(name, policy.get(name)) for name, sources in wanted.items() if policy.get(name) != sources]
    return loose + sorted(set[str]().union(*policy.values()) - {"'none'", "'self'", "data:"})
