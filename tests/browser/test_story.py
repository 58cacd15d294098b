"""The whole chain as people walk it: an author drafts, a moderator approves, a visitor finds."""

import re
import secrets
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import ANSWERS_WITHIN_SECONDS

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]

SUMMARIES = {
    "nl": (
        "Twee steden vergelijken hoe zij wijken onder zeeniveau droog houden. Een jaar lang werken hun waterbeheerders "
        "samen aan pompen, poldermodellen en afspraken met bewoners over wie wat onderhoudt als het hard regent."
    ),
    "en": (
        "Two cities compare how they keep districts below sea level dry. For a year their water managers work together "
        "on pumps, polder models and agreements with residents about who maintains what when the rain is heavy."
    ),
}


ROTTERDAM = "rotterdam-author"
NAIROBI = "nairobi-author"
MODERATOR = "bz-moderator"


def write(page: Page, field: str, text: str) -> None:
    """Type into the rich text box of a field."""
    box = page.locator(f"[data-contentpath={field}] [contenteditable=true]")
    if not box.is_visible():
        page.locator(".w-panel", has=box).last.locator("[data-panel-toggle]").first.click()
    box.click()
    page.keyboard.type(text)
    # The editor hands its text to the form a moment later.
    expect(page.locator(f"[name={field}]")).to_have_value(re.compile(re.escape(text)))


def pick_city(page: Page, field: str, typed: str, chosen: str) -> None:
    """Type a few letters and choose the city from the list that appears."""
    page.locator(f"[name={field}]").press_sequentially(typed, delay=20)
    page.locator("[role=option]").filter(has_text=re.compile(chosen)).first.click()


def tick(page: Page, field: str, label: str) -> None:
    """Tick the box with this label in the group of a field."""
    page.locator(f"label:has(input[name={field}])").filter(has_text=re.compile(label, re.IGNORECASE)).click()


def translate(page: Page, language: str, title: str) -> None:
    """Fill title and summary on the tab of the other language."""
    page.get_by_role("tab", name={"nl": "Nederlands", "en": "English"}[language]).click()
    page.locator(f"[name=translation_{language}_title]").fill(title)
    page.locator(f"[name=translation_{language}_summary]").fill(SUMMARIES[language])


def open_actions(page: Page) -> None:
    """Open the menu beside the main button at the foot of the editor."""
    page.locator("footer [data-w-dropdown-target=toggle]").click()


def submit(page: Page) -> None:
    """Send the page to moderation."""
    open_actions(page)
    page.locator("[name=action-submit]").click()
    expect(page.locator(".messages .success").first).to_be_visible()


def new_case(page: Page, type_name: str) -> None:
    """Go from the organisation's page in the admin to the empty form of a new case, by clicks alone."""
    page.goto("/admin/pages/")
    page.locator("a[href*=add_subpage]").first.click()
    page.wait_for_url(re.compile("/add"))
    if f"/{type_name}/" not in page.url:
        # Who may make one kind of page only, as a mission does, gets its form at once.
        page.locator(f"a[href*='/add/citysynergy/{type_name}/']").first.click()
    expect(page.locator("[name=title]")).to_be_visible()


def draft_initiative(page: Page, title: str, title_en: str, city: str) -> None:
    """Fill what is needed to submit an initiative, in the order of the form, in Dutch."""
    new_case(page, "initiativepage")
    page.locator("[name=title]").fill(title)
    page.locator("[name=summary]").fill(SUMMARIES["nl"])
    tick(page, "themes", "Water en sanitatie")
    tick(page, "character", "in het buitenland")
    tick(page, "forms", "kennisuitwisseling")
    pick_city(page, "places-0-city", city[:5], city)
    tick(page, "status", "lopend")
    page.locator("[name=start]").fill("2025")
    write(page, "approach", "We begonnen met een wandeling langs de dijk.")
    translate(page, "en", title_en)


def open_from_home(page: Page, title: str) -> None:
    """Choose a page in a list on the admin's home."""
    page.goto("/admin/")
    page.get_by_role("link", name=title).first.click()
    expect(page.get_by_role("heading", level=1).or_(page.locator("[name=title]")).first).to_be_visible()


def judge(page: Page, title: str, action: str, comment: str = "") -> None:
    """Open the page from the moderator's list, and approve it or ask for changes."""
    open_from_home(page, title)
    button = page.locator(f"footer [data-workflow-action-name={action}]")
    if not button.first.is_visible():
        open_actions(page)
    button.locator("visible=true").first.click()
    expect(page.locator(".modal textarea")).to_be_visible()
    if action == "approve":
        for point in page.locator(".modal input[name=checklist]").all():
            point.check()
    page.locator(".modal textarea").fill(comment)
    page.locator(".modal [type=submit]").click()
    expect(page.locator(".messages .success").first).to_be_visible()


def search(page: Page, language: str, words: str) -> None:
    """Search with the box of the search page."""
    page.goto(f"/{language}/search/")
    page.locator("main input[name=q]").first.fill(words)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("q="))


def expect_found(page: Page, title: str) -> None:
    """The search page lists the case: at once, or when the worker has sent what publishing could not wait for."""
    link = page.locator("main").get_by_role("link", name=title).first
    deadline = time.monotonic() + ANSWERS_WITHIN_SECONDS
    while not link.is_visible() and time.monotonic() < deadline:
        page.reload()
    expect(link).to_be_visible()


def counts(page: Page, language: str, words: str, *values: tuple[str, str]) -> list[int]:
    """The counts beside these facet values, for a search by words; 0 where a value is not shown."""
    found = []
    for facet, value in values:
        answer = page.goto(f"/{language}/search/?q={words}&list={facet}")
        assert answer is not None
        assert answer.ok
        expect(page.locator(".cs-notice--warning"), "the engine answered").to_have_count(0)
        box = page.locator(f"input[type=checkbox][name={facet}][value='{value}']")
        text = box.evaluate("box => box.labels[0].textContent") if box.count() else "0"
        found.append(int(re.findall(r"\d+", text)[-1]))
    return found


def open_pin(page: Page, title: str) -> None:
    """Open the only pin on the map, and from it the case."""
    pin = page.locator("button.cs-pin")
    expect(pin).to_have_count(1)
    pin.click()
    page.locator(".leaflet-popup").get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


@pytest.fixture
def word() -> str:
    """A word that no other case holds, so that a test meets only its own case."""
    return f"q{secrets.token_hex(4)}"


def test_an_initiative_goes_from_draft_to_find_in_dutch(as_user: OpenPage, word: str) -> None:
    title, title_en = f"Polders vergelijken met Semarang {word}", f"Comparing polders with Semarang {word}"
    visitor = as_user()
    facets = (("theme", "water-and-sanitation"), ("country", "ID"), ("region", "035"))
    before = counts(visitor, "nl", "semarang", *facets)

    author = as_user(ROTTERDAM)
    draft_initiative(author, title, title_en, "Semarang")
    submit(author)
    search(visitor, "nl", word)
    expect(visitor.get_by_role("link", name=title)).to_have_count(0)
    assert counts(visitor, "nl", "semarang", *facets) == before

    judge(as_user(MODERATOR), title, "approve")

    search(visitor, "nl", word)
    expect_found(visitor, title)
    assert counts(visitor, "nl", "semarang", *facets) == [count + 1 for count in before]
    visitor.goto(f"/nl/search/?theme=water-and-sanitation&region=035&q={word}")
    expect_found(visitor, title)
    visitor.goto(f"/nl/search/?theme=mobility-and-transport&q={word}")
    expect(visitor.locator("main").get_by_role("link", name=title)).to_have_count(0)

    # Where it was put: in Semarang, which these degrees enclose, and nowhere else.
    visitor.goto(f"/nl/map/?q={word}&bbox=110,-7.3,111,-6.7")
    open_pin(visitor, title)
    visitor.goto(f"/nl/map/?q={word}&bbox=106,-7,107,-6")
    expect(visitor.locator("button.cs-pin")).to_have_count(0)

    search(visitor, "en", "comparing polders")
    visitor.locator("main").get_by_role("link", name=title_en).first.click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text(title_en)


def test_an_opportunity_goes_from_draft_to_find_in_english(as_user: OpenPage, word: str) -> None:
    title, title_nl = f"Shade for bus stops in Nairobi {word}", f"Schaduw voor bushaltes in Nairobi {word}"
    author = as_user(NAIROBI, locale="en-GB")
    new_case(author, "opportunitypage")
    author.locator("[name=title]").fill(title)
    author.locator("[name=summary]").fill(SUMMARIES["en"])
    tick(author, "kind", "Challenge")
    tick(author, "themes", "Mobility and transport")
    pick_city(author, "city", "Nairo", "Nairobi")
    tick(author, "visibility", "Everyone")
    author.locator("[name=agreed_with_city]").check()
    write(author, "asked", "Designers of bus stops who know heat.")
    translate(author, "nl", title_nl)
    submit(author)

    judge(as_user(MODERATOR), title, "approve")

    visitor = as_user(locale="en-GB")
    search(visitor, "en", word)
    expect_found(visitor, title)
    visitor.goto(f"/en/search/?type=challenge&country=KE&theme=mobility-and-transport&q={word}")
    expect_found(visitor, title)
    visitor.goto(f"/en/map/?q={word}")
    open_pin(visitor, title)
    search(visitor, "nl", "schaduw bushaltes")
    expect_found(visitor, title_nl)


def test_what_is_sent_back_is_amended_and_then_approved(as_user: OpenPage, word: str) -> None:
    title, remark = f"Havens leren van elkaar {word}", "Noem ook wat het de bewoners oplevert."
    author, moderator, visitor = as_user(ROTTERDAM), as_user(MODERATOR), as_user()
    draft_initiative(author, title, f"Ports learn from each other {word}", "Jakarta")
    submit(author)

    judge(moderator, title, "reject", remark)
    search(visitor, "nl", word)
    expect(visitor.locator("main").get_by_role("link", name=title)).to_have_count(0)

    open_from_home(author, title)
    expect(author.get_by_text(remark).first).to_be_visible()
    write(author, "results", "Bewoners hebben nu een loket voor vragen over het water.")
    submit(author)
    search(visitor, "nl", word)
    expect(visitor.locator("main").get_by_role("link", name=title)).to_have_count(0)

    judge(moderator, title, "approve")
    search(visitor, "nl", word)
    expect_found(visitor, title)
    visitor.locator("main").get_by_role("link", name=title).first.click()
    expect(visitor.get_by_text("Bewoners hebben nu een loket").first).to_be_visible()


def test_a_case_saved_while_its_first_draft_is_still_on_its_way_stays_one_page(as_user: OpenPage, word: str) -> None:
    title = f"Een markt die droog blijft {word}"
    author = as_user(ROTTERDAM)
    new_case(author, "initiativepage")
    # The site makes the draft, and its answer comes after the author has pressed the button.
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held or route.request.method != "POST":
            route.continue_()
        else:
            held.append(route)

    author.route("**/pages/add/**", hold_the_first)
    with author.expect_request(lambda request: request.method == "POST" and "/pages/add/" in request.url):
        # As people type: the editor twice takes what it holds as its starting point in the first seconds, and what was
        # filled at one stroke between the two is no change to it.
        author.locator("[name=title]").press_sequentially(title, delay=150)
    expect(author.locator("[name=title]")).to_have_value(title)
    answer = held[0].fetch()
    author.locator("footer .action-save").click()
    held[0].fulfill(response=answer)

    expect(author.locator(".messages .success").first).to_be_visible()
    author.goto("/admin/pages/")
    expect(author.locator("main tbody .title-wrapper").filter(has_text=title)).to_have_count(1)
