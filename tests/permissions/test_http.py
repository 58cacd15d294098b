"""The handbook's table over HTTP: every actor tries every action once, in types and states that meet pairwise."""

from itertools import groupby
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import Comment, Page

from tests import editor
from tests.permissions import test_admin
from tests.permissions.conftest import actors
from tests.permissions.matrix import ASK, STATES, TYPES, Cell, sample, stated
from tests.permissions.worlds import make_page

pytestmark = pytest.mark.django_db

TITLE = "Over HTTP geschreven"


class Try:
    """One actor before one page."""

    def __init__(self, client: Client, page: Any, form: dict[str, Any]) -> None:
        self.client, self.page, self.form = client, page, form

    def view(self, name: str, *more: Any) -> str:
        return reverse(f"wagtailadmin_pages:{name}", args=[self.page.pk, *more])

    def opens(self, address: str) -> bool:
        response = self.client.get(address)
        if response.streaming:
            b"".join(response)
        return bool(response.status_code == 200)

    def saves(self, button: str = "", **changes: Any) -> Any:
        buttons = {f"action-{button}": ["1"]} if button else {}
        self.client.post(editor.address(self.page), self.form | changes | buttons)
        return editor.reloaded(self.page)

    def list(self) -> bool:
        """The row of the page has a box to tick; or the explorer begins at the page."""
        response = self.client.get(reverse("wagtailadmin_explore", args=[self.page.get_parent().pk]), follow=True)
        if response.status_code != 200 or "parent_page" not in (response.context or {}):
            return False
        begins = response.context["parent_page"].pk == self.page.pk
        return begins or f'data-object-id="{self.page.pk}"' in response.content.decode()

    def open(self) -> bool:
        return self.opens(editor.address(self.page))

    def comment(self) -> bool:
        self.saves(**test_admin.TestModeratorsReadAndComment.COMMENT | {"comments-0-contentpath": "title"})
        return Comment.objects.filter(page=self.page).exists()

    def history(self) -> bool:
        return self.opens(self.view("history"))

    def compare(self) -> bool:
        return self.opens(self.view("revisions_compare", "earliest", "latest"))

    def edit(self) -> bool:
        return self.saves(title=TITLE).get_latest_revision_as_object().title == TITLE

    def submit(self) -> bool:
        before = self.page.workflow_in_progress
        return not before and self.saves("submit", title=TITLE, agreed_with_city="on").workflow_in_progress

    def judges(self, step: str) -> bool:
        """The form of the decision opens, at that step."""
        task = self.page.current_workflow_task_state
        if task is None or task.task.specific._meta.model_name != step:
            return False
        return self.opens(self.view("collect_workflow_action_data", "approve", task.pk))

    def sign_off(self) -> bool:
        return self.judges("signofftask")

    def approve(self) -> bool:
        return self.judges("moderationtask")

    def publish(self) -> bool:
        page = self.saves("publish")
        return page.live and page.live_revision_id != self.page.live_revision_id

    def unpublish(self) -> bool:
        self.client.post(self.view("unpublish"))
        return self.page.live and not editor.reloaded(self.page).live

    def move(self) -> bool:
        return self.opens(self.view("move"))

    def copy(self) -> bool:
        before = Page.objects.count()
        parent = self.page.get_parent().pk
        self.client.post(self.view("copy"), {"new_title": "Kopie", "new_slug": "kopie", "new_parent_page": parent})
        return Page.objects.count() > before or self.opens(self.view("copy"))

    def delete(self) -> bool:
        return self.opens(self.view("delete"))

    def lock(self) -> bool:
        self.client.post(self.view("unlock" if self.page.locked else "lock"))
        return editor.reloaded(self.page).locked is not self.page.locked

    def privacy(self) -> bool:
        return self.opens(self.view("set_privacy"))

    def link(self) -> bool:
        return self.opens(reverse("wagtailadmin_choose_page_chosen_multiple") + f"?id={self.page.pk}")

    def read_document(self) -> bool:
        return self.opens(self.page.document_of_matrix.url)


PLACES = [(type_, state) for type_ in TYPES for state in STATES]
ASKED: dict[Any, list[Cell]] = {
    place: list(cells) for place, cells in groupby(sorted(sample()), key=lambda cell: (cell.type, cell.state))
}


@pytest.fixture(autouse=True)
def quickly(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.CITYSYNERGY = settings.CITYSYNERGY | {"REQUIRED_LANGUAGES": ["nl"]}


def test_every_action_has_an_address():
    assert {name.replace(" ", "_") for name in ASK} <= set(dir(Try))


@pytest.mark.parametrize(("type_", "state"), PLACES)
def test_the_admin_does_as_the_handbook_states(world, people, type_, state):
    people_by_actor = actors(people)
    made: dict[Any, tuple[Any, dict[str, Any]]] = {}
    for cell in ASKED.get((type_, state), []):
        theirs = people.nairobi_embassy if cell.actor == "trusted mission" and "mission's" in type_ else None
        if theirs not in made:
            made[theirs] = _made(world, people, type_, state, theirs)
        page, form = made[theirs]
        client = Client()
        if (user := people_by_actor[cell.actor]).is_authenticated:
            client.force_login(user)
        before = transaction.savepoint_create()
        answer = getattr(Try(client, page, form), cell.action.replace(" ", "_"))()
        transaction.savepoint_rollback(before)
        assert answer == (cell in stated()), cell


def _made(
    world: SimpleNamespace, people: SimpleNamespace, type_: str, state: str, of: Any
) -> tuple[Any, dict[str, Any]]:
    """The page, and its form as a browser would have it that opened the editor before the page came into its state."""
    page = make_page(world, people, type_, state, of=of)
    client = Client()
    client.force_login(people.superuser)
    locked = Page.objects.filter(pk=page.pk, locked=True)
    if locked.update(locked=False):
        form = editor.filled_in(client, page)
        Page.objects.filter(pk=page.pk).update(locked=True)
    else:
        form = editor.filled_in(client, page)
    return page, form
