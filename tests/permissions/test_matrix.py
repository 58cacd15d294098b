"""Who may do what with an initiative of Rotterdam, of which Utrecht is a partner. Read it as a table."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from wagtail.models import Page
from wagtail.permissions import policy_registry

from citysynergy.models import OpportunityPage
from citysynergy.values.guarded_pages import may_change_content
from tests import factories
from tests.permissions.conftest import fresh

pytestmark = pytest.mark.django_db

# The questions, and how Wagtail's tester is asked.
ASK = {
    "add below": lambda page, user: page.get_parent().permissions_for_user(user).can_add_subpage(),
    "open": lambda page, user: page.permissions_for_user(user).can_edit(),
    "write": may_change_content,
    "submit": lambda page, user: page.permissions_for_user(user).can_submit_for_moderation(),
    "publish": lambda page, user: page.permissions_for_user(user).can_publish(),
    "unpublish": lambda page, user: page.permissions_for_user(user).can_unpublish(),
    "delete": lambda page, user: page.permissions_for_user(user).can_delete(),
    "move": lambda page, user: page.permissions_for_user(user).can_move(),
    "copy": lambda page, user: page.permissions_for_user(user).can_copy(),
    "privacy": lambda page, user: page.permissions_for_user(user).can_set_view_restrictions(),
    "lock": lambda page, user: page.permissions_for_user(user).can_lock(),
    "history": lambda page, user: page.permissions_for_user(user).can_view_revisions(),
}

NOTHING: set[str] = set()
WRITER = {"add below", "open", "write", "submit", "copy", "history"}
DRAFT = {
    "stranger": NOTHING,
    "other": NOTHING,
    "author": WRITER | {"delete", "move"},
    "approver": WRITER | {"delete", "move"},
    "manager": WRITER | {"delete", "move"},
    "partner": {"open", "write", "submit", "history"},
    "asked_partner": NOTHING,
    "mission": NOTHING,
    "moderator": {"open", "history", "lock"},
    "analyst": NOTHING,
    "steward": NOTHING,
    "superuser": set(ASK) - {"unpublish"},
}
LIVE = {
    **DRAFT,
    "author": WRITER,
    "approver": WRITER | {"unpublish"},
    "manager": WRITER | {"unpublish"},
    "moderator": DRAFT["moderator"] | {"unpublish"},
    "superuser": set(ASK),
}


def allowed(page: Any, user: Any) -> set[str]:
    return {name for name, ask in ASK.items() if ask(page, user)}


def table(page: Any, people: Any) -> dict[str, set[str]]:
    return {name: allowed(page, fresh(getattr(people, name))) for name in DRAFT}


def test_a_draft(people, draft):
    assert table(draft, people) == DRAFT


def test_a_published_page(people, live):
    assert table(live, people) == LIVE


def test_a_deactivated_person_may_nothing(people, live):
    get_user_model().objects.update(is_active=False)
    assert table(live, people) == dict.fromkeys(DRAFT, NOTHING)


def test_the_page_of_an_organisation_is_written_by_its_managers_alone(world, people):
    page = world.rotterdam.page
    assert {name for name in DRAFT if may_change_content(page, fresh(getattr(people, name)))} == {
        "manager",
        "superuser",
    }
    for name in ("author", "approver", "manager", "moderator"):
        tester = page.permissions_for_user(fresh(getattr(people, name)))
        assert not any((tester.can_delete(), tester.can_move(), tester.can_copy(), tester.can_publish())), name


def test_nobody_writes_the_index_of_organisations(world, people):
    for name in set(DRAFT) - {"superuser"}:
        tester = world.index.permissions_for_user(fresh(getattr(people, name)))
        rights = (tester.can_edit(), tester.can_add_subpage(), tester.can_publish(), tester.can_unpublish())
        assert not any(rights), name


def test_a_partner_may_do_nothing_with_the_siblings_of_the_shared_page(world, people, live):
    sibling = factories.make_initiative(world.rotterdam, "Alleen van Rotterdam")
    assert allowed(live, fresh(people.partner)) == LIVE["partner"]
    assert allowed(sibling, fresh(people.partner)) == NOTHING


def test_a_page_in_moderation_is_published_by_a_moderator_who_did_not_write_it(people, draft):
    draft.get_workflow().start(draft, people.author)
    draft = type(draft).objects.get(pk=draft.pk)
    publishers = {name for name in DRAFT if draft.permissions_for_user(fresh(getattr(people, name))).can_publish()}
    assert publishers == {"moderator", "superuser"}


def test_a_municipality_takes_its_page_offline_even_while_a_new_version_is_in_moderation(people, live):
    live.save_revision(user=people.author)
    live.get_workflow().start(live, people.author)
    live = type(live).objects.get(pk=live.pk)
    assert live.permissions_for_user(fresh(people.manager)).can_unpublish()
    assert not live.permissions_for_user(fresh(people.author)).can_unpublish()


class TestTrustedMission:
    """The ministry may trust a mission, and take that back, to publish its own opportunities."""

    @pytest.fixture
    def opportunity(self, world: SimpleNamespace, people: SimpleNamespace) -> OpportunityPage:
        return factories.make_opportunity(world.jakarta_embassy, live=False, city=world.jakarta)

    def publishes(self, page: Any, user: Any) -> bool:
        return bool(page.permissions_for_user(fresh(user)).can_publish())

    def test_publishes_its_opportunities_and_nothing_else(self, world, people, opportunity):
        mission = world.jakarta_embassy
        other = factories.make_opportunity(world.utrecht, live=False)
        profile = factories.make_expertise(mission, live=False)
        assert not self.publishes(opportunity, people.mission)
        mission.trusted_to_publish = True
        mission.save()
        assert self.publishes(opportunity, people.mission)
        assert not self.publishes(other, people.mission)
        assert not self.publishes(profile, people.mission)
        mission.trusted_to_publish = False
        mission.save()
        assert not self.publishes(opportunity, people.mission)

    def test_leaves_publishing_to_its_approver_where_it_wants_sign_off(self, world, people, opportunity):
        world.jakarta_embassy.trusted_to_publish = True
        world.jakarta_embassy.require_sign_off = True
        world.jakarta_embassy.save()
        assert not self.publishes(opportunity, people.mission)

    def test_a_municipality_is_not_trusted(self, world, people):
        opportunity = factories.make_opportunity(world.rotterdam, live=False)
        world.rotterdam.trusted_to_publish = True
        world.rotterdam.save()
        assert not self.publishes(opportunity, people.author)


class TestPolicyAndTesterAgree:
    """What is listed somewhere is what may be done there, for every actor and page."""

    @pytest.fixture
    def pages(self, world: SimpleNamespace, people: SimpleNamespace, draft: Any, live: Any) -> list[Any]:
        factories.make_opportunity(world.jakarta_embassy, city=world.jakarta)
        factories.make_initiative(world.utrecht, "Van Utrecht", live=False)
        return list(Page.objects.filter(depth__gt=1).specific())

    def test_about_writing(self, people, pages):
        for actor in DRAFT:
            self.check_writing(fresh(getattr(people, actor)), pages)

    def check_writing(self, user, pages):
        policy = policy_registry.get_by_type(Page)
        listed = set(policy.instances_user_has_permission_for(user, "change").values_list("pk", flat=True))
        for page in pages:
            may = may_change_content(page, user)
            assert (page.pk in listed) == may, page
            assert policy.user_has_permission_for_instance(user, "change", page) == may, page
            assert policy.users_with_permission_for_instance("change", page).filter(pk=user.pk).exists() == may, page
        if listed:
            assert policy.user_has_permission(user, "change")

    def test_about_what_is_listed_in_the_explorer(self, people, pages):
        for actor in DRAFT:
            self.check_listing(fresh(getattr(people, actor)), pages)

    def check_listing(self, user, pages):
        policy = policy_registry.get_by_type(Page)
        listed = set(policy.explorable_instances(user).values_list("pk", flat=True))
        on_the_way = {
            above.pk
            for page in pages
            if page.permissions_for_user(user).can_edit() or page.permissions_for_user(user).can_add_subpage()
            for above in page.get_ancestors(inclusive=True)
        }
        for page in pages:
            tester = page.permissions_for_user(user)
            if tester.can_edit():
                assert page.pk in listed, page
            elif page.pk in listed:
                assert page.pk in on_the_way or tester.can_add_subpage(), page
