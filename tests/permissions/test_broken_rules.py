"""Ten rules, broken one at a time: the tables of the matrix notice each."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from citysynergy.permissions import access, grants, policies, testers
from citysynergy.permissions.policies import CityPagePermissionPolicy
from citysynergy.permissions.testers import CityPagePermissionTester
from tests.permissions.conftest import fresh
from tests.permissions.matrix import DRAFT, LIVE, check_writing, table

pytestmark = pytest.mark.django_db

type Break = Callable[[pytest.MonkeyPatch], None]


def rule_of(name: str, rule: Callable[..., Any]) -> Break:
    return lambda patch: patch.setattr(CityPagePermissionTester, name, rule)


def _shared_pages_open_their_siblings(patch: pytest.MonkeyPatch) -> None:
    read = access._read

    def wide(user: Any) -> access.Access:
        found = read(user)
        own = dict(found.own)
        for pk, path in found.shared.items():
            above = path[: -access.STEP]
            own.setdefault(above, access.OwnOrganisation(access.PageAt(pk, above), frozenset({grants.WRITE}), False))
        return replace(found, own=own)

    patch.setattr(access, "_read", wide)


def _grants_without_acceptance(patch: pytest.MonkeyPatch) -> None:
    from citysynergy.models import InitiativeGroupGrant, InitiativePage, OrganisationGroup

    permission = grants._permission("citysynergy", "change_initiativepage")
    for page in InitiativePage.objects.all():
        for row in OrganisationGroup.objects.filter(organisation__slug="delft"):
            InitiativeGroupGrant.objects.create(group=row.group, permission=permission, content_object=page)


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
    "a partner's grant opens the siblings": _shared_pages_open_their_siblings,
    "partners that never accepted get the page": _grants_without_acceptance,
}


@pytest.mark.parametrize("rule", BROKEN)
def test_a_broken_rule_is_noticed(people, draft, live, rule, monkeypatch):
    BROKEN[rule](monkeypatch)
    assert (table(draft, people), table(live, people)) != (DRAFT, LIVE)


@pytest.mark.parametrize("part", ["instances_user_has_any_permission_for", "user_has_any_permission_for_instance"])
def test_a_policy_that_forgets_something_is_noticed(people, draft, live, part, monkeypatch):
    stock = policies.PagePermissionPolicy.__dict__[part]
    monkeypatch.setattr(CityPagePermissionPolicy, part, stock)
    with pytest.raises(AssertionError):
        check_writing(fresh(people.author), [live.get_parent().specific, draft, live])


def test_own_work_is_noticed(people, draft, monkeypatch):
    draft.get_workflow().start(draft, people.moderator)
    draft = type(draft).objects.get(pk=draft.pk)
    assert not draft.permissions_for_user(fresh(people.moderator)).can_publish()
    monkeypatch.setattr(testers, "is_own_work", lambda page, user: False)
    assert draft.permissions_for_user(fresh(people.moderator)).can_publish()
