"""What a first visit has to fetch, in bytes as they came over the line: for readers with little data."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.kinds import NARROW, PAGES, ready

pytestmark = pytest.mark.browser

FIRST_VISIT_BYTES = 250_000
"""Page, styles, scripts, letters and map together, with the heads of their answers; pictures come in addition."""
PHONE_BYTES = 150_000
"""The same where the map lies far below what is seen first."""
HTML_BYTES = 30_000


class Fetched:
    """What Chromium fetched for a page: per request its address, its kind and how many bytes came."""

    def __init__(self, page: Page) -> None:
        self._requests: dict[str, tuple[str, str]] = {}
        self._bytes: dict[str, int] = {}
        line = page.context.new_cdp_session(page)
        line.on("Network.requestWillBeSent", self._asked)
        line.on("Network.responseReceived", self._answered)
        line.on("Network.loadingFinished", self._finished)
        line.send("Network.enable")

    def forget(self) -> None:
        """Begin anew, for the next page."""
        self._requests.clear()
        self._bytes.clear()

    def _asked(self, event: dict[str, Any]) -> None:
        self._requests[event["requestId"]] = (event["request"]["url"], event.get("type", "Other"))

    def _answered(self, event: dict[str, Any]) -> None:
        self._requests[event["requestId"]] = (event["response"]["url"], event["type"])

    def _finished(self, event: dict[str, Any]) -> None:
        self._bytes[event["requestId"]] = round(event["encodedDataLength"])

    def all(self) -> list[tuple[int, str, str]]:
        """Bytes, kind and address of each request, the heaviest first."""
        return sorted(
            ((self._bytes.get(one, 0), kind, url) for one, (url, kind) in self._requests.items()), reverse=True
        )

    def total(self, *kinds: str) -> int:
        """The bytes of some kinds; of all but pictures without any."""
        return sum(size for size, kind, _url in self.all() if (kind in kinds if kinds else kind != "Image"))


@pytest.mark.parametrize("address", ["/nl/", "/en/", "/nl/search/", "/en/search/"])
def test_a_first_visit_is_light(as_user: Callable[..., Page], address: str) -> None:
    page = as_user()
    fetched = Fetched(page)
    ready(page, address)
    assert fetched.total("Script") > 0 < fetched.total("Font")
    assert fetched.total() <= FIRST_VISIT_BYTES, fetched.all()


def test_a_map_is_fetched_when_a_reader_comes_near_it(as_user: Callable[..., Page]) -> None:
    page = as_user(viewport=NARROW)
    fetched = Fetched(page)
    ready(page, "/nl/search/")
    assert 0 < fetched.total() <= PHONE_BYTES, fetched.all()
    assert [url for _size, _kind, url in fetched.all() if "leaflet" in url or "base-map" in url] == []
    with page.expect_response(re.compile("base-map")):
        page.locator("[data-cs-map]").scroll_into_view_if_needed()
    expect(page.locator("button.cs-cluster").first).to_be_visible()
    expect(page.locator("path.cs-map__coast").first).to_be_attached()


def test_every_kind_of_page_has_light_html_and_asks_its_own_host_alone(
    as_user: Callable[..., Page], base_url: str
) -> None:
    page = as_user()
    fetched = Fetched(page)
    for address in [*PAGES, "/search/?q=water&filters=all&list=country"]:
        fetched.forget()
        ready(page, f"/nl{address}")
        assert 0 < fetched.total("Document") <= HTML_BYTES, (address, fetched.total("Document"))
        addresses = [url for _size, _kind, url in fetched.all() if not url.startswith("data:")]
        assert [url for url in addresses if not url.startswith(f"{base_url}/")] == [], address
