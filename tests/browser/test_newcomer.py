"""Somebody new looks for water projects of Dutch cities in Indonesia: what failed, and whom to ask?"""

import re
import secrets
import time
from collections.abc import Callable
from typing import Protocol

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DemoSite
from tests.browser.keys import Keys
from tests.browser.kinds import ready

pytestmark = pytest.mark.browser

# The keystroke-level model (Card, Moran and Newell, 1980): seconds to press a key, to point and click, and to think.
KEY, CLICK, THOUGHT = 0.28, 1.3, 1.35
WITHIN_SECONDS = 60

WORDS = {
    "nl": {
        "looked for": "waterprojecten van Nederlandse steden in Indonesië",
        "case": "Voorbeeld: drijvende",
        "failed": "ankers",
        "ask": "Stel een vraag",
        "name": "Uw naam",
        "e-mail": "E-mail",
        "question": "Uw vraag",
        "send": "Verstuur uw vraag",
        "sent": "Uw bericht is verstuurd",
        "written": "Hoe hielden de ankers het daarna?",
    },
    "en": {
        "looked for": "water projects of Dutch cities in Indonesia",
        "case": "Example: floating",
        "failed": "anchors",
        "ask": "Ask a question",
        "name": "Your name",
        "e-mail": "E-mail",
        "question": "Your question",
        "send": "Send your question",
        "sent": "Your message was sent",
        "written": "How did the anchors hold after that?",
    },
}


class Hands(Protocol):
    """How somebody uses a page: with the mouse or with the keys, and both type."""

    def choose(self, aim: Locator) -> None: ...
    def write(self, box: Locator, text: str) -> None: ...
    def seconds(self) -> float: ...
    def count(self) -> str: ...


class ByKeys:
    """Goes everywhere with Tab; skips to the cases where the page offers that."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys = page, Keys(page)

    def choose(self, aim: Locator) -> None:
        """Go to a link or a button and press it."""
        skip = self.page.locator(".utrecht-skip-link[href='#cases']")
        if skip.count() and self.page.evaluate("document.activeElement === document.body"):
            self.keys.tab_to(skip)
            self.keys.press("Enter")
        self.keys.tab_to(aim)
        self.keys.press("Enter")

    def write(self, box: Locator, text: str) -> None:
        """Go to a box and type."""
        self.keys.tab_to(box)
        self.keys.type(text)

    def seconds(self) -> float:
        """How long people need for what was pressed."""
        return self.keys.pressed * KEY

    def count(self) -> str:
        """What was done."""
        return f"{self.keys.pressed} keys"


class ByMouse:
    """Clicks on everything; what is out of sight is scrolled to."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks, self.typed = page, 0, 0

    def choose(self, aim: Locator) -> None:
        """Click on it."""
        aim.first.click()
        self.clicks += 1

    def write(self, box: Locator, text: str) -> None:
        """Click in a box and type."""
        self.choose(box)
        self.page.keyboard.type(text, delay=30)
        self.typed += len(text)

    def seconds(self) -> float:
        """How long people need for what was clicked and typed."""
        return self.clicks * CLICK + self.typed * KEY

    def count(self) -> str:
        """What was done."""
        return f"{self.clicks} clicks, {self.typed} letters"


@pytest.mark.parametrize(("by", "language"), [(ByMouse, "nl"), (ByKeys, "en")], ids=["mouse-nl", "keys-en"])
def test_someone_new_finds_what_failed_and_asks_about_it_within_a_minute(
    quiet_page: Page, demo_site: DemoSite, by: Callable[[Page], Hands], language: str
) -> None:
    page, hands, words = quiet_page, by(quiet_page), WORDS[language]
    ready(page, f"/{language}/")
    began, thoughts = time.monotonic(), 0
    hands.write(page.locator("#q"), words["looked for"])
    hands.choose(page.locator(".cs-search-box button[type=submit]"))
    page.wait_for_url(re.compile(r"/search/\?q=water"))
    page.wait_for_load_state("networkidle")
    thoughts += 1

    hands.choose(page.get_by_role("link", name=re.compile(f"^{words['case']}")))
    failed = page.locator(".cs-lesson--failed")
    expect(failed).to_have_count(1)
    expect(failed).to_contain_text(words["failed"])
    thoughts += 1

    hands.choose(page.get_by_role("link", name=words["ask"], exact=True))
    page.wait_for_url(re.compile(f"/{language}/contact/"))
    reached, count = hands.seconds() + thoughts * THOUGHT, hands.count()
    print(f"At the form with {count}: {reached:.0f} s for people, {time.monotonic() - began:.1f} s here")
    assert reached <= WITHIN_SECONDS

    question = f"{words['written']} {secrets.token_hex(3)}"
    hands.write(page.get_by_label(words["name"]), "Anna")
    hands.write(page.get_by_label(words["e-mail"]), "anna@delft.example")
    hands.write(page.get_by_label(words["question"]), question)
    hands.choose(page.get_by_role("button", name=words["send"]))
    expect(page.get_by_role("heading", level=1)).to_have_text(words["sent"])
    sent = hands.seconds() + (thoughts + 1) * THOUGHT
    print(f"Sent with {hands.count()}: {sent:.0f} s for people, {time.monotonic() - began:.1f} s here")
    assert sent <= WITHIN_SECONDS
    assert any(question in file.read_text() for file in (demo_site.data / "mail").iterdir())
