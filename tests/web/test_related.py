"""Related cases on the page of a case: with a reason in words, and never what its reader may not see."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from tests.web.test_pages import address, read


def block(html: str) -> str:
    """The part of a page with related cases; empty where there is none."""
    found = re.search(r'<section class="cs-related".*?</section>', html, re.DOTALL)
    return found[0] if found else ""


def test_a_case_leads_to_what_belongs_with_it_and_says_why(client: Client, register: SimpleNamespace) -> None:
    html = block(read(client, address(register.initiative)))
    assert "Wie helpt Semarang?" in html
    assert "Zelfde thema en land: Water en sanitair, Indonesië" in html
    assert "Muziek zonder vertaling" not in html
    assert "Veilig aan het water" not in html
    english = block(read(client, address(register.initiative, "en")))
    assert "Same theme and country: Water and sanitation, Indonesia" in english
    assert "Who helps Semarang?" in english


def test_a_case_for_the_network_is_no_relation_for_a_stranger(
    client: Client, register: SimpleNamespace, member: Any
) -> None:
    assert "Gesloten vraag" not in block(read(client, address(register.initiative)))
    client.force_login(member)
    html = block(read(client, address(register.initiative)))
    assert "Gesloten vraag" in html
    assert "Zelfde stad" in html


def test_a_case_without_relations_has_no_block(client: Client, register: SimpleNamespace) -> None:
    register.dutch_only.themes.clear()
    register.dutch_only.countries.clear()
    register.dutch_only.save()
    assert block(read(client, address(register.dutch_only))) == ""


@pytest.fixture
def no_index(register: SimpleNamespace, index_folder: Path) -> Iterator[None]:
    """The index is gone for a while."""
    aside = index_folder.rename(index_folder.with_name("aside"))
    yield
    aside.rename(index_folder)


def test_without_the_index_the_page_stands_without_the_block(
    client: Client, register: SimpleNamespace, no_index: None
) -> None:
    html = read(client, address(register.initiative))
    assert block(html) == ""
    assert "Veilig aan het water" in html


def test_a_page_asks_the_index_once(client: Client, register: SimpleNamespace, asked: list[str]) -> None:
    read(client, address(register.initiative))
    assert asked == ["related"]
