"""Every page of the demonstration that a visitor can reach by links answers, in Dutch and in English."""

import re
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.core.management import call_command
from django.test import Client

pytestmark = [pytest.mark.heavy, pytest.mark.django_db]

# A search has endless addresses; this many of them stand for the rest.
SEARCHES = 60
NOT_PAGES = re.compile(r"^/(static|media|documents|admin|account|api)/")


class Links(HTMLParser):
    """Collects what a page refers to."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.files: list[str] = []
        self.language = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "html":
            self.language = values.get("lang") or ""
        if tag == "a" and values.get("href"):
            self.links.append(values["href"] or "")
        if tag in ("img", "script", "source", "iframe") and values.get("src"):
            self.files.append(values["src"] or "")
        if tag == "link" and values.get("rel") == "stylesheet":
            self.files.append(values.get("href") or "")


@pytest.fixture
def demonstration(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.CITYSYNERGY = settings.CITYSYNERGY | {"INDEX_DIR": tmp_path / "index"}
    for command in ("citysynergy_load_reference", "citysynergy_load_demo", "citysynergy_rebuild_index"):
        call_command(command)


def crawl(client: Client, starts: list[str]) -> tuple[dict[str, int], set[str]]:
    """Visit everything that can be reached; return the status of each address, and the files of other hosts."""
    statuses: dict[str, int] = {}
    foreign: set[str] = set()
    waiting = list(starts)
    searches = 0
    while waiting:
        address = waiting.pop()
        if address in statuses:
            continue
        if "?" in address:
            searches += 1
            if searches > SEARCHES:
                continue
        response = client.get(address)
        statuses[address] = response.status_code
        if response.status_code != 200 or not response.headers["Content-Type"].startswith("text/html"):
            continue
        page = Links()
        page.feed(response.content.decode())
        assert page.language == address.split("/")[1], address
        foreign.update(file for file in page.files if urlsplit(file).netloc)
        for link in page.links:
            target = urlsplit(urljoin(f"http://testserver{address}", urldefrag(link).url))
            if target.netloc == "testserver" and not NOT_PAGES.match(target.path):
                waiting.append(target.path + (f"?{target.query}" if target.query else ""))
    return statuses, foreign


def test_every_page_answers_and_loads_nothing_from_elsewhere(client, demonstration):
    statuses, foreign = crawl(client, ["/nl/", "/en/"])
    assert {address: status for address, status in statuses.items() if status not in (200, 302)} == {}
    assert foreign == set()
    for language in ("nl", "en"):
        assert sum(address.startswith(f"/{language}/organisations/") for address in statuses) >= 80
