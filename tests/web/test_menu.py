"""What stands in the frame of every page: public pages only, however many pages are closed."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from citysynergy.models import OrganisationIndexPage
from tests.web.test_pages import read

MANY = 1_200


def close(page: Any, kind: str = PageViewRestriction.LOGIN) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=kind)


@pytest.fixture
def about(register: SimpleNamespace) -> OrganisationIndexPage:
    """A page that an editor put in the menu."""
    page = register.home.add_child(instance=type(register.home)(title="Wie wij zijn", slug="wie", show_in_menus=True))
    register.home.refresh_from_db()
    return page


def test_a_page_in_the_menu_is_shown_until_it_is_closed(client: Client, about: Any) -> None:
    assert ">Wie wij zijn</a>" in read(client, "/nl/search/")
    close(about, PageViewRestriction.NONE)
    assert ">Wie wij zijn</a>" in read(client, "/nl/search/")
    close(about)
    assert "Wie wij zijn" not in read(client, "/nl/search/")


def test_a_draft_and_a_page_below_another_are_not_in_the_menu(client: Client, about: Any) -> None:
    about.add_child(instance=type(about)(title="Dieper", slug="dieper", show_in_menus=True))
    assert ">Dieper<" not in read(client, "/nl/search/")
    about.unpublish()
    assert "Wie wij zijn" not in read(client, "/nl/search/")


def test_a_closed_index_of_organisations_has_no_link(client: Client, register: SimpleNamespace) -> None:
    link = ">Organisaties</a>"
    assert link in read(client, "/nl/search/")
    close(register.index)
    assert link not in read(client, "/nl/search/")


def test_what_stands_above_closes_too(client: Client, about: Any, register: SimpleNamespace) -> None:
    close(register.home)
    html = read(client, "/nl/search/")
    assert "Wie wij zijn" not in html
    assert ">Organisaties</a>" not in html


def test_many_closed_pages_are_no_burden(client: Client, register: SimpleNamespace) -> None:
    """Wagtail's own way makes a condition for each, which SQLite refuses beyond a thousand."""
    PageViewRestriction.objects.bulk_create(
        PageViewRestriction(page=register.private, restriction_type=PageViewRestriction.LOGIN) for _ in range(MANY)
    )
    for address in ("/nl/search/", register.home.get_url(), register.index.get_url()):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200, address
        assert max(len(query["sql"]) for query in asked) < 5_000, address


def test_what_changes_in_the_menu_is_seen_at_once(client: Client, about: Any) -> None:
    assert ">Wie wij zijn</a>" in read(client, "/nl/search/")
    about.title = "Over ons"
    about.save_revision().publish()
    assert ">Over ons</a>" in read(client, "/nl/search/")
    about.move(about.get_parent(), pos="first-child")
    assert ">Over ons</a>" in read(client, "/nl/search/")
    about.delete()
    assert "Over ons" not in read(client, "/nl/search/")


def test_a_menu_is_read_once(client: Client, about: Any) -> None:
    read(client, "/nl/search/")
    with CaptureQueriesContext(connection) as asked:
        read(client, "/nl/search/")
    assert not [query for query in asked if "wagtailcore_site" in query["sql"] or "restriction" in query["sql"]]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_link_to_sign_in_takes_the_language_along(client: Client, about: Any, language: str) -> None:
    assert f'href="/account/login/?lang={language}"' in read(client, f"/{language}/search/")
