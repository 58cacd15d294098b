"""The public site in Chromium: what a visitor does, with a mouse, with keys alone, and without JavaScript."""

import re
import secrets
from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Locator, Page, Request, ViewportSize, expect

from tests.browser.conftest import DemoSite
from tests.browser.kinds import CASE, NARROW, WIDE, assert_fine, ready

pytestmark = pytest.mark.browser


@pytest.fixture
def page(quiet_page: Page) -> Page:
    """A stranger's browser that fails the test when a page complains or asks another host."""
    return quiet_page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_component_is_accessible_and_fits_with_the_longest_words(
    page: Page, size: ViewportSize, scheme: Literal["light", "dark"]
) -> None:
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    ready(page, "/nl/components/")
    assert_fine(page)


def test_neighbours_on_both_sides_of_the_180th_meridian_are_on_one_map(page: Page) -> None:
    ready(page, "/en/components/")
    chart = page.locator("#map-pacific")
    chart.scroll_into_view_if_needed()
    around = chart.bounding_box()
    assert around
    for name in ("Suva", "Apia"):
        pin = chart.get_by_role("button", name=name)
        expect(pin).to_be_visible()
        box = pin.bounding_box()
        assert box
        assert around["x"] < box["x"] < around["x"] + around["width"], name


def test_names_that_are_read_from_the_right_stay_in_their_place(page: Page) -> None:
    ready(page, "/nl/components/")
    line = page.locator("[data-cs-case=example-10] .cs-entry__who").first
    assert line.evaluate(
        """(line) => {
          const all = document.createRange();
          all.selectNodeContents(line.lastChild);
          return line.querySelector("bdi").getBoundingClientRect().right <= all.getBoundingClientRect().left + 1;
        }"""
    ), "who stands before where, as in every other line"


def test_choosing_a_facet_changes_list_map_address_and_is_told_once(page: Page) -> None:
    ready(page, "/en/search/")
    before = page.locator("#search-count b").inner_text()
    with page.expect_response(re.compile("/map/data.json")):
        page.get_by_role("checkbox", name=re.compile("^Challenge")).check()
    page.wait_for_url("**/en/search/?type=challenge**")
    assert "q=" not in page.url
    now = page.locator("#search-count b").inner_text()
    assert int(now) < int(before)
    expect(page.locator("#search-announcement")).to_have_text(f"{now} cases found")
    expect(page.get_by_role("checkbox", name=re.compile("^Challenge"))).to_be_focused()
    expect(page.locator(".cs-entry.cs-is-challenge")).to_have_count(int(now))
    page.go_back()
    expect(page.locator("#search-count b")).to_have_text(before)
    page.go_forward()
    expect(page.locator("#search-count b")).to_have_text(now)


def test_a_chip_takes_its_choice_back(page: Page) -> None:
    ready(page, "/en/search/?type=challenge")
    page.get_by_role("link", name=re.compile("Remove:.*Challenge")).click()
    expect(page).to_have_url(re.compile(r"/en/search/$"))


def test_words_are_found_and_marked(page: Page) -> None:
    ready(page, "/nl/")
    page.get_by_role("combobox", name="Waar zoekt u naar?").fill("energie")
    page.get_by_role("combobox", name="Waar zoekt u naar?").press("Enter")
    page.wait_for_url("**/nl/search/?q=energie")
    expect(page.locator(".cs-entry mark").first).to_be_visible()


def complete(page: Page, text: str) -> Locator:
    """The options that a text brings."""
    page.locator("#q").fill(text)
    options = page.locator(".cs-suggest").get_by_role("option")
    options.first.wait_for()
    return options


def test_suggestions_obey_keys_alone(page: Page) -> None:
    ready(page, "/en/search/")
    box = page.locator("#q")
    options = complete(page, "rotterd")
    expect(box).to_have_attribute("aria-expanded", "true")
    count = options.count()
    expect(page.get_by_text(f"{count} suggestions; choose one with the arrow keys")).to_be_attached()
    # Up from the box leads to the last one, down from there to the box again, where nothing is chosen.
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", options.last.get_attribute("id") or "")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[aria-selected=true]")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("rotterd")
    expect(box).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.get_by_role("group", name="Organisations").get_by_role("option").first.wait_for()
    chosen = page.get_by_role("group", name="Cities").or_(page.get_by_role("group", name="Organisations"))
    expect(chosen.get_by_role("option").first).to_have_attribute("aria-selected", "false")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/en/search/\?(city|municipality)=rotterdam$"))


def test_a_pointer_chooses_a_suggestion_and_enter_alone_searches(page: Page) -> None:
    ready(page, "/nl/")
    complete(page, "rugge").filter(has_text="RUGGEDISED").first.click()
    page.wait_for_url(f"**/nl{CASE}")
    ready(page, "/nl/")
    complete(page, "rugge")
    page.keyboard.press("Enter")
    page.wait_for_url("**/nl/search/?q=rugge")


def test_who_types_on_is_asked_once_at_a_time(page: Page) -> None:
    ready(page, "/nl/")
    under_way: set[str] = set()
    most: list[int] = []

    def began(asked: Request) -> None:
        if "/api/v1/suggest" in asked.url:
            under_way.add(asked.url)
            most.append(len(under_way))

    page.on("request", began)
    page.on("requestfinished", lambda asked: under_way.discard(asked.url))
    page.on("requestfailed", lambda asked: under_way.discard(asked.url))
    with page.expect_response(re.compile("/api/v1/suggest.q=rotterdam&")):
        page.locator("#q").press_sequentially("rotterdam", delay=60)
    assert max(most) == 1
    assert len(most) < len("rotterdam")


def test_a_pin_opens_its_case_with_keys_alone(page: Page) -> None:
    ready(page, "/en/search/?type=challenge")
    pin = page.locator("button.cs-pin").first
    pin.wait_for()
    pin.focus()
    page.keyboard.press("Enter")
    link = page.locator(".leaflet-popup a.cs-popup__title")
    expect(link).to_be_focused()
    address = link.get_attribute("href")
    page.keyboard.press("Escape")
    expect(page.locator(".leaflet-popup a.cs-popup__title")).to_have_count(0)
    expect(pin).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}")


def test_a_cluster_says_how_many_and_opens(page: Page) -> None:
    ready(page, "/en/map/")
    cluster = page.get_by_role("button", name=re.compile(r"^\d+ cases (in|around)")).first
    label = cluster.get_attribute("aria-label")
    cluster.press("Enter")
    expect(page.locator("button.cs-cluster").first).not_to_have_attribute("aria-label", label or "")


def test_the_map_page_obeys_the_facets_and_stays_where_it_is(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    ready(page, "/en/map/")
    page.get_by_role("button", name="Europe", exact=True).click()
    page.wait_for_load_state("networkidle")
    degrees = page.locator(".cs-map__degree").all_text_contents()
    with page.expect_response(re.compile("/map/data.json.*type=partnership")):
        page.get_by_role("checkbox", name=re.compile("^City partnership")).check()
    page.wait_for_url("**/en/map/?type=partnership")
    expect(page.locator("button.cs-pin:not(.cs-is-partnership)")).to_have_count(0)
    expect(page.locator("button.cs-pin").first).to_be_visible()
    assert page.locator(".cs-map__degree").all_text_contents() == degrees


def test_what_a_mission_serves_is_drawn_and_said(page: Page) -> None:
    ready(page, "/en/map/?ressort=embassy-jakarta")
    expect(page.locator("path.cs-map__area").first).to_be_attached()
    area = page.get_by_role("region", name="Map of the cases")
    expect(area).to_have_accessible_description(re.compile("Indonesia"))
    page.get_by_role("link", name=re.compile("^Remove: .*Jakarta")).click()
    expect(page.locator("path.cs-map__area")).to_have_count(0)
    expect(page.locator(".cs-areas")).to_have_count(0)


def test_the_islands_of_the_kingdom_are_one_step_away(page: Page) -> None:
    ready(page, "/nl/map/")
    with page.expect_response(re.compile("/map/data.json")):
        page.get_by_role("button", name="Eilanden van het Koninkrijk").or_(
            page.get_by_role("button", name="Islands of the Kingdom")
        ).click()
    expect(page.locator(".cs-map__name", has_text="Bonaire")).to_be_visible()


def test_a_reader_narrows_the_search_to_what_the_map_shows(page: Page) -> None:
    ready(page, "/en/search/")
    before = int(page.locator("#search-count b").inner_text())
    page.get_by_role("button", name="Islands of the Kingdom").click()
    page.get_by_role("button", name="Search in this area").click()
    page.wait_for_url(re.compile("bbox="))
    expect(page.locator(".cs-chip")).to_contain_text("in the area of the map")
    assert int(page.locator("#search-count b").inner_text()) < before


def test_on_a_phone_the_filters_are_a_sheet(page: Page) -> None:
    page.set_viewport_size(NARROW)
    ready(page, "/en/search/")
    expect(page.locator("#facets")).to_be_hidden()
    page.get_by_role("button", name="Filters").click()
    expect(page.locator("#facets")).to_be_visible()
    assert_fine(page)
    page.get_by_role("checkbox", name=re.compile("^Challenge")).check()
    page.wait_for_url("**type=challenge**")
    page.get_by_role("button", name=re.compile(r"^Show \d+ cases?")).click()
    expect(page.locator("#facets")).to_be_hidden()


def test_the_language_switch_keeps_the_search(page: Page) -> None:
    ready(page, "/nl/search/?type=challenge")
    page.get_by_role("link", name="English").click()
    page.wait_for_url("**/en/search/?type=challenge")


def test_a_whole_list_comes_by_keys_and_is_searched_without_asking(page: Page) -> None:
    ready(page, "/en/search/")
    group = page.locator("#facet-municipality")
    group.locator("summary").first.press("Enter")
    group.get_by_role("link", name=re.compile(r"^All \d+ municipalities$")).press("Enter")
    page.wait_for_url("**/en/search/?list=municipality")
    box = group.get_by_role("searchbox")
    expect(box).to_be_focused()
    box.press_sequentially("utré")
    expect(group.locator("li:visible")).to_have_count(1)
    expect(group.get_by_role("checkbox", name=re.compile("^Utrecht"))).to_be_visible()
    box.press("Enter")
    box.fill("zzz")
    expect(group.get_by_role("status")).to_have_text("Nothing in this list.")
    assert_fine(page)
    box.fill("utré")
    box.press("Tab")
    expect(page).to_have_url(re.compile(r"/en/search/\?list=municipality$"))
    page.keyboard.press("Space")
    page.wait_for_url("**/en/search/?municipality=utrecht&list=municipality")
    expect(group.get_by_role("checkbox", name=re.compile("^Utrecht"))).to_be_focused()
    expect(group.locator("li:visible")).to_have_count(1)
    back = group.get_by_role("link", name="Shorter list")
    back.press("Enter")
    page.wait_for_url("**/en/search/?municipality=utrecht")
    expect(group.get_by_role("link", name=re.compile(r"^All \d+ municipalities$"))).to_be_focused()
    expect(group.get_by_role("checkbox", name=re.compile("^Utrecht"))).to_be_checked()


def test_a_country_is_found_in_its_region_and_left_out_again(page: Page) -> None:
    ready(page, "/en/search/")
    group = page.locator("#facet-region")
    group.get_by_role("link", name=re.compile("^All .* regions and countries$")).click()
    # The address changes before the list does.
    expect(group.get_by_role("link", name="Shorter list")).to_be_visible()
    for name in ("Within Asia", "Within South-eastern Asia"):
        group.locator("summary", has_text=re.compile(f"^{name}$")).press("Enter")
    group.get_by_role("checkbox", name=re.compile("^Indonesia")).check()
    page.wait_for_url("**/en/search/?country=ID&list=region")
    page.get_by_role("link", name=re.compile("Remove:.*Indonesia")).click()
    ready(page, "/en/search/")
    before = int(page.locator("#search-count b").inner_text())
    group.locator("summary", has_text="Leave something out").press("Enter")
    group.get_by_role("link", name="Choose from the whole list").press("Enter")
    expect(group.get_by_label("Leave out of Region of the world")).to_be_focused()
    group.get_by_label("Leave out of Country").select_option("ID")
    page.wait_for_url("**/en/search/?not_country=ID&list=region")
    expect(page.get_by_role("checkbox", name=re.compile("^not Indonesia"))).to_be_checked()
    assert int(page.locator("#search-count b").inner_text()) < before
    expect(group.get_by_label("Leave out of Country")).to_have_value("")
    page.get_by_role("checkbox", name=re.compile("^not Indonesia")).uncheck()
    page.wait_for_url(re.compile(r"/en/search/\?list=region$"))


def test_the_filters_work_without_javascript(as_user: Callable[..., Page]) -> None:
    page = as_user(java_script_enabled=False)
    page.goto("/en/search/")
    group = page.locator("#facet-theme")
    group.get_by_role("link", name=re.compile(r"^All \d+ themes$")).click()
    assert page.url.endswith("/en/search/?list=theme#facet-theme")
    group.get_by_label("Leave out of Theme").select_option("energy")
    page.locator("#facet-near > summary").click()
    page.get_by_label("Place", exact=True).fill("jakarta")
    page.locator("#facets button[type=submit]").click()
    expect(page.locator(".cs-chips")).to_contain_text("within 50 km of Jakarta (Indonesia)")
    expect(page.locator(".cs-chips")).to_contain_text("not Energy")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_contact_of_a_case_is_reached_by_keys_and_gets_the_question(
    page: Page, demo_site: DemoSite, size: ViewportSize
) -> None:
    page.set_viewport_size(size)
    question = f"Hoe begon dit? {secrets.token_hex(8)}"
    ready(page, f"/nl{CASE}")
    page.get_by_role("link", name="Stel een vraag").press("Enter")
    page.wait_for_url("**/nl/contact/*/")
    assert_fine(page)
    page.get_by_role("button", name="Verstuur uw vraag").press("Enter")
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    assert_fine(page)
    page.keyboard.press("Tab")
    expect(summary.get_by_role("link", name="Vul uw naam in.")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Uw naam")).to_be_focused()
    for text in ("Anna de Vries", "Delft", "anna@delft.example", question):
        page.keyboard.type(text, delay=30)
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Verstuur uw vraag")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Uw bericht is verstuurd")
    assert_fine(page)
    [letter] = [text for file in (demo_site.data / "mail").iterdir() if question in (text := file.read_text())]
    assert "Reply-To: anna@delft.example" in letter


def test_something_wrong_is_told_without_javascript(as_user: Callable[..., Page], demo_site: DemoSite) -> None:
    page = as_user(java_script_enabled=False)
    wrong = f"Wrong since {secrets.token_hex(8)}"
    page.goto(f"/en{CASE}")
    page.get_by_role("link", name="Is something wrong on this page?").click()
    page.get_by_label("What is wrong?").press_sequentially(wrong, delay=80)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your message was sent")
    assert any(wrong in file.read_text() for file in (demo_site.data / "mail").iterdir())
