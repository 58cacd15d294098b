"""Mails of moderation reach the right people, in their language, and stop nothing when they can't be sent."""

import logging
import socket
from email.message import Message
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from wagtail.models import Task, Workflow, WorkflowPage, WorkflowState, WorkflowTask
from wagtail.users.models import UserProfile

from citysynergy.permissions.actions import remove_member
from tests import editor, factories
from tests.moderation.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_once(django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mails leave after the transaction; in a test that is rolled back, at once."""
    from django.db import transaction

    monkeypatch.setattr(transaction, "on_commit", lambda send, **kwargs: send())


def letters() -> dict[str, str]:
    """Subjects by the one reader of each mail."""
    return {message.to[0].split("@")[0]: message.subject for message in mail.outbox}


@pytest.fixture
def submitted(people, draft):
    editor.press(signed_in(people.author), draft, "submit")
    return editor.reloaded(draft)


def test_submission_is_told_to_the_moderators_each_in_their_language(people, submitted):
    assert set(letters()) == {"moderator", "second-moderator"}
    english = next(message for message in mail.outbox if message.to == ["second-moderator@example.org"])
    assert english.subject == "To judge: Safe by the water"
    assert "Rotterdam submitted this page: Safe by the water (initiative)" in english.body
    assert f"http://testserver/admin/pages/{submitted.pk}/edit/" in english.body
    dutch = next(message for message in mail.outbox if message.to == ["moderator@example.org"])
    assert "Veilig aan het water" in dutch.subject
    assert isinstance(english.message(), Message)


def test_of_changes_asked_the_author_alone_is_told_with_the_words(people, submitted):
    mail.outbox.clear()
    editor.decide(signed_in(people.moderator), submitted, "reject", "Noem de partners & <steden>.")
    assert letters() == {"author": "Changes asked: Safe by the water"}
    assert "Noem de partners & <steden>." in mail.outbox[0].body


def test_a_second_round_is_told_again(people, submitted):
    editor.decide(signed_in(people.moderator), submitted, "reject", "Graag anders.")
    mail.outbox.clear()
    editor.press(signed_in(people.colleague), submitted, "submit", title="Beter")
    assert set(letters()) == {"moderator", "second-moderator"}
    mail.outbox.clear()
    editor.decide(signed_in(people.moderator), submitted, "reject", "Nog een keer.")
    assert set(letters()) == {"author", "colleague"}


def test_of_approval_the_author_is_told_with_the_public_address(people, submitted):
    mail.outbox.clear()
    editor.decide(signed_in(people.moderator), submitted, "approve", "Mooi werk.")
    assert letters() == {"author": "Approved: Safe by the water"}
    assert "\nhttp://testserver/en/organisations/rotterdam/veilig/\n" in mail.outbox[0].body
    assert "Mooi werk." in mail.outbox[0].body


def test_a_new_version_of_a_published_page_comes_with_the_comparison(people, submitted):
    editor.decide(signed_in(people.moderator), submitted, "approve")
    mail.outbox.clear()
    editor.press(signed_in(people.author), submitted, "submit", title="Nieuwe titel")
    latest = editor.reloaded(submitted).latest_revision_id
    assert f"/admin/pages/{submitted.pk}/revisions/compare/live...{latest}/" in mail.outbox[0].body


def test_who_left_the_organisation_is_not_told_its_managers_are(people, submitted):
    remove_member(people.author.memberships.get())
    mail.outbox.clear()
    editor.decide(signed_in(people.moderator), submitted, "reject", "Graag anders.")
    assert set(letters()) == {"manager"}


def test_who_wants_no_mail_or_has_no_address_gets_none(people, draft):
    profile = UserProfile.get_for_user(people.moderator)
    profile.submitted_notifications = False
    profile.save()
    people.second_moderator.email = ""
    people.second_moderator.save()
    editor.press(signed_in(people.author), draft, "submit")
    assert letters() == {}


def test_a_title_with_line_breaks_stays_one_subject(people, submitted):
    from citysynergy.moderation.mails import Letter, send

    submitted.language, submitted.title = "en", "Safe\r\nBcc: everyone@example.org"
    mail.outbox.clear()
    assert send(Letter("approved", submitted, (people.author,))) == 1
    assert mail.outbox[0].subject == "Approved: Safe Bcc: everyone@example.org"


class TestMailServerDown:
    @pytest.fixture
    def closed_port(self, settings: Any) -> int:
        """A mail server that isn't there: SMTP for real, to a port that nobody listens on."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        settings.MAILERS = {
            "default": {
                "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": 2},
            }
        }
        return port

    def test_loses_nothing_and_is_logged(self, people, draft, closed_port, caplog):
        with caplog.at_level(logging.ERROR, logger="citysynergy.moderation.mails"):
            assert editor.press(signed_in(people.author), draft, "submit").status_code == 302
            assert WorkflowState.objects.get().status == "in_progress"
            editor.decide(signed_in(people.moderator), draft, "approve")
        assert editor.reloaded(draft).live
        failures = [record for record in caplog.records if record.name == "citysynergy.moderation.mails"]
        assert len(failures) == 3
        assert not any("@example.org" in record.getMessage() for record in failures)


class TestOtherWorkflows:
    """A host's own workflow keeps Wagtail's mails."""

    def test_wagtail_writes_to_who_asked(self, world, people):
        from wagtail.models import GroupApprovalTask

        task = GroupApprovalTask.objects.create(name="Eigen")
        task.groups.add(Group.objects.create(name="Eigen redactie"))
        workflow = Workflow.objects.create(name="Eigen")
        WorkflowTask.objects.create(workflow=workflow, task=Task.objects.get(pk=task.pk))
        WorkflowPage.objects.create(page_id=world.home.pk, workflow=workflow)
        page = world.home.specific
        page.save_revision(user=people.other)
        state = workflow.start(page, people.other)
        mail.outbox.clear()
        state.current_task_state.reject(user=people.superuser, comment="Nee")
        assert set(letters()) == {"other"}


def test_a_page_of_nobody_is_told_to_nobody(world, people):
    page = factories.make_initiative(
        world.rotterdam, live=False, themes=[world.water], countries=[world.indonesia], cities=[world.jakarta]
    )
    state = page.get_workflow().start(page, None)
    mail.outbox.clear()
    state.current_task_state.task.specific.on_action(
        state.current_task_state, people.moderator, "reject", comment="Van wie is dit?"
    )
    assert set(letters()) == {"manager"}
