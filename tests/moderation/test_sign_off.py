"""An organisation may let its approvers sign off before the ministry reads a page."""

from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import ModelLogEntry, TaskState, Workflow, WorkflowState
from wagtail.test.utils.form_data import querydict_from_html

from citysynergy.models import ModerationTask, Organisation, SignOffTask
from citysynergy.moderation.actions import set_sign_off
from citysynergy.moderation.loading import load, moderation_workflow
from citysynergy.permissions.actions import add_member
from tests import editor, factories
from tests.moderation.conftest import signed_in
from tests.moderation.steps import actions, decide, desk, fresh, submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def approvers(world: Any, people: Any) -> Any:
    """Two approvers of Rotterdam, which wants sign-off; one of Utrecht."""
    for name, organisation in (
        ("approver", world.rotterdam),
        ("second_approver", world.rotterdam),
        ("elsewhere", world.utrecht),
    ):
        user = factories.make_user(name, language="en")
        add_member(user, organisation, "approver")
        setattr(people, name, user)
    set_sign_off(world.rotterdam, True)
    return people


@pytest.fixture
def waiting(approvers: Any, draft: Any) -> Any:
    """A page that the author handed in."""
    return submit(draft, approvers.author)


class TestTheStep:
    def test_is_skipped_where_the_organisation_does_not_want_it(self, people, draft):
        page = submit(draft, people.author)
        assert desk(page) == "ModerationTask"
        assert TaskState.objects.get(task__in=SignOffTask.objects.all()).status == "skipped"

    def test_comes_before_the_ministry(self, approvers, waiting):
        assert desk(waiting) == "SignOffTask"
        decide(waiting, approvers.approver)
        assert desk(waiting) == "ModerationTask"
        assert not editor.reloaded(waiting).live
        decide(waiting, approvers.moderator)
        assert editor.reloaded(waiting).live

    def test_changes_asked_go_back_to_the_author_and_come_again_to_the_approver(self, approvers, waiting):
        decide(waiting, approvers.approver, "reject", comment="Noem de partners.")
        assert editor.reloaded(waiting).current_workflow_state.status == "needs_changes"
        page = submit(waiting, approvers.author, title="Met partners")
        assert desk(page) == "SignOffTask"

    def test_what_the_ministry_sent_back_is_signed_off_anew(self, approvers, waiting):
        decide(waiting, approvers.approver)
        decide(waiting, approvers.moderator, "reject", comment="Korter.")
        page = submit(waiting, approvers.author, title="Korter")
        assert desk(page) == "SignOffTask"
        decide(page, approvers.second_approver)
        assert desk(page) == "ModerationTask"
        decide(page, approvers.moderator)
        assert editor.reloaded(page).title == "Korter"

    def test_an_organisation_that_wanted_it_only_after_the_ministry_sent_the_page_back(self, world, people, draft):
        page = submit(draft, people.author)
        decide(page, people.moderator, "reject", comment="Korter.")
        add_member(factories.make_user("late"), world.rotterdam, "approver")
        set_sign_off(world.rotterdam, True)
        assert desk(submit(page, people.author)) == "SignOffTask"

    def test_holds_for_the_page_of_the_organisation_too(self, world, approvers):
        page = submit(world.rotterdam.page, approvers.manager)
        assert desk(page) == "SignOffTask"
        assert signed_in(approvers.approver).get(editor.address(page)).status_code == 200
        decide(page, approvers.approver)
        assert desk(page) == "ModerationTask"


class TestWhoSignsOff:
    def test_approvers_of_the_own_organisation_and_superusers(self, approvers, waiting):
        names = {name for name in vars(approvers) if actions(waiting, getattr(approvers, name))}
        assert names == {"approver", "second_approver", "superuser"}

    @pytest.mark.parametrize("name", ["author", "colleague", "manager", "elsewhere", "moderator"])
    def test_nobody_else_whatever_is_sent(self, approvers, waiting, name):
        for action in ("approve", "reject"):
            with pytest.raises(PermissionDenied):
                decide(waiting, getattr(approvers, name), action, comment="x")
        assert desk(waiting) == "SignOffTask"

    def test_nobody_signs_off_what_one_wrote_or_submitted(self, approvers, draft):
        page = submit(draft, approvers.approver)
        assert actions(page, approvers.approver) == set()
        assert actions(page, approvers.second_approver) == {"approve", "reject"}
        with override("en"), pytest.raises(PermissionDenied, match="yourself"):
            decide(page, approvers.approver)

    def test_each_finds_what_waits_for_them(self, approvers, waiting):
        def found(user: Any) -> set[int]:
            return {int(state.workflow_state.object_id) for state in TaskState.objects.reviewable_by(fresh(user))}

        assert found(approvers.approver) == found(approvers.second_approver) == {waiting.pk}
        assert found(approvers.elsewhere) == found(approvers.moderator) == found(approvers.author) == set()
        decide(waiting, approvers.approver)
        assert found(approvers.approver) == set()
        assert found(approvers.moderator) == {waiting.pk}

    def test_the_ministry_does_not_publish_before(self, approvers, waiting):
        def publishers() -> set[str]:
            page = editor.reloaded(waiting)
            return {
                name
                for name in vars(approvers)
                if page.permissions_for_user(fresh(getattr(approvers, name))).can_publish()
            }

        assert publishers() == {"superuser"}
        decide(waiting, approvers.approver)
        assert publishers() == {"superuser", "moderator", "second_moderator"}


class TestWhileItWaits:
    def test_nobody_changes_it(self, approvers, waiting):
        for name in ("author", "colleague", "manager", "approver"):
            editor.press(signed_in(getattr(approvers, name)), waiting, title="Stiekem anders")
            assert editor.draft_of(waiting).title == "Veilig aan het water", name

    def test_an_approver_signs_off_in_the_editor_what_the_author_wrote(self, approvers, waiting):
        client = signed_in(approvers.approver)
        opened = client.get(editor.address(waiting)).content.decode()
        assert 'data-workflow-action-name="approve"' in opened
        assert "action-publish" not in opened
        assert "action-submit" not in opened
        data = editor.filled_in(client, waiting, title="Herschreven")
        client.post(
            editor.address(waiting),
            data | {"action-workflow-action": ["true"], "workflow-action-name": ["approve"]},
        )
        assert desk(waiting) == "ModerationTask"
        assert editor.draft_of(waiting).title == "Veilig aan het water"

    def test_a_form_shown_closed_wipes_nothing_once_the_author_called_the_page_back(self, approvers, waiting):
        client = signed_in(approvers.approver)
        sent = editor.filled_in(client, waiting)
        # A browser sends no field that is closed.
        closed = {name: value for name, value in sent.items() if name not in ("title", "summary", "approach")}
        editor.reloaded(waiting).current_workflow_state.cancel(user=approvers.author)
        client.post(editor.address(waiting), closed)
        kept = editor.draft_of(waiting)
        assert (kept.title, kept.summary) == ("Veilig aan het water", factories.SUMMARY)

    def test_the_author_calls_it_back(self, approvers, waiting):
        client = signed_in(approvers.author)
        client.post(editor.address(waiting), {"action-cancel-workflow": "1"})
        assert editor.reloaded(waiting).current_workflow_state is None


class TestMails:
    @pytest.fixture(autouse=True)
    def _at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from django.db import transaction

        monkeypatch.setattr(transaction, "on_commit", lambda send, **kwargs: send())

    def letters(self) -> dict[str, str]:
        return {message.to[0].split("@")[0]: message.subject for message in mail.outbox}

    def test_go_to_the_approvers_not_to_who_submitted(self, approvers, draft):
        submit(draft, approvers.second_approver)
        assert self.letters() == {"approver": "To sign off: Safe by the water"}
        assert "A colleague at Rotterdam submitted this page" in mail.outbox[0].body

    def test_of_changes_asked_by_a_colleague_say_so(self, approvers, draft):
        page = submit(draft, approvers.author)
        mail.outbox.clear()
        decide(page, approvers.approver, "reject", comment="Noem de partners.")
        assert self.letters() == {"author": "Changes asked: Safe by the water"}
        assert "A colleague of your organisation read your page" in mail.outbox[0].body
        above = signed_in(approvers.author).get(editor.address(page)).content.decode()
        assert "Your colleague asks:" in above

    def test_the_ministry_hears_of_it_once_it_is_signed_off(self, approvers, draft):
        page = submit(draft, approvers.author)
        mail.outbox.clear()
        decide(page, approvers.approver)
        assert set(self.letters()) == {"moderator", "second-moderator"}


class TestNobodyCouldSignOff:
    """An organisation that wants sign-off, whose only approver writes."""

    @pytest.fixture
    def alone(self, world: Any, people: Any) -> Any:
        people.approver = factories.make_user("approver", language="en")
        add_member(people.approver, world.rotterdam, "approver")
        set_sign_off(world.rotterdam, True)
        return people

    def test_the_editor_says_so_and_keeps_what_was_written(self, alone, draft):
        client = signed_in(alone.approver)
        response = client.post(
            editor.address(draft),
            editor.filled_in(client, draft, title="Nieuwe titel") | {"action-submit": ["1"]},
            follow=True,
        )
        text = response.content.decode()
        assert "Not submitted." in text
        assert "Ask manager to give a colleague the role of approver" in text
        assert not WorkflowState.objects.exists()
        assert editor.draft_of(draft).title == "Nieuwe titel"

    def test_a_new_page_too(self, world, alone):
        client = signed_in(alone.approver)
        address = reverse("wagtailadmin_pages:add", args=["citysynergy", "initiativepage", world.rotterdam.page.pk])
        data = querydict_from_html(client.get(address).content.decode(), form_id="page-edit-form")
        data["title"] = "Net begonnen"
        data["action-submit"] = "1"
        assert "Not submitted." in client.post(address, data, follow=True).content.decode()
        assert not WorkflowState.objects.exists()
        assert world.rotterdam.page.get_children().filter(title="Net begonnen").exists()

    def test_is_refused_by_whatever_way_it_comes(self, alone, draft):
        with override("en"), pytest.raises(ValidationError, match="sign off"):
            submit(draft, alone.approver)
        assert not WorkflowState.objects.exists()

    def test_an_author_submits(self, alone, draft):
        assert desk(submit(draft, alone.author)) == "SignOffTask"


class TestChoosing:
    def address(self, world: Any) -> str:
        return reverse("citysynergy_admin:sign_off", kwargs={"slug": world.rotterdam.slug})

    def wants(self, world: Any) -> bool:
        return Organisation.objects.get(pk=world.rotterdam.pk).require_sign_off

    def test_a_manager_turns_it_on_and_off_in_the_log(self, world, people):
        add_member(people.colleague, world.rotterdam, "approver")
        client = signed_in(people.manager)
        assert "colleague" in client.get(self.address(world)).content.decode()
        client.post(self.address(world), {"wanted": "on"})
        assert self.wants(world)
        again = client.post(self.address(world), {"wanted": "on"}, follow=True).content.decode()
        client.post(self.address(world), {})
        assert not self.wants(world)
        entries = ModelLogEntry.objects.filter(action="citysynergy.organisation.sign_off").order_by("pk")
        assert [(entry.user, entry.data["wanted"]) for entry in entries] == [
            (people.manager, True),
            (people.manager, False),
        ]
        assert "al zo" in again or "Nothing changed" in again

    def test_not_without_anyone_who_could_sign_off(self, world, people):
        answer = signed_in(people.manager).post(self.address(world), {"wanted": "on"})
        assert answer.status_code == 200
        assert answer.context["form"].errors["wanted"]
        assert not self.wants(world)

    @pytest.mark.parametrize("name", ["author", "colleague", "other", "analyst"])
    def test_nobody_else(self, world, people, name):
        add_member(people.colleague, world.rotterdam, "approver")
        client = signed_in(getattr(people, name))
        assert client.get(self.address(world)).status_code == 302
        assert client.post(self.address(world), {"wanted": "on"}).status_code == 302
        with pytest.raises(PermissionDenied):
            set_sign_off(world.rotterdam, True, by=getattr(people, name))
        assert not self.wants(world)

    def test_the_ministry_may(self, world, people):
        add_member(people.colleague, world.rotterdam, "approver")
        assert set_sign_off(world.rotterdam, True, by=people.moderator)

    def test_an_organisation_that_is_not_there(self, people):
        address = reverse("citysynergy_admin:sign_off", kwargs={"slug": "nergens"})
        assert signed_in(people.manager).get(address, follow=True).status_code == 404

    def test_what_waits_goes_to_the_ministry_when_it_is_turned_off(self, world, approvers, waiting):
        elsewhere = submit(
            factories.make_initiative(
                world.utrecht, live=False, themes=[world.water], countries=[world.indonesia], cities=[world.jakarta]
            ),
            approvers.other,
        )
        set_sign_off(world.utrecht, True)
        set_sign_off(world.rotterdam, False, by=approvers.manager)
        assert desk(waiting) == "ModerationTask"
        assert desk(elsewhere) == "ModerationTask"

    def test_also_when_a_data_steward_turns_it_off(self, world, approvers, waiting):
        organisation = Organisation.objects.get(pk=world.rotterdam.pk)
        organisation.require_sign_off = False
        organisation.save()
        assert desk(waiting) == "ModerationTask"

    def test_a_page_that_became_incomplete_meanwhile_does_not_stop_that(self, world, approvers, waiting):
        revision = editor.reloaded(waiting).latest_revision
        revision.content = revision.content | {"summary": ""}
        revision.save()
        set_sign_off(world.rotterdam, False, by=approvers.manager)
        assert desk(waiting) == "ModerationTask"


class TestLoading:
    """A workflow that was made before there was such a step."""

    @pytest.fixture
    def earlier(self, people: Any) -> Workflow:
        SignOffTask.objects.all().delete()
        workflow = moderation_workflow()
        assert workflow is not None
        assert [task.specific_class for task in workflow.tasks] == [ModerationTask]
        return workflow

    def test_gets_it_first(self, earlier):
        assert load()["steps"] == 1
        assert [task.specific_class for task in earlier.tasks] == [SignOffTask, ModerationTask]
        assert load()["steps"] == 0

    def test_pages_in_it_go_on(self, world, people, draft, earlier):
        page = submit(draft, people.author)
        add_member(people.colleague, world.rotterdam, "approver")
        load()
        set_sign_off(world.rotterdam, True)
        assert desk(page) == "ModerationTask"
        decide(page, people.moderator)
        assert editor.reloaded(page).live
        assert editor.reloaded(page).current_workflow_state is None

    def test_a_step_that_an_administrator_took_out_stays_out(self, people):
        workflow = moderation_workflow()
        assert workflow is not None
        workflow.workflow_tasks.filter(task__in=SignOffTask.objects.all()).delete()
        load()
        assert [task.specific_class for task in moderation_workflow().tasks] == [ModerationTask]


def test_the_approvers_list_takes_few_queries_however_many_wait(world, approvers, django_assert_max_num_queries):
    for number in range(3):
        page = factories.make_initiative(
            world.rotterdam,
            f"Nummer {number}",
            live=False,
            themes=[world.water],
            countries=[world.indonesia],
            cities=[world.jakarta],
        )
        submit(page, approvers.author)
    user = fresh(approvers.approver)
    with django_assert_max_num_queries(12):
        assert TaskState.objects.reviewable_by(user).count() == 3


class TestATrustedMission:
    """The ministry leaves its opportunities to the mission; the mission to its approvers."""

    @pytest.fixture
    def embassy(self, world: Any, approvers: Any) -> Any:
        """Jakarta's embassy, trusted, with an author and an approver, and signing off wanted."""
        embassy = world.jakarta_embassy
        approvers.attache = factories.make_user("attache", language="en")
        approvers.head = factories.make_user("head", language="en")
        add_member(approvers.attache, embassy, "author")
        add_member(approvers.head, embassy, "approver")
        Organisation.objects.filter(pk=embassy.pk).update(trusted_to_publish=True)
        set_sign_off(embassy, True)
        return embassy

    def opportunity(self, world: Any, embassy: Any) -> Any:
        return factories.make_opportunity(embassy, live=False, city=world.jakarta, themes=[world.water], status="open")

    def test_is_published_once_its_approver_signed_off(
        self, world, approvers, embassy, django_capture_on_commit_callbacks
    ):
        page = submit(self.opportunity(world, embassy), approvers.attache)
        assert desk(page) == "SignOffTask"
        with django_capture_on_commit_callbacks(execute=True):
            decide(page, approvers.head)
        page = editor.reloaded(page)
        assert page.live
        assert not page.workflow_in_progress
        # Its author is told; no moderator is asked.
        assert [letter.to for letter in mail.outbox] == [[approvers.attache.email]]

    def test_is_judged_by_the_ministry_where_it_is_not_trusted_any_more(self, world, approvers, embassy):
        page = submit(self.opportunity(world, embassy), approvers.attache)
        Organisation.objects.filter(pk=embassy.pk).update(trusted_to_publish=False)
        decide(page, approvers.head)
        assert desk(page) == "ModerationTask"
        assert not editor.reloaded(page).live

    def test_is_judged_by_the_ministry_where_a_superuser_signed_off(self, world, approvers, embassy):
        page = submit(self.opportunity(world, embassy), approvers.attache)
        decide(page, approvers.superuser)
        assert desk(page) == "ModerationTask"
