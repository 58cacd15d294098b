"""Rules broken one at a time: the table of the handbook, or the tests beside it, notice each."""

from collections.abc import Callable
from copy import copy
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page, PageViewRestriction

from citysynergy.cases import files
from citysynergy.permissions import access, bulk_actions, grants, knowing, policies, reading, testers
from citysynergy.permissions.page_views import KnownPageViewSet
from citysynergy.permissions.policies import CityPagePermissionPolicy
from citysynergy.permissions.testers import CityPagePermissionTester
from citysynergy.values.reachable_forms import ReachableFormMixin
from tests import editor, factories
from tests.permissions.conftest import actors, fresh
from tests.permissions.matrix import answers, check_writing, statement
from tests.permissions.test_admin import signed_in
from tests.permissions.worlds import make_page

pytestmark = pytest.mark.django_db

type Break = Callable[[pytest.MonkeyPatch], None]

# Of an initiative; in these all rules below show.
STATES = ("draft", "in moderation", "live", "restricted", "locked")


@pytest.fixture(scope="module")
def made_pages(made_world: SimpleNamespace, made_people: SimpleNamespace) -> dict[str, Any]:
    """One initiative in each state, as each test of the module finds it."""
    return {state: make_page(made_world, made_people, "initiative", state) for state in STATES}


@pytest.fixture
def pages(people: SimpleNamespace, made_pages: dict[str, Any]) -> dict[str, Any]:
    """The initiatives, as the next request would know them."""
    found = {}
    for state, page in made_pages.items():
        found[state] = type(page).objects.get(pk=page.pk)
        found[state].document_of_matrix = copy(page.document_of_matrix)
    return found


def rule_of(name: str, rule: Callable[..., Any]) -> Break:
    return lambda patch: patch.setattr(CityPagePermissionTester, name, rule)


def _shared_pages_open_their_siblings(patch: pytest.MonkeyPatch) -> None:
    read = access._read

    def wide(user: Any) -> access.Access:
        found = read(user)
        own = dict(found.own)
        for pk, path in found.shared.items():
            above = path[: -access.STEP]
            at = access.PageAt(pk, above)
            own.setdefault(above, access.OwnOrganisation(at, frozenset({grants.WRITE}), False, pk, "municipality"))
        return replace(found, own=own)

    patch.setattr(access, "_read", wide)


def _grants_without_acceptance(patch: pytest.MonkeyPatch) -> None:
    from citysynergy.models import InitiativeGroupGrant, InitiativePage, OrganisationGroup

    permission = grants._permission("citysynergy", "change_initiativepage")
    for page in InitiativePage.objects.all():
        for row in OrganisationGroup.objects.filter(organisation__slug="delft"):
            InitiativeGroupGrant.objects.create(group=row.group, permission=permission, content_object=page)


def _everyone_knows_of_every_page(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(CityPagePermissionPolicy, "knowable_instances", lambda self, user: Page.objects.all())


BROKEN: dict[str, Break] = {
    "a partner deletes the shared draft": rule_of(
        "can_delete", lambda self, ignore_bulk=False: self.can_change_content() and not self.page.live
    ),
    "a partner copies the shared page": rule_of("can_copy", lambda self: self.can_change_content()),
    "who may open may write": rule_of(
        "can_change_content", lambda self: self.is_superuser or self.writes_as_owner or self.is_shared or self.moderates
    ),
    "who may not write submits": rule_of(
        "can_submit_for_moderation", lambda self: self.page.has_workflow and not self.page.workflow_in_progress
    ),
    "an author publishes": rule_of("can_publish", lambda self: self.can_change_content()),
    "an author takes offline": rule_of("can_unpublish", lambda self: self.page.live and self.can_change_content()),
    "a live page is deleted": rule_of("can_delete", lambda self, ignore_bulk=False: self.writes_as_owner),
    "authors set who may see": rule_of("can_set_view_restrictions", lambda self: self.can_change_content()),
    "a moderator publishes what was not submitted": rule_of(
        "can_publish", lambda self: self.is_superuser or self.moderates
    ),
    "everyone reads the history": rule_of("can_view_revisions", lambda self: self.active),
    "authors lock": rule_of("can_lock", lambda self: self.can_change_content() or self.moderates),
    "what is locked or in moderation is written": rule_of("page_locked", lambda self: False),
    "a partner's grant opens the siblings": _shared_pages_open_their_siblings,
    "partners that never accepted get the page": _grants_without_acceptance,
    "everyone chooses drafts": _everyone_knows_of_every_page,
    "restrictions are forgotten": lambda patch: patch.setattr(
        reading, "refused", lambda user: PageViewRestriction.objects.none()
    ),
    "drafts of published pages are for everyone": lambda patch: patch.setattr(
        files, "readable", lambda pages, user: pages
    ),
    "who signed in reads every document": lambda patch: patch.setattr(
        files, "_opens_a_draft", lambda user, *args: user.is_authenticated
    ),
}


@pytest.mark.parametrize("rule", BROKEN)
def test_a_broken_rule_is_noticed(people, pages, rule, monkeypatch):
    BROKEN[rule](monkeypatch)
    assert any(
        answers(page, "initiative", state, actors(people)) != statement("initiative", state)
        for state, page in pages.items()
    )


def test_none_is_noticed_where_none_is_broken(people, pages):
    for state, page in pages.items():
        assert answers(page, "initiative", state, actors(people)) == statement("initiative", state)


@pytest.mark.parametrize("part", ["instances_user_has_any_permission_for", "user_has_any_permission_for_instance"])
def test_a_policy_that_forgets_something_is_noticed(people, pages, part, monkeypatch):
    stock = policies.PagePermissionPolicy.__dict__[part]
    monkeypatch.setattr(CityPagePermissionPolicy, part, stock)
    with pytest.raises(AssertionError):
        check_writing(fresh(people.author), [pages["draft"].get_parent().specific, pages["draft"], pages["live"]])


def test_own_work_is_noticed(people, pages, monkeypatch):
    draft = pages["draft"]
    draft.get_workflow().start(draft, people.moderator)
    draft = type(draft).objects.get(pk=draft.pk)
    assert not draft.permissions_for_user(fresh(people.moderator)).can_publish()
    monkeypatch.setattr(testers, "is_own_work", lambda page, user: False)
    assert draft.permissions_for_user(fresh(people.moderator)).can_publish()


class TestLeaks:
    """What the tests of ``test_leaks`` hold, broken: a hidden draft of Rotterdam, by an author of Zwolle."""

    def test_views_that_do_not_ask_first(self, people, pages, monkeypatch):
        client = signed_in(people.other)
        draft, own = pages["draft"], factories.make_initiative(people.zwolle, live=False)
        confirm = reverse("wagtailadmin_pages:move_confirm", args=[own.pk, draft.pk])
        assert client.get(confirm).status_code == 404
        monkeypatch.setattr(KnownPageViewSet, "get_view_by_name", PageViewSet.get_view_by_name)
        assert draft.title in client.get(confirm).content.decode()

    def test_choosers_and_bulk_actions_that_know_every_page(self, people, pages, monkeypatch):
        client = signed_in(people.other)
        draft = pages["draft"]
        chosen = reverse("wagtailadmin_choose_page_chosen_multiple") + f"?id={draft.pk}"
        several = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"]) + f"?id={draft.pk}"
        assert {client.get(chosen).status_code, client.get(several).status_code} == {404}
        monkeypatch.setattr(knowing, "unknown", lambda user, pages: set())
        monkeypatch.setattr(bulk_actions, "knowable_pages", lambda user: Page.objects.all())
        assert draft.title in client.get(chosen).content.decode()
        assert draft.title in client.get(several).content.decode()

    def test_forms_that_believe_a_number(self, world, people, pages, monkeypatch):
        own = factories.make_initiative(people.zwolle, live=False)
        foreign = pages["draft"].document_of_matrix
        rows = {
            "documents-TOTAL_FORMS": "1",
            "documents-0-document": str(foreign.pk),
            "documents-0-licence": "cc0",
            "documents-0-language": "nl",
        }
        monkeypatch.setattr(ReachableFormMixin, "_may_refer_to", lambda self, model, key: True)
        editor.press(signed_in(people.other), own, **rows)
        assert editor.draft_of(own).documents.exists()
