"""One page of every kind, the windows they are looked at in, and what holds for each."""

import tomllib
from pathlib import Path

from playwright.sync_api import Page, ViewportSize

from tests.browser.checks import inaccessible, too_wide

TABLE = Path(__file__).resolve().parents[2] / "scripts" / "public_pages.toml"
PATHS: dict[str, str] = {one["name"]: one["path"] for one in tomllib.loads(TABLE.read_text(encoding="utf-8"))["page"]}
PAGES = list(PATHS.values())
CASE = PATHS["initiative"]
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
