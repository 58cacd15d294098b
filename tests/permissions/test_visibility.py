"""An opportunity is for the network unless its published version says otherwise; nothing flashes public in between."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from tests import editor, factories

pytestmark = pytest.mark.django_db


def restricted(page: Any) -> bool:
    return PageViewRestriction.objects.filter(page_id=page.pk).exists()


def reads(user: Any, page: Any) -> int:
    client = Client()
    if user:
        client.force_login(user)
    return client.get(page.get_url()).status_code


@pytest.fixture
def moments() -> Iterator[list[tuple[Any, bool]]]:
    """(visibility where live, restricted) right after each write of an opportunity."""
    from django.db.models.signals import post_save

    from citysynergy.models import OpportunityPage

    seen: list[tuple[Any, bool]] = []

    def look(instance: OpportunityPage, **kwargs: Any) -> None:
        row = OpportunityPage.objects.get(pk=instance.pk)
        seen.append((row.live and row.visibility, restricted(row)))

    post_save.connect(look, sender=OpportunityPage, weak=False, dispatch_uid="look")
    yield seen
    post_save.disconnect(sender=OpportunityPage, dispatch_uid="look")


def test_a_draft_is_restricted_whatever_it_says(world):
    assert restricted(factories.make_opportunity(world.jakarta_embassy, live=False))
    assert restricted(factories.make_opportunity(world.jakarta_embassy, live=False, visibility="public"))


def test_published_for_the_network(world, people):
    page = factories.make_opportunity(world.jakarta_embassy)
    assert restricted(page)
    for name in ("author", "mission", "moderator", "analyst", "steward", "superuser"):
        assert reads(getattr(people, name), page) == 200, name
    # Who is signed in and has no business here is told that it is not there; a stranger is asked to sign in.
    assert reads(people.stranger, page) == 404
    ends = Client().get(page.get_url(), follow=True).redirect_chain[-1][0]
    assert ends.startswith("/account/login/?next=")


def test_published_for_everyone(world):
    page = factories.make_opportunity(world.jakarta_embassy, visibility="public")
    assert not restricted(page)
    assert reads(None, page) == 200


def test_a_public_page_made_network_only_is_never_open_meanwhile(world, moments):
    page = factories.make_opportunity(world.jakarta_embassy, visibility="public")
    page.visibility = "network"
    revision = page.save_revision()
    assert not restricted(page)
    moments.clear()
    revision.publish()
    assert restricted(page)
    assert ("network", False) not in moments


def test_a_page_for_the_network_is_opened_by_publication_only(world, moments):
    page = factories.make_opportunity(world.jakarta_embassy)
    page.visibility = "public"
    revision = page.save_revision()
    assert restricted(page)
    revision.publish()
    assert not restricted(editor.reloaded(page))
    assert ("network", False) not in moments


def test_a_new_page_is_restricted_at_its_first_write_that_is_live(world, moments):
    factories.make_opportunity(world.jakarta_embassy)
    assert ("network", False) not in moments


def test_saving_a_draft_does_not_close_a_public_page(world):
    page = factories.make_opportunity(world.jakarta_embassy, visibility="public")
    page.visibility = "network"
    page.save_revision()
    assert not restricted(page)
    assert reads(None, page) == 200


def test_a_restriction_set_by_hand_stays(world):
    page = factories.make_opportunity(world.jakarta_embassy)
    PageViewRestriction.objects.create(page_id=page.pk, restriction_type=PageViewRestriction.LOGIN)
    page.visibility = "public"
    page.save_revision().publish()
    assert [row.restriction_type for row in PageViewRestriction.objects.filter(page_id=page.pk)] == ["login"]
