"""Memberships are the source: groups, grants, collections and the network follow, whichever way they change."""

from io import StringIO
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from wagtail.models import Collection, GroupCollectionPermission, ModelLogEntry

from citysynergy.models import InitiativePartner, Membership, Organisation, OrganisationGroup, PartnershipMember
from citysynergy.permissions import grants
from citysynergy.permissions.actions import accept_share, add_member, change_role, remove_member
from citysynergy.permissions.drift import find_drift
from citysynergy.permissions.groups import NETWORK, in_network
from citysynergy.values.guarded_pages import may_change_content
from tests import editor, factories
from tests.permissions.conftest import fresh

pytestmark = pytest.mark.django_db


def role_group(organisation: Organisation, role: str) -> Group:
    return OrganisationGroup.objects.get(organisation=organisation, role=role).group


def may_enter(user: Any) -> bool:
    return bool(fresh(user).has_perm("wagtailadmin.access_admin"))


class TestMembership:
    def test_brings_the_group_the_admin_the_network_and_the_collection(self, world):
        user = factories.make_user("anna")
        add_member(user, world.rotterdam, "author")
        world.rotterdam.refresh_from_db()
        assert role_group(world.rotterdam, "author").user_set.get() == user
        assert may_enter(user)
        assert in_network(fresh(user))
        files = GroupCollectionPermission.objects.filter(
            group=role_group(world.rotterdam, "author"), collection=world.rotterdam.collection
        )
        assert {f"{row.permission.content_type.app_label}.{row.permission.codename}" for row in files} == {
            "wagtailimages.add_image",
            "wagtailimages.change_image",
            "wagtailimages.choose_image",
            "wagtaildocs.add_document",
            "wagtaildocs.change_document",
            "wagtaildocs.choose_document",
        }
        assert find_drift() == []

    def test_of_an_organisation_without_a_page_makes_that_page(self, world):
        leiden = Organisation.objects.create(
            slug="leiden", name={"nl": "Leiden", "en": "Leyden"}, kind="municipality", may_write=True
        )
        user = factories.make_user("anna")
        add_member(user, leiden, "manager")
        page = Organisation.objects.get(slug="leiden").page
        assert page.live
        assert (page.texts_in("nl").title, page.texts_in("en").title) == ("Leiden", "Leyden")
        assert may_change_content(page, fresh(user))
        assert page.permissions_for_user(fresh(user)).can_add_subpage()
        assert find_drift() == []

    def test_taken_away_takes_it_all_away(self, world):
        user = factories.make_user("anna")
        remove_member(add_member(user, world.rotterdam, "manager"))
        assert not user.groups.exists()
        assert not may_enter(user)
        assert not in_network(fresh(user))
        assert not OrganisationGroup.objects.exists()
        assert not grants.OrganisationGroupGrant.objects.exists()
        assert find_drift() == []

    def test_elsewhere_stays(self, world):
        user = factories.make_user("anna")
        add_member(user, world.utrecht, "author")
        remove_member(add_member(user, world.rotterdam, "author"))
        assert in_network(fresh(user))
        assert may_enter(user)

    def test_without_an_action_is_followed_as_well(self, world):
        user = factories.make_user("anna")
        membership = Membership.objects.create(user=user, organisation=world.rotterdam, role="author")
        assert may_enter(user)
        membership.delete()
        assert not may_enter(user)

    def test_of_a_person_or_an_organisation_that_goes_leaves_nothing_behind(self, world):
        anna, ben = factories.make_user("anna"), factories.make_user("ben")
        add_member(anna, world.rotterdam, "author")
        add_member(ben, world.ministry, "manager")
        anna.delete()
        world.ministry.page.delete()
        world.ministry.delete()
        assert not Group.objects.filter(name__contains="CitySynergy", citysynergy_organisation_group=None).exclude(
            name__startswith="CitySynergy"
        )
        assert not in_network(fresh(ben))
        assert find_drift() == []

    def test_in_an_organisation_that_may_not_write_opens_nothing(self, world):
        user = factories.make_user("anna")
        page = factories.make_initiative(world.rotterdam)
        add_member(user, world.rotterdam, "author")
        assert may_change_content(page, fresh(user))
        world.rotterdam.may_write = False
        world.rotterdam.save()
        assert not may_change_content(page, fresh(user))
        assert not may_enter(user)
        assert not in_network(fresh(user))

    def test_is_one_however_often_it_is_asked(self, world):
        user = factories.make_user("anna")
        assert add_member(user, world.rotterdam, "author") == add_member(user, world.rotterdam, "author")
        assert Collection.objects.filter(name="rotterdam").count() == 1

    def test_changes_role(self, world):
        user = factories.make_user("anna")
        membership = change_role(add_member(user, world.rotterdam, "author"), "manager")
        assert membership.role == "manager"
        assert role_group(world.rotterdam, "manager").user_set.get() == user
        assert not role_group(world.rotterdam, "author").user_set.exists()

    def test_changes_to_a_role_that_the_member_has_already(self, world):
        user = factories.make_user("anna")
        add_member(user, world.rotterdam, "manager")
        change_role(add_member(user, world.rotterdam, "author"), "manager")
        assert [row.role for row in Membership.objects.of(user)] == ["manager"]


class TestWhoManagesMembers:
    def test_managers_their_own_the_ministry_all(self, world, people):
        new = factories.make_user("nieuw")
        for by in (people.manager, people.moderator, people.superuser):
            remove_member(add_member(new, world.rotterdam, "author", by=by), by=by)
        for by in (people.author, people.approver, people.partner, people.stranger, people.analyst):
            with pytest.raises(PermissionDenied):
                add_member(new, world.rotterdam, "author", by=by)
        with pytest.raises(PermissionDenied):
            add_member(new, world.utrecht, "author", by=people.manager)
        with pytest.raises(PermissionDenied):
            change_role(Membership.objects.get(user=people.author), "manager", by=people.author)

    def test_every_change_is_logged(self, world, people):
        new = factories.make_user("nieuw")
        membership = add_member(new, world.rotterdam, "author", by=people.manager)
        membership = change_role(membership, "approver", by=people.manager)
        remove_member(membership, by=people.moderator)
        log = ModelLogEntry.objects.filter(data__organisation=world.rotterdam.pk, data__name="nieuw").order_by("pk")
        assert [(entry.action.rsplit(".", 1)[1], entry.data["role"], entry.user) for entry in log] == [
            ("add", "author", people.manager),
            ("change", "approver", people.manager),
            ("remove", "approver", people.moderator),
        ]
        assert all(entry.message for entry in log)


class TestSharedPages:
    """Naming a partner that may write shares the page with it, once it accepted."""

    def test_acceptance_opens_the_page_and_outlives_the_next_publication(self, people, live):
        row = live.partners.get(organisation=people.delft)
        assert not may_change_content(live, fresh(people.asked_partner))
        with pytest.raises(PermissionDenied):
            accept_share(row, by=people.author)
        accept_share(row, by=people.asked_partner)
        assert may_change_content(live, fresh(people.asked_partner))
        live = editor.reloaded(live)
        live.get_latest_revision().publish()
        assert may_change_content(live, fresh(people.asked_partner))

    def test_taking_the_partner_away_takes_the_page_away(self, world, people, live):
        assert may_change_content(live, fresh(people.partner))
        page = live.get_latest_revision_as_object()
        page.partners = [row for row in page.partners.all() if row.organisation != world.utrecht]
        page.save_revision().publish()
        assert not may_change_content(live, fresh(people.partner))

    def test_a_partner_that_may_not_write_gets_nothing(self, world, people, live):
        world.utrecht.may_write = False
        world.utrecht.save()
        assert not may_change_content(live, fresh(people.partner))

    def test_who_joins_the_partner_later_gets_the_page_too(self, world, people, live):
        late = factories.make_user("laat")
        add_member(late, world.utrecht, "manager")
        assert may_change_content(live, fresh(late))

    def test_members_of_a_partnership_likewise(self, world, people):
        page = factories.make_partnership(world.rotterdam, members=[world.rotterdam, world.utrecht, world.leon])
        assert not may_change_content(page, fresh(people.partner))
        accept_share(PartnershipMember.objects.get(organisation=world.utrecht), by=people.partner)
        assert may_change_content(page, fresh(people.partner))

    def test_a_copy_starts_without_its_partners(self, world, people, live):
        copy = live.copy(update_attrs={"slug": "kopie", "title": "Kopie"}, user=people.author)
        assert may_change_content(live, fresh(people.partner))
        assert not may_change_content(copy, fresh(people.partner))
        assert [row.accepted for row in editor.draft_of(copy).partners.all()] == [False, False, False]
        copy.get_latest_revision().publish()
        assert not may_change_content(copy, fresh(people.partner))
        assert find_drift() == []

    def test_a_deleted_page_leaves_no_grant(self, people, live):
        live.delete()
        assert not grants.InitiativeGroupGrant.objects.exists()
        assert not InitiativePartner.objects.exists()


class TestCheck:
    """``citysynergy_check_grants`` finds and mends what came about behind the memberships' back."""

    def run(self, *args: str) -> str:
        out = StringIO()
        call_command("citysynergy_check_grants", *args, stdout=out)
        return out.getvalue()

    def test_finds_nothing_where_nothing_is_wrong(self, people, live):
        assert "follow from memberships" in self.run()

    def test_finds_and_mends(self, world, people, live):
        add_to, take_from = role_group(world.rotterdam, "manager"), role_group(world.rotterdam, "author")
        add_to.user_set.add(people.stranger)
        take_from.user_set.clear()
        take_from.permissions.clear()
        grants.OrganisationGroupGrant.objects.filter(group=add_to).delete()
        grants.InitiativeGroupGrant.objects.all().delete()
        GroupCollectionPermission.objects.filter(group=add_to).delete()
        Group.objects.get(name=NETWORK).user_set.add(people.stranger)
        Group.objects.get(name=NETWORK).user_set.remove(people.mission)
        grants.InitiativeUserGrant.objects.create(
            user=people.stranger,
            permission=grants._permission("citysynergy", "change_initiativepage"),
            content_object=live,
        )
        Membership.objects.bulk_create([Membership(user=people.stranger, organisation=world.ministry, role="author")])
        out = StringIO()
        with pytest.raises(CommandError, match="--repair"):
            call_command("citysynergy_check_grants", stdout=out)
        for words in (
            "rotterdam: surplus: member manager",
            "rotterdam: missing: member author",
            "rotterdam: missing: entry author",
            "rotterdam: missing: organisation manager",
            "rotterdam: missing: collection manager",
            "utrecht: missing: page author initiativepage",
            "network: missing: mission",
            "grant of no membership:",
            "ministry-of-foreign-affairs: missing: member author",
        ):
            assert words in out.getvalue(), words
        assert "Repaired" in self.run("--repair")
        assert "follow from memberships" in self.run()
        assert may_change_content(live, fresh(people.author))
        assert not may_change_content(live, fresh(people.stranger))


def test_only_one_module_imports_guardian():
    from pathlib import Path

    import citysynergy

    root = Path(citysynergy.__file__).parent
    importers = {
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        if any(line.strip().startswith(("import guardian", "from guardian")) for line in path.read_text().splitlines())
        and "migrations" not in path.parts
    }
    assert importers == {"permissions/grants.py"}


def test_the_host_is_told_when_the_policy_is_off(settings):
    from citysynergy.permissions.checks import check_finish_action, check_policy

    assert check_policy() == []
    assert check_finish_action() == []
    settings.CITYSYNERGY = {"PAGE_PERMISSION_POLICY": False}
    del settings.WAGTAIL_FINISH_WORKFLOW_ACTION
    assert [message.id for message in (*check_policy(), *check_finish_action())] == [
        "citysynergy.W001",
        "citysynergy.W002",
    ]


def test_people_of_the_ministry_hold_what_their_group_needs(people):
    assert all(may_enter(user) for user in (people.moderator, people.analyst, people.steward))
    steward = fresh(people.steward)
    assert steward.has_perms(["citysynergy.change_theme", "citysynergy.add_organisation", "citysynergy.change_ressort"])
    assert not steward.has_perm("citysynergy.add_membership")
    assert not fresh(people.moderator).has_perm("citysynergy.change_theme")
    assert get_user_model().objects.filter(groups__name=NETWORK).count() == 8
