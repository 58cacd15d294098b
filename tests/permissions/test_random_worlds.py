"""Random worlds: policy, tester, lists and the admin agree with an oracle of ten lines about who may do what.

``make test`` plays a few small worlds, ``make test-heavy`` many larger ones, the same each time;
``CITYSYNERGY_NEW_WORLDS=200 make test-heavy ARGS="-k larger_worlds"`` as many new ones.
"""

import os
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from wagtail.models import BaseViewRestriction, Page, PageViewRestriction
from wagtail.permissions import policy_registry

from citysynergy.models import InitiativePartner, Organisation
from citysynergy.moderation.loading import load
from citysynergy.permissions import groups
from citysynergy.permissions.actions import add_member
from citysynergy.permissions.groups import network_reader_groups
from citysynergy.permissions.knowing import unknown
from citysynergy.values.guarded_pages import may_change_content
from tests import editor, factories
from tests.permissions.conftest import fresh
from tests.permissions.test_admin import signed_in

pytestmark = pytest.mark.django_db

# How many worlds ``make test-heavy`` plays that nobody has seen; without it, the same thirty each time.
NEW_WORLDS = int(os.environ.get("CITYSYNERGY_NEW_WORLDS") or 0)

MINISTRY = (groups.MODERATORS, groups.ANALYSTS, groups.STEWARDS)


@dataclass(frozen=True)
class OrganisationModel:
    mission: bool
    may_write: bool
    trusted: bool
    sign_off: bool
    restricted: bool


@dataclass(frozen=True)
class PageModel:
    owner: int
    opportunity: bool
    live: bool
    restricted: bool
    # (organisation, accepted)
    partners: tuple[tuple[int, bool], ...]


@dataclass(frozen=True)
class UserModel:
    # (organisation, role)
    memberships: frozenset[tuple[int, str]]
    group: str | None
    active: bool
    superuser: bool


@dataclass(frozen=True)
class WorldModel:
    organisations: tuple[OrganisationModel, ...]
    pages: tuple[PageModel, ...]
    users: tuple[UserModel, ...]


# --- the oracle ------------------------------------------------------------------------------------------------------


def oracle(world: WorldModel, user: UserModel, page: PageModel) -> set[str]:
    """What the user may do with the page, in plain words of the model."""
    writing = {(number, role) for number, role in user.memberships if world.organisations[number].may_write}
    owner, at_home = world.organisations[page.owner], {role for number, role in writing if number == page.owner}
    shared = not page.opportunity and any(ok and any(n == who for n, _role in writing) for who, ok in page.partners)
    trusted = page.opportunity and owner.mission and owner.trusted and (not owner.sign_off or "approver" in at_home)
    boss, moderates = user.superuser, user.group == groups.MODERATORS
    public = page.live and not (page.restricted or owner.restricted)
    write, network = boss or bool(at_home) or shared, boss or bool(writing) or user.group is not None
    may = {"write": write, "open": write or moderates, "delete": boss or (bool(at_home) and not page.live)}
    may["unpublish"] = page.live and (
        boss or moderates or bool(at_home & {"approver", "manager"} or (at_home and trusted))
    )
    may["publish"], may["know"] = boss or bool(at_home and trusted), may["open"] or public or (page.live and network)
    return {action for action, yes in may.items() if yes} if user.active else ({"know"} if public else set())


# --- growing a world -------------------------------------------------------------------------------------------------


def worlds(size: int) -> st.SearchStrategy[WorldModel]:
    """Worlds with up to ``size`` organisations and users, and twice as many pages."""
    flag = st.booleans()
    mostly = st.sampled_from([True, True, True, False])
    seldom = st.sampled_from([False, False, False, True])
    number = st.integers(0, size - 1)
    return st.builds(
        WorldModel,
        st.tuples(*[st.builds(OrganisationModel, flag, mostly, flag, flag, seldom)] * size),
        st.lists(
            st.builds(
                PageModel,
                number,
                flag,
                flag,
                seldom,
                st.lists(st.tuples(number, mostly), max_size=2, unique_by=lambda row: row[0]).map(tuple),
            ),
            min_size=size,
            max_size=2 * size,
        ).map(tuple),
        st.lists(
            st.builds(
                UserModel,
                st.frozensets(st.tuples(number, st.sampled_from(["author", "approver", "manager"])), max_size=2),
                st.sampled_from([None, None, None, *MINISTRY]),
                mostly,
                seldom,
            ),
            min_size=size,
            max_size=size + 1,
        ).map(tuple),
    )


def _restrict(page: Any) -> None:
    row, made = PageViewRestriction.objects.get_or_create(
        page_id=page.pk, defaults={"restriction_type": BaseViewRestriction.GROUPS}
    )
    if made:
        row.groups.set(network_reader_groups())


def grow(model: WorldModel) -> tuple[list[Any], list[Any]]:
    """The pages and users of the model, in the database."""
    organisations = []
    for number, about in enumerate(model.organisations):
        organisation = factories.make_organisation(
            f"organisatie-{number}",
            kind="mission" if about.mission else "municipality",
            trusted_to_publish=about.trusted,
            require_sign_off=about.sign_off,
        )
        if about.restricted:
            _restrict(organisation.page)
        organisations.append(organisation)
    pages = [_grow_page(number, about, organisations) for number, about in enumerate(model.pages)]
    users = []
    for number, who in enumerate(model.users):
        user = factories.make_user(f"gebruiker-{number}", is_superuser=who.superuser)
        if who.group:
            user.groups.add(Group.objects.get(name=who.group))
        for organisation, role in sorted(who.memberships):
            add_member(user, organisations[organisation], role)
        if not who.active:
            user.is_active = False
            user.save()
        users.append(user)
    for about, organisation in zip(model.organisations, organisations, strict=True):
        if not about.may_write:
            # Last: an organisation whose right to write is taken away.
            organisation.refresh_from_db()
            organisation.may_write = False
            organisation.save()
    return pages, users


def _grow_page(number: int, about: PageModel, organisations: list[Organisation]) -> Any:
    owner, named = organisations[about.owner], {"slug": f"bladzijde-{number}", "live": about.live, "english": ""}
    if about.opportunity:
        visibility = "network" if about.restricted else "public"
        page = factories.make_opportunity(owner, f"Bladzijde {number}", visibility=visibility, **named)
        if not about.restricted:
            # A draft is restricted whatever it says; here the model speaks.
            PageViewRestriction.objects.filter(page_id=page.pk).delete()
        return page
    partners = [
        InitiativePartner(organisation=organisations[who], accepted=accepted) for who, accepted in about.partners
    ]
    page = factories.make_initiative(owner, f"Bladzijde {number}", rows={"partners": partners}, **named)
    if about.restricted:
        _restrict(page)
    return page


# --- asking ----------------------------------------------------------------------------------------------------------


def compare(model: WorldModel, pages: list[Any], users: list[Any], requests: int) -> None:
    policy = policy_registry.get_by_type(Page)
    theirs = {page.pk for page in pages}
    wanted = [[oracle(model, who, about) for about in model.pages] for who in model.users]
    for user, allowed in zip(users, wanted, strict=True):
        user = fresh(user)

        def having(action: str, allowed: list[set[str]] = allowed) -> set[int]:
            return {page.pk for page, may in zip(pages, allowed, strict=True) if action in may}

        def among(found: Any) -> set[int]:
            return set(found.values_list("pk", flat=True)) & theirs

        assert among(policy.instances_user_has_any_permission_for(user, {"change"})) == having("write")
        assert among(policy.instances_user_has_permission_for(user, "change")) == having("write")
        assert among(policy.explorable_instances(user)) == having("open")
        assert among(policy.knowable_instances(user)) == having("know")
        assert theirs - unknown(user, theirs) == having("know")
        if having("write"):
            assert policy.user_has_permission(user, "change")
            assert policy.users_with_permission("change").filter(pk=user.pk).exists()
        for page, may in zip(pages, allowed, strict=True):
            tester = page.permissions_for_user(user)
            found = {
                "write": may_change_content(page, user),
                "open": tester.can_edit(),
                "delete": tester.can_delete(),
                "unpublish": tester.can_unpublish(),
                "publish": tester.can_publish(),
            }
            assert {action for action, yes in found.items() if yes} == may - {"know"}, (user, page)
            assert policy.user_has_permission_for_instance(user, "change", page) == ("write" in may)
    for number, page in enumerate(pages):
        expected = {user.pk for user, may in zip(users, wanted, strict=True) if "write" in may[number]}
        found = policy.users_with_permission_for_instance("change", page).values_list("pk", flat=True)
        assert set(found) & {user.pk for user in users} == expected
    _ask_the_admin(pages, users, wanted, requests)


def _ask_the_admin(pages: list[Any], users: list[Any], wanted: list[list[set[str]]], requests: int) -> None:
    """The first pairs of a user who may enter and a page: opened and listed, or not there."""
    pairs = [
        (user, page, wanted[row][column])
        for column, page in enumerate(pages)
        for row, user in enumerate(users)
        if fresh(user).has_perm("wagtailadmin.access_admin")
    ]
    for user, page, may in pairs[:: max(1, len(pairs) // requests)][:requests]:
        client = signed_in(user)
        status = client.get(editor.address(page)).status_code
        assert (status == 200) == ("open" in may), (user, page)
        if "know" not in may:
            assert status == 404, (user, page)
        listing = client.get(reverse("wagtailadmin_api:pages:listing")).json()["items"]
        assert (page.pk in {item["id"] for item in listing}) == ("open" in may), (user, page)


def play(model: WorldModel, requests: int) -> None:
    """Grow the world, ask, and leave nothing of it behind."""
    before = transaction.savepoint_create()
    try:
        compare(model, *grow(model), requests)
    finally:
        transaction.savepoint_rollback(before)


COMMON: dict[str, Any] = {
    "deadline": None,
    "database": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
}


@pytest.fixture
def workflow(db: None) -> None:
    """What all worlds have in common."""
    load()


@settings(max_examples=3, derandomize=True, **COMMON)
@given(model=worlds(2))
def test_a_few_small_worlds(workflow, model):
    play(model, requests=2)


@pytest.mark.heavy
# A world takes seconds: one that fails is told as it was found.
@settings(max_examples=NEW_WORLDS or 15, derandomize=not NEW_WORLDS, phases=[Phase.explicit, Phase.generate], **COMMON)
@given(model=worlds(4))
def test_many_larger_worlds(workflow, model):
    play(model, requests=4)


def test_the_oracle_knows_the_rules_of_the_handbook():
    """Two of them, told in the words of the model, so that an oracle that always says yes would not do."""
    rotterdam = OrganisationModel(False, True, False, False, False)
    author = UserModel(frozenset({(0, "author")}), None, True, False)
    other = UserModel(frozenset({(1, "author")}), None, True, False)
    draft = PageModel(0, False, False, False, ((1, False),))
    world = WorldModel((rotterdam, rotterdam), (draft,), (author, other))
    assert oracle(world, author, draft) == {"write", "open", "delete", "know"}
    assert oracle(world, other, draft) == set()
