"""The editor's own helps: names that complete, the map, the tab of the other language, the list of problems."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

# The address of a page that saved itself.
SAVED = re.compile("/edit/")
OpenPage = Callable[..., Page]


@pytest.fixture
def form(as_user: OpenPage) -> Page:
    """An empty initiative of Rotterdam, in Dutch; nothing that a test types is submitted."""
    page = as_user("rotterdam-author")
    page.goto("/admin/pages/")
    page.locator("a[href*=add_subpage]").first.click()
    page.locator("a[href*='/add/citysynergy/initiativepage/']").first.click()
    expect(page.locator("#id_title")).to_be_visible()
    return page


def draft(page: Page, title: str) -> None:
    """Type a title at the speed of a person, and wait until the page has saved itself.

    Wagtail notes what the form holds some seconds after it opened; what is typed before that alone saves nothing.
    """
    page.locator("#id_title").press_sequentially(title, delay=250)
    expect(page).to_have_url(SAVED)


def test_a_city_is_chosen_with_the_keyboard_and_appears_on_the_map(form: Page) -> None:
    box = form.locator("#id_places-0-city")
    box.press_sequentially("surab", delay=20)
    expect(form.get_by_role("option", name="Surabaya")).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    box.press("Enter")
    expect(box).to_have_value("Surabaya (Indonesië)")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(form.locator("#id_places-0-country")).to_have_value("ID")
    latitude, longitude = (float(part) for part in form.locator("#id_places-0-point").input_value().split(","))
    assert (round(latitude), round(longitude)) == (-7, 113)
    expect(form.locator("#id_places-0-point_map .citysynergy-point__marker")).to_be_visible()


def test_a_point_is_typed_or_clicked_in_a_place_added_later(form: Page) -> None:
    form.locator("#id_places-ADD").click()
    point, board = form.locator("#id_places-1-point"), form.locator("#id_places-1-point_map")
    marker = board.locator(".citysynergy-point__marker")
    expect(marker).to_be_hidden()
    point.fill("12.1, -86.2")
    expect(marker).to_be_visible()
    board.click(position={"x": 40, "y": 200})
    expect(point).not_to_have_value("12.1, -86.2")
    point.fill("nergens")
    expect(marker).to_be_hidden()


def test_half_a_name_does_not_stop_the_page_from_saving_itself(form: Page) -> None:
    draft(form, "Proef met een halve naam")
    box = form.locator("#id_places-0-city")
    box.press_sequentially("Jakar", delay=20)
    # While it is typed it is no part of the form; when one leaves it, it is, and the server says what it thinks of it.
    assert "places-0-city" not in form.evaluate("[...new FormData(document.getElementById('page-edit-form')).keys()]")
    box.blur()
    assert "places-0-city" in form.evaluate("[...new FormData(document.getElementById('page-edit-form')).keys()]")


def test_countries_become_chips_that_can_be_removed(form: Page) -> None:
    box = form.locator("#id_countries-search")
    box.press_sequentially("zwed", delay=20)
    form.locator(".citysynergy-picker__list").get_by_role("option", name="Zweden").click()
    chip = form.locator(".citysynergy-chip--button", has_text="Zweden")
    expect(chip).to_be_visible()
    assert form.locator("#id_countries").evaluate("list => [...list.selectedOptions].map(o => o.value)") == ["SE"]
    chip.click()
    expect(chip).to_have_count(0)


def test_another_language_for_the_page_swaps_the_tabs(form: Page) -> None:
    expect(form.get_by_role("tab", name="English")).to_be_visible()
    expect(form.get_by_role("tab", name="Nederlands")).to_be_hidden()
    form.get_by_role("tab").last.click()
    form.locator("#id_language").select_option("en")
    expect(form.get_by_role("tab", name="Nederlands")).to_be_visible()
    expect(form.get_by_role("tab", name="English")).to_be_hidden()


def test_a_problem_in_the_list_leads_to_its_field_on_another_tab(form: Page) -> None:
    draft(form, "Proef die nog niet klaar is")
    form.locator("footer [data-w-dropdown-target=toggle]").click()
    form.locator("[name=action-submit]").click()
    problems = form.locator(".citysynergy-problems")
    expect(problems).to_be_visible()
    problems.locator("a[href='#id_translation_en_title']").click()
    expect(form.locator("#id_translation_en_title")).to_be_focused()
    expect(form.locator("#id_title")).to_be_hidden()


def test_the_text_to_translate_stands_above_the_translation(form: Page) -> None:
    form.locator("#id_title").fill("Droge voeten")
    text = form.locator("[data-contentpath=approach] [contenteditable=true]")
    text.click()
    form.keyboard.type("Wij wandelden langs de dijk.")
    form.get_by_role("tab", name="English").click()
    expect(form.locator(".citysynergy-original", has_text="Droge voeten")).to_be_visible()
    expect(form.locator(".citysynergy-original", has_text="Wij wandelden langs de dijk.")).to_be_visible()
