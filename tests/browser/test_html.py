"""The HTML of every kind of page is valid, by the checker of the W3C."""

import json
import os
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.browser.kinds import PAGES

pytestmark = pytest.mark.browser

# Beside the kinds of page: what they become when something is chosen, asked, wrong or not found.
STATES = [
    "/search/?q=waterr+indonesie&theme=water-and-sanitation&filters=all&list=country",
    "/search/?q=zzzzzz",
    "/search/?country=ID&country=nonsense&not_theme=heritage&page=2",
    "/map/?region=142",
    "/nothing/here/",
    "/components/",
]


def _html(address: str) -> bytes:
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return bytes(answer.read())
    except urllib.error.HTTPError as error:
        return error.read()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_kind_of_page_is_valid_html(base_url: str, tmp_path: Path, language: str) -> None:
    addresses = [f"/{language}{address}" for address in [*PAGES, *STATES]]
    files = {}
    for number, address in enumerate(addresses):
        file = tmp_path / f"{number}.html"
        file.write_bytes(_html(base_url + address))
        files[file.as_uri().replace("file:///", "file:/")] = address
    checker = json.loads(os.environ["HTML_CHECKER"])
    answer = subprocess.run([*checker, *map(str, sorted(tmp_path.glob("*.html")))], capture_output=True, check=True)
    found = [
        (files[one["url"]], one["message"], one.get("extract"))
        for one in json.loads(answer.stderr)["messages"]
        if one["type"] == "error"
    ]
    assert found == []
