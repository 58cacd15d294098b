"""Pages that wait too long are brought to mind, once a period, in one mail a person."""

import datetime
import socket
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import TaskState
from wagtail.users.models import UserProfile

from citysynergy.models import ModerationTaskState, Route
from citysynergy.moderation.actions import set_sign_off
from citysynergy.moderation.reminders import send_reminders
from citysynergy.permissions.actions import add_member, remove_member
from tests import factories
from tests.moderation.steps import decide, submit

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def later(days: float) -> datetime.datetime:
    return timezone.now() + days * DAY


def letters() -> dict[str, Any]:
    """The mails by their reader; one each."""
    found = {message.to[0].split("@")[0]: message for message in mail.outbox}
    assert len(found) == len(mail.outbox)
    return found


@pytest.fixture
def another(world: Any, people: Any) -> Any:
    return factories.make_initiative(
        world.rotterdam,
        "Nog een",
        english="One more",
        live=False,
        themes=[world.water],
        countries=[world.sweden],
        cities=[world.umea],
    )


def test_nobody_is_reminded_before_the_time(people, draft):
    submit(draft, people.author)
    assert send_reminders(later(4.9)).mails == 0
    assert not mail.outbox


def test_moderators_get_one_mail_of_all_that_waits_the_oldest_first(people, draft, another):
    submit(another, people.author)
    submit(draft, people.author)
    TaskState.objects.filter(workflow_state__object_id=str(another.pk)).update(started_at=timezone.now() - 3 * DAY)
    outcome = send_reminders(later(6))
    assert (outcome.mails, outcome.pages, outcome.failed) == (2, 2, [])
    body = letters()["second-moderator"].body
    assert letters()["second-moderator"].subject == "2 pages wait for you"
    assert body.index("One more (initiative, Rotterdam), since 9 days") < body.index("Safe by the water")
    assert f"http://testserver/admin/pages/{draft.pk}/edit/" in body
    assert "Veilig aan het water" in letters()["moderator"].body


def test_once_a_period(people, draft):
    submit(draft, people.author)
    assert send_reminders(later(6)).pages == 1
    assert send_reminders(later(7)).mails == 0
    assert send_reminders(later(10.9)).mails == 0
    assert send_reminders(later(11.1)).pages == 1


def test_the_period_is_a_setting(people, draft, settings):
    settings.CITYSYNERGY = {**settings.CITYSYNERGY, "MODERATION_REMIND_AFTER_DAYS": 2}
    submit(draft, people.author)
    assert send_reminders(later(2.1)).pages == 1


def test_the_people_of_the_route_are_reminded(people, draft):
    route = Route.objects.create(name="Alles")
    route.moderators.set([people.second_moderator])
    submit(draft, people.author)
    send_reminders(later(6))
    assert set(letters()) == {"second-moderator"}


class TestSigningOff:
    @pytest.fixture
    def approver(self, world: Any, people: Any) -> Any:
        approver = factories.make_user("approver", language="en")
        add_member(approver, world.rotterdam, "approver")
        set_sign_off(world.rotterdam, True)
        return approver

    def test_approvers_are_reminded(self, people, draft, approver):
        submit(draft, people.author)
        send_reminders(later(6))
        assert set(letters()) == {"approver"}
        assert "To sign off for your organisation:" in letters()["approver"].body

    def test_managers_are_told_where_nobody_is_left_to_sign_off(self, people, draft, approver):
        submit(draft, people.author)
        remove_member(approver.memberships.get())
        profile = UserProfile.get_for_user(people.manager)
        profile.preferred_language = "en"
        profile.save()
        send_reminders(later(6))
        assert set(letters()) == {"manager"}
        assert "Nobody can sign these off." in letters()["manager"].body


class TestChangesAsked:
    def test_the_author_is_reminded_of_them_since_they_were_asked(self, people, draft):
        page = submit(draft, people.author)
        send_reminders(later(6))
        mail.outbox.clear()
        decide(page, people.moderator, "reject", comment="Korter.")
        ModerationTaskState.objects.update(reminded_at=None)
        assert send_reminders(later(4.9)).mails == 0
        send_reminders(later(6))
        assert set(letters()) == {"author"}
        assert "Changes were asked." in letters()["author"].body

    def test_not_after_the_page_was_handed_in_again_or_given_up(self, people, draft, another):
        page = submit(draft, people.author)
        decide(page, people.moderator, "reject", comment="Korter.")
        page = submit(page, people.author)
        decide(page, people.moderator)
        given_up = submit(another, people.author)
        decide(given_up, people.moderator, "reject", comment="Korter.")
        type(given_up).objects.get(pk=given_up.pk).current_workflow_state.cancel(user=people.author)
        assert send_reminders(later(20)).mails == 0


def test_who_wants_no_such_mail_gets_none(people, draft):
    profile = UserProfile.get_for_user(people.moderator)
    profile.submitted_notifications = False
    profile.save()
    submit(draft, people.author)
    send_reminders(later(6))
    assert set(letters()) == {"second-moderator"}


def test_pages_that_are_gone_are_forgotten(people, draft):
    page = submit(draft, people.author)
    type(page).objects.get(pk=page.pk).delete()
    assert send_reminders(later(6)).mails == 0


class TestCommand:
    @pytest.fixture
    def old(self, people: Any, draft: Any) -> Any:
        submit(draft, people.author)
        TaskState.objects.update(started_at=timezone.now() - 6 * DAY)

    def test_says_what_it_did(self, old, capsys):
        call_command("citysynergy_send_reminders")
        assert "2 mails sent, about 1 pages." in capsys.readouterr().out
        call_command("citysynergy_send_reminders")
        assert "0 mails sent" in capsys.readouterr().out

    def test_fails_where_mails_fail_and_tries_again_the_next_time(self, old, settings):
        works = settings.MAILERS
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        settings.MAILERS = {
            "default": {
                "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": 2},
            }
        }
        with pytest.raises(CommandError, match="moderator, second-moderator"):
            call_command("citysynergy_send_reminders")
        settings.MAILERS = works
        assert send_reminders().pages == 1


def test_more_pages_take_a_bounded_number_of_queries_each(people, draft, another, django_assert_max_num_queries):
    submit(draft, people.author)
    submit(another, people.author)
    with django_assert_max_num_queries(60):
        send_reminders(later(6))
