"""Publication on a day that was chosen, and its end, go through moderation as everything else."""

import datetime
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, Revision

from citysynergy.discovery import CaseQuery, search
from citysynergy.discovery.catalogue import CATALOGUE
from citysynergy.discovery.engines.registry import get_engine
from tests import editor
from tests.moderation.conftest import signed_in
from tests.moderation.steps import decide, submit

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _index(settings: Any, tmp_path: Path) -> Iterator[None]:
    """An empty index in a folder of its own."""
    settings.CITYSYNERGY = {**django_settings.CITYSYNERGY, "INDEX_DIR": tmp_path / "index"}
    CATALOGUE.forget()
    get_engine().rebuild([])
    yield
    CATALOGUE.forget()


@pytest.fixture
def doing(django_capture_on_commit_callbacks: Any) -> Callable[..., None]:
    """Do something and let what happens at its commit happen."""

    def run(work: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            work(*args, **kwargs)

    return run


def found() -> list[str]:
    results = search(CaseQuery.from_params({}, strict=True), viewer=None, zoom=3, language="nl")
    return [hit.title for hit in results.hits]


def public_status(page: Any) -> int:
    return Client().get(f"/nl/organisations/rotterdam/{page.slug}/").status_code


def the_hour_comes(page: Any) -> None:
    """As if the day that was chosen were an hour ago."""
    ago = timezone.now() - HOUR
    Revision.objects.exclude(approved_go_live_at=None).update(approved_go_live_at=ago)
    for revision in Revision.objects.for_instance(page):
        if revision.content.get("go_live_at"):
            revision.content = revision.content | {"go_live_at": ago.isoformat()}
            revision.save(update_fields=["content"])


def test_approval_schedules_the_command_publishes_and_the_index_follows(people, draft, doing):
    day = timezone.now() + 48 * HOUR
    page = submit(draft, people.author, go_live_at=day)
    mail.outbox.clear()
    doing(decide, page, people.moderator)
    page = editor.reloaded(page)
    assert (page.live, page.approved_schedule) == (False, True)
    assert (public_status(page), found()) == (404, [])
    body = mail.outbox[0].body
    assert "It is published on" in body
    assert "From then on readers find it here:" in body
    doing(call_command, "publish_scheduled")
    assert (public_status(page), found()) == (404, [])
    the_hour_comes(page)
    doing(call_command, "publish_scheduled")
    assert public_status(page) == 200
    assert found() == ["Veilig aan het water"]
    assert editor.reloaded(page).confirmed_by == people.author


def test_a_day_that_passed_while_the_page_waited_publishes_at_once(people, draft, doing):
    page = submit(draft, people.author, go_live_at=timezone.now() + HOUR)
    the_hour_comes(page)
    doing(decide, page, people.moderator)
    assert public_status(page) == 200


def test_the_end_takes_it_offline_and_out_of_the_index(people, draft, doing):
    page = submit(draft, people.author, expire_at=timezone.now() + 48 * HOUR)
    doing(decide, page, people.moderator)
    assert found() == ["Veilig aan het water"]
    doing(call_command, "publish_scheduled")
    assert public_status(page) == 200
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - HOUR)
    doing(call_command, "publish_scheduled")
    page = editor.reloaded(page)
    assert (page.live, page.expired) == (False, True)
    assert (public_status(page), found()) == (404, [])


def test_a_new_version_for_later_leaves_what_is_live_until_then(people, draft, doing):
    page = submit(draft, people.author)
    doing(decide, page, people.moderator)
    page = submit(page, people.author, title="Nieuwe titel", go_live_at=timezone.now() + 48 * HOUR)
    assert found() == ["Veilig aan het water"]
    doing(decide, page, people.moderator)
    assert (public_status(page), found()) == (200, ["Veilig aan het water"])
    the_hour_comes(page)
    doing(call_command, "publish_scheduled")
    assert found() == ["Nieuwe titel"]


def test_changes_asked_of_a_new_version_leave_what_is_live(people, draft, doing):
    page = submit(draft, people.author)
    doing(decide, page, people.moderator)
    page = submit(page, people.author, title="Nieuwe titel")
    doing(decide, page, people.moderator, "reject", comment="Korter.")
    assert (public_status(page), found()) == (200, ["Veilig aan het water"])


def test_nobody_writes_what_is_scheduled_a_manager_takes_it_back(people, draft, doing):
    page = submit(draft, people.author, go_live_at=timezone.now() + 48 * HOUR)
    doing(decide, page, people.moderator)
    editor.press(signed_in(people.author), page, title="Toch anders")
    assert editor.draft_of(page).title == "Veilig aan het water"
    tester = editor.reloaded(page).permissions_for_user(people.manager)
    assert tester.can_unschedule()
    assert not editor.reloaded(page).permissions_for_user(people.author).can_unschedule()
