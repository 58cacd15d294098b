"""An address is handed on: by the list of the device, else copied and told, else shown; without scripts by mail."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.kinds import CASE, ready

pytestmark = pytest.mark.browser

SEARCH = "/nl/search/?q=water&type=initiative"
OWN_LIST = "navigator.share = async (given) => { window.given = given.url }"
CLOSED = "navigator.share = async () => { throw new DOMException('', 'AbortError') }"


def test_a_search_is_copied_as_it_is_now(as_user: Callable[..., Page], base_url: str) -> None:
    page = as_user(permissions=["clipboard-read", "clipboard-write"])
    ready(page, SEARCH)
    with page.expect_response(lambda answer: "type=challenge" in answer.url and "/search/" in answer.url):
        page.locator("#f-type-challenge").check()
    share = page.locator("[data-cs-share]")
    expect(share).to_have_attribute("data-cs-share", f"{base_url}/nl/search/?q=water&type=challenge&type=initiative")
    share.click()
    expect(page.locator("[data-cs-share] + [role=status]")).to_have_text("Het adres is gekopieerd.")
    assert page.evaluate("navigator.clipboard.readText()") == share.get_attribute("data-cs-share")


def test_the_list_of_the_device_comes_first_and_may_be_closed(as_user: Callable[..., Page], base_url: str) -> None:
    page = as_user()
    page.add_init_script(OWN_LIST)
    ready(page, f"/nl{CASE}")
    page.locator("[data-cs-share]").click()
    page.wait_for_function("window.given")
    assert page.evaluate("window.given").startswith(f"{base_url}/id/")
    page.evaluate(f"() => {{ {CLOSED} }}")
    page.locator("[data-cs-share]").click()
    expect(page.locator("[data-cs-share] + [role=status]")).to_be_empty()


def test_what_cannot_be_copied_is_shown(as_user: Callable[..., Page], base_url: str) -> None:
    page = as_user()
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    ready(page, SEARCH)
    page.locator("[data-cs-share]").click()
    expect(page.locator("[data-cs-share] + [role=status]")).to_have_text(f"{base_url}{SEARCH}")


def test_without_scripts_there_is_a_mail(as_user: Callable[..., Page], base_url: str) -> None:
    page = as_user(java_script_enabled=False)
    page.goto(SEARCH)
    expect(page.locator("[data-cs-share]")).to_be_hidden()
    expect(page.locator("a[href^='mailto:?']")).to_be_visible()
