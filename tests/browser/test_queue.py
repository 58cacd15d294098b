"""The moderators' queue with the keyboard, on a phone and without JavaScript. Reads only."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]

QUEUE = "/admin/citysynergy/moderation/queue/"
MODERATOR = "bz-moderator"


def titles(page: Page) -> Locator:
    return page.locator("[data-queue-open]")


def row_to_tick(page: Page) -> Locator:
    """The first page that is not the moderator's own work."""
    return page.locator("[data-queue-row]").filter(has=page.locator("[name=state]")).first


def test_keys_move_tick_and_open_and_let_go(as_user: OpenPage) -> None:
    page = as_user(MODERATOR)
    page.goto(QUEUE)
    page.keyboard.press("j")
    expect(titles(page).nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(titles(page).nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(titles(page).nth(0)).to_be_focused()
    # Beyond either end the focus stays, and Tab leaves the list as ever.
    page.keyboard.press("ArrowUp")
    expect(titles(page).nth(0)).to_be_focused()
    row = row_to_tick(page)
    tick = row.locator("[name=state]")
    row.locator("[data-queue-open]").focus()
    page.keyboard.press("x")
    expect(tick).to_be_checked()
    row.locator("[data-queue-open]").focus()
    page.keyboard.press("Tab")
    expect(row.locator("[data-queue-open]")).not_to_be_focused()
    titles(page).nth(0).focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/pages/\d+/edit/"))


def test_keys_are_letters_in_the_search_box(as_user: OpenPage) -> None:
    page = as_user(MODERATOR)
    page.goto(QUEUE)
    box = page.locator("#id_q")
    box.click()
    page.keyboard.type("jkx")
    expect(box).to_have_value("jkx")


def test_on_a_phone_it_does_not_scroll_sideways(as_user: OpenPage) -> None:
    page = as_user(MODERATOR, viewport={"width": 375, "height": 812})
    for address in (QUEUE, "/admin/citysynergy/moderation/report/", "/admin/citysynergy/missions/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 375, address


def test_without_javascript_pages_are_filtered_chosen_and_named_once_more(as_user: OpenPage) -> None:
    page = as_user(MODERATOR, java_script_enabled=False)
    page.goto(QUEUE)
    narrow = page.locator(".citysynergy-queue__filter")
    narrow.locator("[name=type]").select_option("initiative")
    narrow.locator("button").click()
    assert "type=initiative" in page.url
    row = row_to_tick(page)
    title = row.locator("[data-queue-open]").inner_text()
    row.locator("[name=state]").check()
    page.locator("button[name=action][value=approve]").click()
    expect(page.locator("form", has=page.locator("[name=checked]"))).to_contain_text(title)
