"""Several pages judged with one decision: each by its own rules, and told which were not done and why."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.messages import get_messages
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import TaskState, WorkflowState

from citysynergy.models import Criterion, ModerationTaskState
from citysynergy.moderation.several import judge_several
from tests import editor, factories
from tests.moderation.conftest import signed_in

pytestmark = pytest.mark.django_db

SEVERAL = "citysynergy_admin:moderation_several"


@pytest.fixture
def handed_in(world, people) -> Any:
    """Makes a complete initiative of Rotterdam and hands it in. Returns the page and its state."""

    def made(title: str, by: Any = None) -> tuple[Any, Any]:
        page = factories.make_initiative(
            world.rotterdam,
            title,
            live=False,
            themes=[world.water],
            countries=[world.indonesia],
            cities=[world.jakarta],
        )
        return page, page.get_workflow().start(page, by or people.author).current_task_state.specific

    return made


def decide(user: Any, action: str, *states: Any, **data: Any) -> Any:
    """What the form sends. Returns the response, with what the moderator is told."""
    sent = {"action": action, "state": [getattr(state, "pk", state) for state in states], **data}
    return signed_in(user).post(reverse(SEVERAL), sent)


def told(response: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"success": [], "error": [], "warning": []}
    for message in get_messages(response.wsgi_request):
        found[message.level_tag].append(BeautifulSoup(str(message), "html.parser").get_text())
    return found


def statuses(*states: Any) -> list[str]:
    return [TaskState.objects.get(pk=state.pk).status for state in states]


class TestApproving:
    def test_publishes_each_page_and_keeps_what_was_said(self, people, handed_in):
        (first, one), (second, two) = handed_in("Eerste"), handed_in("Tweede")
        Criterion.objects.create(text={"nl": "De samenvatting is duidelijk.", "en": "The summary is clear."})
        mail.outbox.clear()
        response = decide(people.moderator, "approve", one, two, checked="on", comment="Mooi werk.")
        assert response.url == reverse("citysynergy_admin:moderation_queue")
        assert editor.reloaded(first).live
        assert editor.reloaded(second).live
        assert statuses(one, two) == ["approved", "approved"]
        state = ModerationTaskState.objects.get(pk=two.pk)
        assert (state.comment, state.finished_by) == ("Mooi werk.", people.moderator)
        assert state.checklist[-1]["checked"] is True
        assert "criteria" in state.checklist[-1]["text"]
        (done,) = told(response)["success"]
        assert "Eerste" in done
        assert "Tweede" in done

    def test_needs_the_word_that_each_was_checked(self, people, handed_in):
        page, state = handed_in("Eerste")
        response = decide(people.moderator, "approve", state, comment="Mooi werk.")
        assert response.status_code == 200
        assert "checked" in response.context["form"].errors
        with pytest.raises(ValidationError):
            judge_several([state.pk], "approve", by=people.moderator)
        assert not editor.reloaded(page).live

    def test_pressed_twice_does_nothing_twice(self, people, handed_in):
        page, state = handed_in("Eerste")
        decide(people.moderator, "approve", state, checked="on")
        published = editor.reloaded(page).last_published_at
        mail.outbox.clear()
        response = decide(people.moderator, "approve", state, checked="on")
        assert told(response)["success"] == []
        assert "Eerste" in told(response)["error"][0]
        assert editor.reloaded(page).last_published_at == published
        assert mail.outbox == []

    def test_the_same_page_ticked_twice_is_one(self, people, handed_in):
        _page, state = handed_in("Eerste")
        assert len(judge_several([state.pk, state.pk], "approve", by=people.moderator, checked=True)) == 1


class TestAskingForChanges:
    def test_sends_the_same_words_to_each(self, people, handed_in):
        (first, one), (_second, two) = handed_in("Eerste"), handed_in("Tweede")
        decide(people.moderator, "reject", one, two, comment="Noem de partners.")
        assert statuses(one, two) == ["rejected", "rejected"]
        assert WorkflowState.objects.filter(status="needs_changes").count() == 2
        assert not editor.reloaded(first).live
        assert ModerationTaskState.objects.get(pk=one.pk).checklist == []

    @pytest.mark.parametrize("comment", ["", "   ", "x" * 4001])
    def test_needs_words(self, people, handed_in, comment):
        _page, state = handed_in("Eerste")
        response = decide(people.moderator, "reject", state, comment=comment)
        assert "comment" in response.context["form"].errors
        assert statuses(state) == ["in_progress"]


class TestOnePageKeepsNoOtherBack:
    def test_own_work(self, people, handed_in):
        (own, mine), (other, one) = handed_in("Eigen werk", people.moderator), handed_in("Van een ander")
        response = decide(people.moderator, "approve", mine, one, checked="on")
        assert (editor.reloaded(own).live, editor.reloaded(other).live) == (False, True)
        assert ["Eigen werk" in text for text in told(response)["error"]] == [True]

    def test_a_page_that_a_colleague_judged_meanwhile(self, people, handed_in):
        (_page, one), (other, two) = handed_in("Eerste"), handed_in("Tweede")
        state = ModerationTaskState.objects.get(pk=one.pk)
        state.task.specific.on_action(state, people.second_moderator, "reject", comment="Nog niet.")
        response = decide(people.moderator, "approve", one, two, checked="on")
        assert statuses(one, two) == ["rejected", "approved"]
        assert editor.reloaded(other).live
        assert len(told(response)["error"]) == 1

    def test_a_page_that_its_author_called_back_and_submitted_anew(self, people, handed_in):
        page, state = handed_in("Eerste")
        state.workflow_state.cancel(user=people.author)
        page.get_workflow().start(editor.reloaded(page), people.author)
        decide(people.moderator, "approve", state, checked="on")
        assert not editor.reloaded(page).live
        assert WorkflowState.objects.filter(status="in_progress").count() == 1

    def test_a_page_that_a_colleague_locked(self, people, handed_in):
        page, state = handed_in("Eerste")
        page.locked, page.locked_by, page.locked_at = True, people.second_moderator, timezone.now()
        page.save(update_fields=["locked", "locked_by", "locked_at"])
        with translation.override("en"):
            (verdict,) = judge_several([state.pk], "approve", by=people.moderator, checked=True)
        assert verdict.refusal == "Someone locked this page."
        assert not editor.reloaded(page).live

    def test_forged_keys(self, people, handed_in):
        page, state = handed_in("Eerste")
        response = decide(people.moderator, "approve", 999_999, state, "x", "9" * 30, checked="on")
        assert editor.reloaded(page).live
        assert len(told(response)["error"]) == 1


class TestWhoMay:
    @pytest.mark.parametrize("name", ["author", "manager", "other", "analyst"])
    @pytest.mark.parametrize("action", ["approve", "reject"])
    def test_nobody_but_moderators(self, people, handed_in, name, action):
        page, state = handed_in("Eerste")
        user = getattr(people, name)
        response = decide(user, action, state, checked="on", comment="x")
        assert response.url == reverse("wagtailadmin_home")
        judge_several([state.pk], action, by=user, comment="x", checked=True)
        assert statuses(state) == ["in_progress"]
        assert not editor.reloaded(page).live

    @pytest.mark.parametrize("sent", [{}, {"action": "approve"}, {"action": "delete", "state": ["1"]}])
    def test_without_pages_or_with_another_action_one_is_led_back(self, people, sent):
        client = signed_in(people.moderator)
        for response in (client.get(reverse(SEVERAL), sent), client.post(reverse(SEVERAL), sent)):
            assert response.url == reverse("citysynergy_admin:moderation_queue")

    def test_too_many_are_refused_as_a_whole(self, people):
        with pytest.raises(ValidationError):
            judge_several(range(1, 27), "approve", by=people.moderator, checked=True)


def test_the_form_names_the_pages_and_leaves_out_what_cannot_be_judged(people, handed_in):
    _own, mine = handed_in("Eigen werk", people.moderator)
    _other, one = handed_in("Van een ander")
    sent = {"action": "approve", "state": [mine.pk, one.pk, 999_999]}
    html = signed_in(people.moderator).get(reverse(SEVERAL), sent).content.decode()
    soup = BeautifulSoup(html, "html.parser")
    assert [tag["value"] for tag in soup.select("[name=state]")] == [str(one.pk)]
    assert "Eigen werk" in html
