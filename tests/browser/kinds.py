"""One page of every kind, the windows they are looked at in, and what holds for each."""

from playwright.sync_api import Page, ViewportSize

from tests.browser.checks import inaccessible, too_wide

CASE = "/organisations/rotterdam/ruggedised/"
CASES = [
    CASE,
    "/organisations/embassy-jakarta/water-as-leverage-semarang/",
    "/organisations/zwolle/example-zwolle-interreg/",
    "/organisations/bonaire/expertise/",
    "/organisations/breda/breda-wroclaw-lviv/",
]
ORGANISATIONS = [
    "/organisations/",
    "/organisations/rotterdam/",
    "/organisations/embassy-jakarta/",
    "/organisations/ministry-of-foreign-affairs/",
]
SUBJECTS = ["/themes/water-and-sanitation/", "/goals/", "/places/", "/countries/ID/"]
RESSORT = "/map/?ressort=consulate-general-munich"
PAGES = ["/", "/search/", "/map/", RESSORT, "/privacy/", *ORGANISATIONS, *CASES, *SUBJECTS]
WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 375, "height": 812}


def ready(page: Page, address: str) -> None:
    """Go there, and wait until nothing more is loaded."""
    page.goto(address)
    page.wait_for_load_state("networkidle")


def assert_fine(page: Page) -> None:
    """Accessible as far as axe can tell, and not wider than the window."""
    assert inaccessible(page) == [], page.url
    assert too_wide(page) == [], page.url
