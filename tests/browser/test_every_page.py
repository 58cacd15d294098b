"""What holds for every kind of page, each loaded once."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser import checks
from tests.browser.kinds import NARROW, PAGES, WIDE

pytestmark = pytest.mark.browser


def faults(page: Page, address: str, thorough: bool) -> Iterator[tuple[str, list[Any]]]:
    """Each check of a page, with what it found."""
    page.set_viewport_size(WIDE)
    answer = page.goto(address)
    page.wait_for_load_state("networkidle")
    yield "policy", checks.loose_policy(answer)
    yield "axe, wide", checks.inaccessible(page)
    yield "wide", checks.too_wide(page)
    if thorough:
        yield "dark", checks.illegible_in_the_dark(page)
    before = checks.seen(page)
    page.set_viewport_size(NARROW)
    yield "axe, narrow", checks.inaccessible(page)
    yield "narrow", checks.too_wide(page)
    if thorough:
        yield "spaced", checks.lost_with_more_space(page)
        yield "400 %", checks.lost_at_400_percent(page, before)


# What breaks the policy is an error in the console, which ``quiet_page`` does not pass. Dutch words are the longer
# ones, and colours know no language.
@pytest.mark.parametrize(("language", "thorough"), [("nl", True), ("en", False)], ids=["nl", "en"])
def test_every_kind_of_page_is_accessible_legible_and_strict(quiet_page: Page, language: str, thorough: bool) -> None:
    found = [
        (address, name, wrong)
        for address in PAGES
        for name, wrong in faults(quiet_page, f"/{language}{address}", thorough)
        if wrong
    ]
    assert found == []
