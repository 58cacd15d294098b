"""One page of every kind, the windows they are looked at in, and what holds for each."""

import tomllib
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

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
    found = Axe().run(page).response["violations"]
    assert found == [], (page.url, [(one["id"], one["nodes"][0]["target"]) for one in found])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
