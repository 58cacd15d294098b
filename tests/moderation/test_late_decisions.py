"""Decisions that come twice, too late, or about another version get the right answer in clear words."""

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from wagtail.models import TaskState

from citysynergy.models import ModerationTaskState
from tests import editor, factories
from tests.moderation.conftest import signed_in
from tests.moderation.steps import decide, desk, fresh, step, submit

pytestmark = pytest.mark.django_db
MODAL = {"x-requested-with": "XMLHttpRequest"}


@pytest.fixture
def waiting(people: Any, draft: Any) -> Any:
    return submit(draft, people.author)


@pytest.fixture
def moderator(people: Any) -> Any:
    """One who reads English."""
    return signed_in(people.second_moderator)


def approval(client: Any, page: Any, action: str = "approve", **data: Any) -> dict[str, Any]:
    """What the browser sends when the moderator presses the button, of the page as it is opened now."""
    return editor.filled_in(client, page) | {
        "action-workflow-action": ["true"],
        "workflow-action-name": [action],
        "workflow-action-extra-data": [json.dumps(data)],
    }


def answer(client: Any, page: Any, sent: dict[str, Any]) -> str:
    response = client.post(editor.address(page), sent, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def approvals(page: Any) -> int:
    return TaskState.objects.for_instance(page).filter(status="approved").count()


class TestInTheEditor:
    def test_pressed_twice_it_is_done_once(self, moderator, waiting):
        sent = approval(moderator, waiting)
        answer(moderator, waiting, sent)
        assert editor.reloaded(waiting).live
        assert "You approved this page already." in answer(moderator, waiting, sent)
        assert approvals(waiting) == 1

    def test_a_colleague_was_first(self, people, moderator, waiting):
        sent = approval(moderator, waiting)
        decide(waiting, people.moderator, "reject", comment="Korter.")
        assert "moderator asked for changes to this page already." in answer(moderator, waiting, sent)
        assert not editor.reloaded(waiting).live

    def test_the_author_called_it_back(self, people, moderator, waiting):
        sent = approval(moderator, waiting)
        editor.reloaded(waiting).current_workflow_state.cancel(user=people.author)
        assert "called back by its author" in answer(moderator, waiting, sent)
        assert not editor.reloaded(waiting).live

    def test_called_back_changed_and_handed_in_again(self, people, moderator, waiting):
        sent = approval(moderator, waiting)
        editor.reloaded(waiting).current_workflow_state.cancel(user=people.author)
        submit(waiting, people.author, title="Heel anders")
        assert "The page was changed after you opened it." in answer(moderator, waiting, sent)
        assert not editor.reloaded(waiting).live
        editor.decide(moderator, waiting, "approve")
        assert editor.reloaded(waiting).title == "Heel anders"

    def test_a_superuser_changed_it_meanwhile(self, people, moderator, waiting):
        sent = approval(moderator, waiting)
        page = editor.draft_of(waiting)
        page.title = "Verbeterd"
        page.save_revision(user=people.superuser)
        assert "The page was changed after you opened it." in answer(moderator, waiting, sent)
        # Whoever opens it now reads the new version, and may approve that.
        newest = editor.reloaded(waiting).latest_revision_id
        answer(moderator, waiting, approval(moderator, waiting, version=str(newest)))
        assert editor.reloaded(waiting).title == "Verbeterd"
        assert ModerationTaskState.objects.get(status="approved").revision_id == newest

    @pytest.mark.parametrize("data", ["{", "[1]", '"x"', "null"])
    def test_what_arrives_in_pieces_decides_nothing(self, moderator, waiting, data):
        sent = approval(moderator, waiting) | {"workflow-action-extra-data": [data]}
        assert "did not arrive whole" in answer(moderator, waiting, sent)
        assert desk(waiting) == "ModerationTask"

    def test_an_action_that_does_not_exist(self, moderator, waiting):
        assert "You can&#x27;t judge this page." in answer(moderator, waiting, approval(moderator, waiting, "delete"))
        assert desk(waiting) == "ModerationTask"

    def test_who_wrote_it_and_who_is_no_moderator_are_told_so(self, people, waiting):
        author = signed_in(people.author)
        assert "You wrote or submitted this page yourself." in answer(author, waiting, approval(author, waiting))
        editor.draft_of(waiting).save_revision(user=people.superuser)
        client = signed_in(people.superuser)
        assert "zelf" in answer(client, waiting, approval(client, waiting)) or "yourself" in answer(
            client, waiting, approval(client, waiting)
        )
        assert desk(waiting) == "ModerationTask"


class TestInTheWindow:
    """The form that opens from a list."""

    def address(self, page: Any, state: Any, action: str = "approve") -> str:
        return reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.pk])

    def test_about_a_version_that_is_not_the_latest(self, people, moderator, waiting):
        first = step(waiting)
        version = str(waiting.latest_revision_id)
        editor.reloaded(waiting).current_workflow_state.cancel(user=people.author)
        submit(waiting, people.author, title="Heel anders")
        for state in (first, step(waiting)):
            sent = {"version": version, "comment": ""}
            html = moderator.post(self.address(waiting, state), sent, headers=MODAL).json()["html"]
            assert "The page was changed after you opened this form." in html
        assert not editor.reloaded(waiting).live

    def test_about_a_page_that_waits_no_more(self, people, moderator, waiting):
        state = step(waiting)
        decide(waiting, people.moderator)
        response = moderator.post(self.address(waiting, state), {"comment": ""}, follow=True)
        assert "not currently awaiting moderation" in response.content.decode()
        assert approvals(waiting) == 1

    def test_with_the_number_of_another_page(self, world, people, moderator, waiting):
        other = factories.make_initiative(
            world.utrecht, live=False, themes=[world.water], countries=[world.indonesia], cities=[world.jakarta]
        )
        other = submit(other, people.other)
        sent = {"version": str(waiting.latest_revision_id), "comment": ""}
        moderator.post(self.address(waiting, step(other)), sent)
        assert not editor.reloaded(other).live
        assert not editor.reloaded(waiting).live

    def test_with_a_number_that_does_not_exist(self, moderator, waiting):
        address = reverse("wagtailadmin_pages:workflow_action", args=[waiting.pk, "approve", 999999])
        assert moderator.post(address, {"comment": ""}, follow=True).status_code == 404


class TestTwoAtOnce:
    def test_the_second_learns_what_the_first_did(self, people, waiting):
        # Both had read the state before either decided.
        mine, theirs = step(waiting), step(waiting)
        assert mine is not None
        assert theirs is not None
        task = mine.task.specific
        task.on_action(mine, fresh(people.moderator), "approve")
        with pytest.raises(PermissionDenied, match="moderator"):
            task.on_action(theirs, fresh(people.second_moderator), "reject", comment="Korter.")
        assert editor.reloaded(waiting).live
        assert TaskState.objects.filter(status="rejected").count() == 0

    def test_who_was_deactivated_meanwhile_decides_nothing(self, people, waiting):
        people.moderator.is_active = False
        people.moderator.save()
        with pytest.raises(PermissionDenied):
            decide(waiting, people.moderator)

    def test_who_is_no_moderator_any_more_neither(self, people, waiting):
        people.moderator.groups.clear()
        with pytest.raises(PermissionDenied):
            decide(waiting, people.moderator)
        assert not editor.reloaded(waiting).live
