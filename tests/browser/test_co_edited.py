"""Two municipalities write one initiative: named, accepted, written together, and taken apart again."""

import re
import secrets
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
ROTTERDAM, UTRECHT = "rotterdam-author", "utrecht-author"
EDITOR = re.compile(r"/admin/pages/\d+/edit/")


@pytest.fixture
def title() -> str:
    """Such as no other page has."""
    return f"Samen de kade op {secrets.token_hex(4)}"


def new_initiative(page: Page) -> None:
    """From the admin's home: one click."""
    page.goto("/admin/")
    page.locator("a[href='/admin/citysynergy/new/initiative/']").first.click()
    expect(page.locator("[name=title]")).to_be_visible()


def save(page: Page) -> None:
    page.locator("footer .action-save").click()
    expect(page.locator(".messages .success").first).to_be_visible()


def name_partner(page: Page, typed: str, chosen: str) -> None:
    """Add a partner and choose it from the list that appears."""
    add, box = page.locator("#id_partners-ADD"), page.locator("[name=partners-0-organisation]")
    page.locator(".citysynergy-section", has=add).locator("[data-panel-toggle]").first.click()
    add.click()
    box.press_sequentially(typed, delay=20)
    page.get_by_role("option").filter(has_text=chosen).first.click()
    expect(box).to_have_value(chosen)


def our_pages(page: Page) -> str:
    """The address of the listing of one's own organisation."""
    page.goto("/admin/")
    address = page.locator(".sidebar a[href*='/admin/pages/']").first.get_attribute("href")
    assert address
    return address


def listed(page: Page, address: str) -> set[str]:
    """The titles that the admin lists there; none where it leads elsewhere, or says that nothing is there."""
    response = page.goto(address)
    if address not in page.url or response is None or response.status == 404:
        return set()
    return {text.strip() for text in page.locator("main tbody .title-wrapper").all_inner_texts()}


def expect_not_there(page: Page, address: str) -> None:
    """The address answers as one that does not exist."""
    response = page.goto(address)
    assert response is not None
    assert response.status == 404


def waiting(page: Page, title: str) -> Locator:
    """The row on the admin's home that asks for an answer."""
    page.goto("/admin/")
    return page.locator("#partners-ask-section .citysynergy-row").filter(has_text=title)


def test_an_initiative_is_written_by_two_municipalities_until_one_is_taken_off(as_user: OpenPage, title: str) -> None:
    rotterdam, utrecht = as_user(ROTTERDAM), as_user(UTRECHT)
    of_rotterdam = our_pages(rotterdam)
    before = listed(utrecht, of_rotterdam)
    expect(waiting(utrecht, title)).to_have_count(0)

    new_initiative(rotterdam)
    rotterdam.locator("[name=title]").fill(title)
    name_partner(rotterdam, "Utre", "Utrecht")
    save(rotterdam)
    expect(rotterdam).to_have_url(EDITOR)
    editor = rotterdam.url

    # Asked, but not in yet.
    expect_not_there(utrecht, editor)
    asked = waiting(utrecht, title)
    expect(asked).to_contain_text("Rotterdam")
    asked.locator("form[action$='/accept/'] button").click()
    expect(utrecht.locator(".messages .success").first).to_contain_text(title)

    # Accepted: this page, and none besides.
    assert listed(utrecht, of_rotterdam) - before == {title}
    utrecht.goto("/admin/citysynergy/shared-pages/")
    utrecht.get_by_role("link", name=title).click()
    summary = utrecht.locator("[name=summary]")
    summary.fill("Utrecht schrijft mee aan de kade.")
    save(utrecht)
    rotterdam.goto(editor)
    expect(rotterdam.locator("[name=summary]")).to_have_value("Utrecht schrijft mee aan de kade.")

    # Taken off: gone at once.
    rotterdam.locator("#id_partners-0-DELETE-button").click()
    save(rotterdam)
    expect_not_there(utrecht, editor)
    utrecht.goto("/admin/")
    expect(utrecht.get_by_text(title)).to_have_count(0)
    assert listed(utrecht, of_rotterdam) == before
    utrecht.goto("/admin/citysynergy/shared-pages/")
    expect(utrecht.get_by_text(title)).to_have_count(0)


def test_the_home_and_the_new_form_fit_a_phone(as_user: OpenPage) -> None:
    author = as_user(ROTTERDAM, viewport={"width": 375, "height": 700})
    for address in ("/admin/", "/admin/citysynergy/shared-pages/", "/admin/citysynergy/new/initiative/"):
        author.goto(address)
        expect(author.locator("h1, [name=title]").first).to_be_visible()
        assert author.evaluate("document.documentElement.scrollWidth") <= 375, address
    author.goto("/admin/")
    author.locator(".sidebar-nav-toggle").click()
    author.locator("a[href='/admin/citysynergy/new/initiative/']").first.click()
    expect(author.locator("[name=title]")).to_be_visible()
