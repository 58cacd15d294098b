"""From draft to published page, and back for changes, as people go through it in the admin."""

from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import TaskState, Workflow, WorkflowPage, WorkflowState

from citysynergy.models import ExpertiseTranslation, ModerationTask, OrganisationIndexPage, PartnershipTranslation
from citysynergy.moderation.loading import load, moderation_workflow
from tests import editor, factories
from tests.moderation.conftest import signed_in

pytestmark = pytest.mark.django_db


def state_of(page: Any) -> str:
    return WorkflowState.objects.filter(object_id=str(page.pk)).latest("created_at").status


def public_status(page: Any) -> int:
    return Client().get(f"/nl/organisations/rotterdam/{page.slug}/").status_code


@pytest.fixture
def submitted(people, draft):
    response = editor.press(signed_in(people.author), draft, "submit")
    assert response.status_code == 302, response.context["form"].errors
    return editor.reloaded(draft)


class TestTheStory:
    def test_submit_approve_read(self, people, draft):
        assert public_status(draft) == 404
        editor.press(signed_in(people.author), draft, "submit")
        assert state_of(draft) == "in_progress"
        assert public_status(draft) == 404

        moderator = signed_in(people.moderator)
        home = moderator.get(reverse("wagtailadmin_home")).content.decode()
        assert "Veilig aan het water" in home
        opened = moderator.get(editor.address(draft)).content.decode()
        assert 'data-workflow-action-name="approve"' in opened
        editor.decide(moderator, draft, "approve")
        assert state_of(draft) == "approved"
        assert editor.reloaded(draft).live
        assert public_status(draft) == 200

    def test_the_moderator_asks_for_changes_the_author_amends_the_moderator_approves(self, people, submitted):
        moderator = signed_in(people.moderator)
        editor.decide(moderator, submitted, "reject", "Noem de partners.")
        assert state_of(submitted) == "needs_changes"
        author = signed_in(people.author)
        assert "Noem de partners." in author.get(editor.address(submitted)).content.decode()
        editor.press(author, submitted, "submit", title="Veilig met partners")
        assert state_of(submitted) == "in_progress"
        assert public_status(submitted) == 404
        editor.decide(moderator, submitted, "approve")
        assert editor.reloaded(submitted).title == "Veilig met partners"
        assert public_status(submitted) == 200

    def test_from_the_moderators_home(self, people, submitted):
        state = TaskState.objects.get(status="in_progress")
        address = reverse("wagtailadmin_pages:workflow_action", args=[submitted.pk, "approve", state.pk])
        signed_in(people.moderator).post(address, {"comment": ""})
        assert editor.reloaded(submitted).live

    def test_a_published_page_stays_as_it_is_while_its_new_version_is_judged(self, people, submitted):
        editor.decide(signed_in(people.moderator), submitted, "approve")
        editor.press(signed_in(people.author), submitted, "submit", title="Nieuwe titel")
        assert editor.reloaded(submitted).title == "Veilig aan het water"
        editor.decide(signed_in(people.moderator), submitted, "approve")
        assert editor.reloaded(submitted).title == "Nieuwe titel"

    def test_the_author_calls_it_back_and_submits_again(self, people, submitted):
        author = signed_in(people.author)
        author.post(editor.address(submitted), editor.filled_in(author, submitted) | {"action-cancel-workflow": ["1"]})
        assert state_of(submitted) == "cancelled"
        editor.press(author, submitted, "submit")
        assert state_of(submitted) == "in_progress"

    @pytest.mark.parametrize("make", ["opportunity", "partnership", "expertise", "organisation"])
    def test_every_kind_of_page_goes_this_way(self, world, people, make):
        page, by = getattr(self, f"make_{make}")(world), people.author
        if make == "organisation":
            by = people.manager
        response = editor.press(signed_in(by), page, "submit")
        assert response.status_code == 302, response.context["form"].errors
        assert state_of(page) == "in_progress"
        editor.decide(signed_in(people.moderator), page, "approve")
        assert editor.reloaded(page).live
        assert not editor.reloaded(page).has_unpublished_changes

    def make_opportunity(self, world: Any) -> Any:
        return factories.make_opportunity(world.rotterdam, live=False, city=world.jakarta, themes=[world.water])

    def make_partnership(self, world: Any) -> Any:
        page = factories.make_partnership(
            world.rotterdam, live=False, themes=[world.water], members=[world.rotterdam, world.jakarta]
        )
        row = PartnershipTranslation(language="en", title="City partnership", summary=factories.SUMMARY_EN)
        page.translations = [row]
        page.save_revision()
        return page

    def make_expertise(self, world: Any) -> Any:
        page = factories.make_expertise(world.rotterdam, live=False, themes=[world.water])
        page.translations = [ExpertiseTranslation(language="en", title="Expertise", summary=factories.SUMMARY_EN)]
        page.save_revision()
        return page

    def make_organisation(self, world: Any) -> Any:
        return world.rotterdam.page


class TestWhoDecides:
    def actions(self, page: Any, user: Any) -> set[str]:
        task = editor.reloaded(page).current_workflow_task
        return {name for name, _label, _modal in task.get_actions(page, type(user).objects.get(pk=user.pk))}

    def test_moderators_and_superusers(self, people, submitted):
        deciding = {name for name in vars(people) if self.actions(submitted, getattr(people, name))}
        assert deciding == {"moderator", "second_moderator", "superuser"}

    def test_nobody_approves_their_own_work(self, world, people, draft):
        # A moderator who writes for an organisation too, and a superuser.
        from citysynergy.permissions.actions import add_member

        add_member(people.moderator, world.rotterdam, "author")
        for user in (people.moderator, people.superuser):
            page = editor.reloaded(draft)
            page.save_revision(user=user)
            editor.press(signed_in(user), page, "submit")
            assert self.actions(page, user) == set()
            if not user.is_superuser:
                editor.press(signed_in(user), page, title="Toch nog anders")
                assert editor.draft_of(page).title == "Veilig aan het water"
            assert self.actions(page, people.second_moderator) == {"approve", "reject"}
            state = editor.reloaded(page).current_workflow_task_state
            with pytest.raises(PermissionDenied):
                state.task.specific.on_action(state, user, "approve")
            address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
            signed_in(user).post(address)
            assert not editor.reloaded(page).live
            assert state.pk not in TaskState.objects.reviewable_by(user).values_list("pk", flat=True)
            editor.reloaded(page).current_workflow_state.cancel(user=user)

    @pytest.mark.parametrize("name", ["author", "colleague", "manager", "other", "analyst"])
    def test_a_forged_approval_does_nothing(self, people, submitted, name):
        state = TaskState.objects.get(status="in_progress")
        client = signed_in(getattr(people, name))
        for action in ("approve", "reject"):
            client.post(
                reverse("wagtailadmin_pages:workflow_action", args=[submitted.pk, action, state.pk]), {"comment": "x"}
            )
        client.post(editor.address(submitted), {"action-workflow-action": "true", "workflow-action-name": "approve"})
        assert state_of(submitted) == "in_progress"
        assert not editor.reloaded(submitted).live

    def test_changes_are_asked_in_words(self, people, submitted):
        state = TaskState.objects.get(status="in_progress")
        address = reverse("wagtailadmin_pages:workflow_action", args=[submitted.pk, "reject", state.pk])
        client = signed_in(people.moderator)
        answer = client.post(address, {"comment": "  "}, headers={"x-requested-with": "XMLHttpRequest"})
        assert "error" in answer.json()["html"]
        client.post(address, {"comment": ""})
        editor.decide(client, submitted, "reject", "")
        assert state_of(submitted) == "in_progress"


class TestWhileItIsJudged:
    def test_nobody_changes_it(self, people, submitted):
        for name in ("author", "colleague", "manager", "moderator"):
            client = signed_in(getattr(people, name))
            editor.press(client, submitted, title="Stiekem anders")
            assert editor.draft_of(submitted).title == "Veilig aan het water", name

    def test_a_moderator_who_approves_publishes_what_was_submitted(self, people, submitted):
        client = signed_in(people.moderator)
        data = editor.filled_in(client, submitted, title="Herschreven door BZ")
        data |= {"action-workflow-action": ["true"], "workflow-action-name": ["approve"]}
        client.post(editor.address(submitted), data)
        page = editor.reloaded(submitted)
        assert page.live
        assert page.title == "Veilig aan het water"

    def test_an_authors_own_lock_does_not_keep_moderators_out(self, people, draft):
        draft.locked, draft.locked_by, draft.locked_at = True, people.author, timezone.now()
        draft.save()
        editor.press(signed_in(people.author), draft, "submit")
        assert not editor.reloaded(draft).locked


class TestIncompleteDrafts:
    def test_may_be_saved_not_submitted(self, people, draft):
        client = signed_in(people.author)
        assert editor.press(client, draft, summary="").status_code == 302
        response = editor.press(client, draft, "submit", summary="")
        assert response.status_code == 200
        assert not WorkflowState.objects.exists()
        assert "summary" in response.context["form"].errors

    def test_are_refused_by_whatever_way_they_come(self, world, people):
        page = factories.make_initiative(world.rotterdam, live=False, english="")
        with pytest.raises(ValidationError) as refusal:
            page.get_workflow().start(page, people.author)
        assert len(refusal.value.messages) > 1
        assert not WorkflowState.objects.exists()


class TestConfirmation:
    def test_who_submits_stands_for_it_and_readers_see_that_once_it_is_published(self, people, submitted):
        assert editor.draft_of(submitted).confirmed_by == people.author
        assert editor.reloaded(submitted).confirmed_on is None
        editor.decide(signed_in(people.moderator), submitted, "approve")
        page = editor.reloaded(submitted)
        assert (page.confirmed_on, page.confirmed_by) == (timezone.localdate(), people.author)

    def test_a_trusted_mission_confirms_by_publishing(self, world, people):
        from citysynergy.permissions.actions import add_member

        add_member(people.other, world.jakarta_embassy, "author")
        world.jakarta_embassy.trusted_to_publish = True
        world.jakarta_embassy.save()
        page = factories.make_opportunity(
            world.jakarta_embassy, live=False, city=world.jakarta, themes=[world.water], status="open"
        )
        response = editor.press(signed_in(people.other), page, "publish")
        assert response.status_code == 302, response.context["form"].errors
        page = editor.reloaded(page)
        assert page.live
        assert (page.confirmed_on, page.confirmed_by) == (timezone.localdate(), people.other)


class TestLoading:
    def test_twice_makes_nothing_new(self, people):
        assert load() == {"groups": 0, "workflows": 0, "steps": 0, "pages": 0}
        assert ModerationTask.objects.count() == 1
        assert WorkflowPage.objects.filter(workflow=moderation_workflow()).count() == 1

    def test_a_later_index_is_moderated_from_the_start(self, world, people):
        index = world.home.add_child(instance=OrganisationIndexPage(title="Nog een", slug="nog-een"))
        assert index.get_workflow() == moderation_workflow()

    def test_another_workflow_chosen_by_an_administrator_stays(self, world, people):
        chosen = Workflow.objects.create(name="Eigen")
        WorkflowPage.objects.filter(page=world.index).update(workflow=chosen)
        load()
        assert world.index.get_workflow() == chosen


def test_submitting_takes_a_bounded_number_of_queries(people, submitted, django_assert_max_num_queries):
    client = signed_in(people.moderator)
    client.get(reverse("wagtailadmin_home"))
    with django_assert_max_num_queries(60):
        client.get(reverse("wagtailadmin_home"))
    assert mail.outbox is not None
