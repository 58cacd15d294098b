"""The admin's search: ranked where the database ranks at once, newest first where ranking would take minutes."""

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page

from tests import factories
from tests.permissions.test_admin import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(world: SimpleNamespace) -> list[Page]:
    """Two pages with one word in their titles, the older first."""
    return [factories.make_initiative(world.rotterdam, title) for title in ("Dijken dijken dijken", "Over dijken")]


@pytest.mark.parametrize("method", ["search", "autocomplete"])
def test_no_row_asks_the_full_text_index_anew(pages, method):
    with CaptureQueriesContext(connection) as queries:
        found = list(getattr(Page.objects.all(), method)("dijken"))
    assert {page.pk for page in found} == {page.pk for page in pages}
    if connection.vendor == "sqlite":
        assert not any("bm25" in query["sql"] for query in queries)
        assert [page.pk for page in found] == [page.pk for page in reversed(pages)]


def test_scores_are_there_for_who_asks_for_them(pages):
    found = Page.objects.all().search("dijken").annotate_score("score")
    assert len(found) == 2
    assert all(page.score for page in found)


def test_who_searches_finds_the_word(world, pages):
    superuser = factories.make_user("zoeker", is_superuser=True, is_staff=True)
    answer = signed_in(superuser).get(reverse("wagtailadmin_pages:search"), {"q": "dijken"})
    assert [page.pk for page in answer.context["pages"]]
    assert b"Over dijken" in answer.content
