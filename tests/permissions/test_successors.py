"""Who continues an organisation that ended writes its pages as its own; nothing that points to it breaks."""

from copy import deepcopy
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.models import GroupCollectionPermission, GroupPagePermission, Page
from wagtail.permissions import policy_registry

from citysynergy.models import InitiativePage, InitiativePartner, Organisation, OrganisationGroup, Succession
from citysynergy.moderation.loading import load, moderation_workflow
from citysynergy.organisations.lineage import continued_by, writers_for
from citysynergy.permissions import grants
from citysynergy.permissions.actions import add_member, decline_share
from citysynergy.permissions.drift import find_drift
from citysynergy.permissions.groups import MODERATORS, NETWORK, in_network
from citysynergy.values.guarded_pages import may_change_content
from tests import factories
from tests.permissions.conftest import fresh
from tests.permissions.test_admin import signed_in

pytestmark = pytest.mark.django_db


def ended(predecessor: Organisation, successor: Organisation) -> Succession:
    """The predecessor continued in the successor long ago."""
    row = Succession.objects.create(predecessor=predecessor, successor=successor, on="2021-01-01")
    predecessor.may_write, predecessor.valid_to = False, "2021-01-01"
    predecessor.save()
    return row


@pytest.fixture(scope="module")
def made_north(made_world: SimpleNamespace) -> SimpleNamespace:
    """Delfzijl with a case, which continued in Eemsdelta; Eemsdelta has an author, an approver and a manager."""
    load()
    made = SimpleNamespace(
        delfzijl=factories.make_organisation("delfzijl"), eemsdelta=factories.make_organisation("eemsdelta")
    )
    for role in ("author", "approver", "manager"):
        user = factories.make_user(f"eemsdelta-{role}")
        add_member(user, made.eemsdelta, role)
        setattr(made, role, user)
    # With a member it got a collection; that one left.
    old = factories.make_user("delfzijl-author")
    add_member(old, made.delfzijl, "author").delete()
    made.live = factories.make_initiative(
        made.delfzijl, "Haven van Delfzijl", themes=[made_world.water], countries=[made_world.indonesia]
    )
    made.draft = factories.make_initiative(
        made.delfzijl,
        "Ontwerp",
        live=False,
        slug="ontwerp",
        themes=[made_world.water],
        countries=[made_world.indonesia],
    )
    made.succession = ended(made.delfzijl, made.eemsdelta)
    return made


@pytest.fixture
def north(world: SimpleNamespace, made_north: SimpleNamespace) -> SimpleNamespace:
    """The same, of which a test may change anything."""
    return deepcopy(made_north)


def rights(user: Any, page: Page) -> SimpleNamespace:
    tester = page.specific.permissions_for_user(fresh(user))
    names = (
        "can_edit",
        "can_change_content",
        "can_submit_for_moderation",
        "can_unpublish",
        "can_delete",
        "can_publish",
        "can_add_subpage",
        "can_copy",
    )
    return SimpleNamespace(**{name: getattr(tester, name)() for name in names})


class TestRights:
    def test_an_author_writes_and_hands_in_what_the_predecessor_left(self, north):
        found = rights(north.author, north.live)
        assert found.can_edit
        assert found.can_change_content
        assert found.can_submit_for_moderation
        assert found.can_copy
        assert not found.can_unpublish
        assert not found.can_publish
        assert rights(north.author, north.draft).can_delete

    def test_approvers_and_managers_take_it_offline(self, north):
        assert rights(north.approver, north.live).can_unpublish
        assert rights(north.manager, north.live).can_unpublish

    def test_approvers_sign_off_there(self, north):
        assert set(grants.people_with(grants.SIGN_OFF, north.delfzijl)) == {north.approver}
        assert set(grants.people_with(grants.UNPUBLISH, north.delfzijl)) == {north.approver, north.manager}

    def test_nobody_makes_new_cases_there(self, north):
        assert not rights(north.author, north.delfzijl.page).can_add_subpage
        assert rights(north.author, north.eemsdelta.page).can_add_subpage
        assert not InitiativePage.can_create_at(north.delfzijl.page)
        superuser = factories.make_user("root", is_superuser=True)
        assert not rights(superuser, north.delfzijl.page).can_add_subpage
        address = reverse("wagtailadmin_pages:add", args=["citysynergy", "initiativepage", north.delfzijl.page.pk])
        assert signed_in(north.author).get(address).status_code in (302, 403)

    def test_managers_write_the_page_of_the_predecessor_others_do_not(self, north):
        assert rights(north.manager, north.delfzijl.page).can_change_content
        assert not rights(north.author, north.delfzijl.page).can_change_content
        assert not rights(north.manager, north.delfzijl.page).can_delete

    def test_policy_and_tester_agree(self, north):
        policy = policy_registry.get_by_type(Page)
        pages = (north.delfzijl.page, north.live, north.draft, north.eemsdelta.page)
        for user in (north.author, north.approver, north.manager):
            user = fresh(user)
            explorable = set(policy.explorable_instances(user).values_list("pk", flat=True))
            addable = set(policy.instances_user_has_any_permission_for(user, {"add"}).values_list("pk", flat=True))
            changeable = set(
                policy.instances_user_has_any_permission_for(user, {"change"}).values_list("pk", flat=True)
            )
            for page in pages:
                assert page.pk in explorable
                tester = page.permissions_for_user(user)
                assert (
                    (page.pk in changeable)
                    == tester.can_change_content()
                    == policy.user_has_any_permission_for_instance(user, {"change"}, page)
                )
                holders = policy.users_with_any_permission_for_instance({"change"}, page)
                assert (user in holders) == tester.can_change_content()
            assert north.delfzijl.page.pk not in addable
            assert "add" not in north.delfzijl.page.permissions_for_user(user).permissions
            assert north.eemsdelta.page.pk in addable
            assert user not in policy.users_with_any_permission_for_instance({"add"}, north.delfzijl.page)
            assert user in policy.users_with_any_permission_for_instance({"add"}, north.eemsdelta.page)

    def test_the_editor_opens_and_keeps_what_is_written(self, north):
        assert signed_in(north.author).get(reverse("wagtailadmin_pages:edit", args=[north.draft.pk])).status_code == 200
        html = (
            signed_in(north.author).get(reverse("wagtailadmin_explore", args=[north.delfzijl.page.pk])).content.decode()
        )
        assert "Haven van Delfzijl" in html

    def test_others_get_nothing(self, world, north):
        stranger, other = factories.make_user("stranger"), factories.make_user("utrecht-author")
        add_member(other, world.utrecht, "manager")
        assert not rights(stranger, north.live).can_edit
        assert not rights(other, north.live).can_edit

    def test_they_go_over_any_number_of_steps(self, north):
        north.noord = factories.make_organisation("noord")
        ended(north.eemsdelta, north.noord)
        new = factories.make_user("noord-author")
        add_member(new, north.noord, "author")
        assert rights(new, north.live).can_change_content
        assert rights(new, north.eemsdelta.page).can_edit is False
        assert not rights(north.author, north.live).can_edit
        assert continued_by(north.noord) == {north.eemsdelta.pk, north.delfzijl.pk}
        assert writers_for([north.delfzijl.pk]) == {north.noord.pk}
        assert find_drift() == []

    def test_of_one_that_was_divided_go_to_every_part(self, world, north):
        Succession.objects.create(predecessor=north.delfzijl, successor=world.utrecht, on="2021-01-01")
        other = factories.make_user("utrecht-author")
        add_member(other, world.utrecht, "author")
        assert rights(other, north.live).can_change_content
        assert rights(north.author, north.live).can_change_content

    def test_circles_end(self, north):
        Succession.objects.create(predecessor=north.eemsdelta, successor=north.delfzijl, on="2022-01-01")
        north.eemsdelta.may_write = False
        north.eemsdelta.save()
        assert continued_by(north.eemsdelta) == {north.delfzijl.pk}
        assert find_drift() == []

    def test_wait_for_the_date(self, world, north):
        Succession.objects.create(predecessor=world.rotterdam, successor=north.eemsdelta, on="2199-01-01")
        page = factories.make_initiative(world.rotterdam, "Nog van Rotterdam")
        world.rotterdam.may_write = False
        world.rotterdam.save()
        assert not rights(north.author, page).can_edit

    def test_go_when_the_succession_goes_or_the_predecessor_writes_again(self, north):
        north.delfzijl.may_write = True
        north.delfzijl.save()
        assert not rights(north.author, north.live).can_edit
        north.delfzijl.may_write = False
        north.delfzijl.save()
        assert rights(north.author, north.live).can_edit
        north.succession.delete()
        assert not rights(north.author, north.live).can_edit
        assert find_drift() == []

    def test_go_when_the_successor_may_not_write(self, north):
        north.eemsdelta.may_write = False
        north.eemsdelta.save()
        assert not rights(north.author, north.live).can_edit
        assert not in_network(fresh(north.author))

    def test_a_member_who_stayed_behind_writes_nothing(self, north):
        old = factories.make_user("achterblijver")
        add_member(old, north.delfzijl, "manager")
        assert not rights(old, north.live).can_edit
        assert not in_network(fresh(old))
        assert find_drift() == []


class TestShared:
    def test_pages_that_the_predecessor_shares_are_the_successors(self, world, north):
        page = factories.make_initiative(
            world.rotterdam, "Samen", rows={"partners": [InitiativePartner(organisation=north.delfzijl, accepted=True)]}
        )
        assert may_change_content(page, fresh(north.author))
        assert not rights(north.approver, page).can_unpublish
        assert find_drift() == []
        decline_share(page.partners.get(), by=fresh(north.manager))
        assert not may_change_content(page, fresh(north.author))

    def test_pictures_and_documents_of_the_predecessor_can_be_used(self, north):
        north.delfzijl.refresh_from_db()
        Document.objects.create(title="Plan", file="plan.txt", collection=north.delfzijl.collection)
        policy = policy_registry.get_by_type(Document)
        for action in ("choose", "change"):
            assert (
                policy.instances_user_has_permission_for(fresh(north.author), action).filter(title="Plan").exists()
            ), action

    def test_contact_desks_of_the_successor_answer(self, north):
        from citysynergy.models import ContactDesk

        north.eemsdelta.desk = ContactDesk.objects.create(
            organisation=north.eemsdelta, name={"nl": "Loket"}, email="loket@example.org"
        )
        north.eemsdelta.save()
        assert InitiativePage.objects.get(pk=north.live.pk).contact_desk == north.eemsdelta.desk
        form = north.live.get_edit_handler().get_form_class()(
            instance=north.live, parent_page=north.delfzijl.page, for_user=north.author
        )
        assert list(form.fields["desk"].queryset) == [north.eemsdelta.desk]


class TestModeration:
    def test_the_successor_reads_the_mails_and_no_one_of_the_predecessor(
        self, north, django_capture_on_commit_callbacks
    ):
        moderator = factories.make_user("moderator")
        from django.contrib.auth.models import Group

        moderator.groups.add(Group.objects.get(name=MODERATORS))
        gone = factories.make_user("vertrokken")
        page = north.draft.get_latest_revision_as_object()
        page.save_revision(user=gone)
        state = moderation_workflow().start(north.draft, gone)
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            state.current_task_state.task.specific.on_action(
                state.current_task_state, moderator, "reject", comment="Noem de haven."
            )
        assert sorted(message.to[0] for message in mail.outbox) == [
            "eemsdelta-approver@example.org",
            "eemsdelta-manager@example.org",
        ]


class TestDrift:
    def test_is_found_and_mended(self, north):
        group = OrganisationGroup.objects.get(organisation=north.eemsdelta, role="author").group
        grants.OrganisationGroupGrant.objects.filter(group=group, content_object=north.delfzijl).delete()
        GroupCollectionPermission.objects.filter(
            group=group, collection=Organisation.objects.get(slug="delfzijl").collection
        ).delete()
        lines = find_drift()
        assert f"eemsdelta: missing: organisation author write_cases {north.delfzijl.pk}" in lines
        assert any(line.startswith("eemsdelta: missing: collection author wagtailimages.add_image") for line in lines)
        call_command("citysynergy_check_grants", "--repair")
        assert find_drift() == []
        assert rights(north.author, north.live).can_change_content

    def test_of_groups_and_collections_changed_by_hand(self, north, capsys):
        from django.contrib.auth.models import Group, Permission

        group = OrganisationGroup.objects.get(organisation=north.eemsdelta, role="author").group
        group.permissions.add(Permission.objects.get(codename="change_theme"))
        GroupPagePermission.objects.create(
            group=group, page=north.eemsdelta.page, permission=Permission.objects.get(codename="publish_page")
        )
        Group.objects.filter(pk=group.pk).update(name="Een andere naam")
        network = Group.objects.get(name=NETWORK)
        network.permissions.add(Permission.objects.get(codename="add_theme"))
        GroupPagePermission.objects.create(
            group=network, page=north.eemsdelta.page, permission=Permission.objects.get(codename="change_page")
        )
        collection = Organisation.objects.get(slug="eemsdelta").collection
        type(collection).objects.filter(pk=collection.pk).update(name="Andere foto's")
        with pytest.raises(CommandError):
            call_command("citysynergy_check_grants")
        printed = capsys.readouterr().out
        for words in (
            "eemsdelta: surplus: entry author change_theme",
            f"eemsdelta: surplus: host page author publish_page {north.eemsdelta.page.pk}",
            "eemsdelta: missing: called author eemsdelta | author | CitySynergy",
            "eemsdelta: surplus: called author Een andere naam",
            "eemsdelta: surplus: called  Andere foto's",
            "network: surplus: permission add_theme",
            "network: surplus: permission change_page",
        ):
            assert words in printed, words
        call_command("citysynergy_check_grants", "--repair")
        assert find_drift() == []
        group.refresh_from_db()
        collection.refresh_from_db()
        assert (group.name, collection.name) == ("eemsdelta | author | CitySynergy", "eemsdelta")

    def test_of_a_collection_that_is_gone(self, north):
        Organisation.objects.get(slug="eemsdelta").collection.delete()
        assert any("eemsdelta: missing: collection" in line for line in find_drift())
        call_command("citysynergy_check_grants", "--repair")
        assert find_drift() == []
        assert Organisation.objects.get(slug="eemsdelta").collection.name == "eemsdelta"

    def test_an_organisation_that_gets_another_slug_keeps_one_group_for_each_role(self, north):
        north.eemsdelta.refresh_from_db()
        north.eemsdelta.slug = "eems-delta"
        north.eemsdelta.save()
        names = {row.group.name for row in OrganisationGroup.objects.filter(organisation=north.eemsdelta)}
        assert names == {f"eems-delta | {role} | CitySynergy" for role in ("author", "approver", "manager")}
        assert Organisation.objects.get(slug="eems-delta").collection.name == "eems-delta"
