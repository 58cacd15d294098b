"""Pages without JavaScript, and the policy that lets nothing foreign or inline run on them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.kinds import NARROW, PAGES

pytestmark = pytest.mark.browser

ENOUGH_TEXT = 200
"""Letters in the main part of the page that says least: enough to know that its content came."""


def test_every_kind_of_page_is_there_without_javascript(as_user: Callable[..., Page]) -> None:
    page = as_user(java_script_enabled=False, viewport=NARROW)
    for address in [*PAGES, "/search/?q=water", "/goals/6/"]:
        page.goto(f"/nl{address}")
        expect(page.locator("main h1")).to_be_visible()
        assert len(page.locator("main").inner_text()) >= ENOUGH_TEXT, address
        for name in ("Zoeken", "Kaart", "Organisaties"):
            expect(page.locator(".cs-nav").get_by_role("link", name=name, exact=True)).to_be_visible()
        expect(page.locator(".cs-languages").get_by_role("link")).to_be_visible()
        expect(page.locator("footer").get_by_role("link", name="Privacy")).to_be_visible()


def test_the_policy_of_every_kind_of_page_allows_our_own_files_alone(quiet_page: Page) -> None:
    """What breaks the policy is an error in the console, which ``quiet_page`` does not pass."""
    for address in PAGES:
        answer = quiet_page.goto(f"/en{address}")
        assert answer is not None
        policy = {
            directive: set(sources)
            for directive, *sources in (part.split() for part in answer.headers["content-security-policy"].split(";"))
        }
        assert policy["default-src"] == {"'none'"}, address
        assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == {"'self'"}, address
        assert policy["base-uri"] == policy["object-src"] == policy["frame-ancestors"] == {"'none'"}, address
        allowed = set[str]().union(*policy.values())
        assert allowed <= {"'none'", "'self'", "data:"}, (address, allowed)
