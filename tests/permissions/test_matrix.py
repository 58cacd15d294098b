"""Who may do what: every cell of the handbook's table, and what stands beside the table."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from wagtail.models import Page

from citysynergy.models import OpportunityPage
from citysynergy.values.guarded_pages import may_change_content
from tests import factories
from tests.permissions.conftest import actors, fresh
from tests.permissions.matrix import (
    ASK,
    STATES,
    TYPES,
    allowed,
    answers,
    check_listing,
    check_writing,
    sample,
    stated,
    statement,
)
from tests.permissions.worlds import make_page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quickly(settings: Any, tmp_path: Any) -> None:
    """Documents in a folder of the test; one language is enough to submit a page."""
    settings.MEDIA_ROOT = tmp_path
    settings.CITYSYNERGY = settings.CITYSYNERGY | {"REQUIRED_LANGUAGES": ["nl"]}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("type_", TYPES)
def test_is_as_the_handbook_states(world, people, type_, state):
    who = actors(people)
    found = set()
    if type_ == "mission's opportunity":
        own = make_page(world, people, type_, state, of=people.nairobi_embassy)
        found = answers(own, type_, state, {"trusted mission": who.pop("trusted mission")})
    found |= answers(make_page(world, people, type_, state), type_, state, who)
    assert found == statement(type_, state)


def test_a_deactivated_person_may_nothing_but_read_what_everyone_reads(world, people):
    page, closed = (make_page(world, people, "opportunity", state) for state in ("live", "restricted"))
    get_user_model().objects.update(is_active=False)
    for name, user in actors(people).items():
        assert allowed(page, fresh(user)) == {"read document"}, name
        assert allowed(closed, fresh(user)) == set(), name


def test_what_is_asked_over_http_meets_everything_once():
    chosen = sample()
    assert len({(cell.actor, cell.action) for cell in chosen}) == len(chosen)
    for cell in stated():
        assert any((other.state, other.action) == (cell.state, cell.action) for other in chosen)
        assert any((other.state, other.actor) == (cell.state, cell.actor) for other in chosen)
        assert any((other.type, other.action) == (cell.type, cell.action) for other in chosen)
        assert any((other.type, other.state) == (cell.type, cell.state) for other in chosen)


def test_the_page_of_an_organisation_is_written_by_its_managers_alone(world, people):
    page = world.rotterdam.page
    assert {name for name, user in actors(people).items() if may_change_content(page, fresh(user))} == {
        "manager",
        "superuser",
    }
    for name in ("author", "approver", "manager", "moderator"):
        tester = page.permissions_for_user(fresh(getattr(people, name)))
        assert not any((tester.can_delete(), tester.can_move(), tester.can_copy(), tester.can_publish())), name


def test_nobody_writes_the_index_of_organisations(world, people):
    for name, user in actors(people).items():
        if name == "superuser":
            continue
        tester = world.index.permissions_for_user(fresh(user))
        rights = (tester.can_edit(), tester.can_add_subpage(), tester.can_publish(), tester.can_unpublish())
        assert not any(rights), name


def test_a_partner_may_do_nothing_with_the_siblings_of_the_shared_page(world, people, live):
    sibling = factories.make_initiative(world.rotterdam, "Alleen van Rotterdam")
    questions = set(ASK) - {"read document", "link"}
    assert "edit" in allowed(live, fresh(people.partner), questions)
    assert allowed(sibling, fresh(people.partner), questions) == set()


def test_a_page_in_moderation_is_published_by_a_moderator_who_did_not_write_it(people, draft):
    draft.get_workflow().start(draft, people.author)
    draft = type(draft).objects.get(pk=draft.pk)
    publishers = {
        name for name, user in actors(people).items() if draft.permissions_for_user(fresh(user)).can_publish()
    }
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
        for user in actors(people).values():
            check_writing(fresh(user), pages)

    def test_about_what_is_listed_in_the_explorer(self, people, pages):
        for user in actors(people).values():
            check_listing(fresh(user), pages)
