"""The people of the permission matrix, and the pages they meet."""

from copy import deepcopy
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group

from citysynergy.models import InitiativePartner, Organisation
from citysynergy.moderation.loading import load
from citysynergy.permissions import groups
from citysynergy.permissions.actions import add_member
from tests import factories


def fresh(user: Any) -> Any:
    """The user as the next request would know it: without anything remembered."""
    return user if user.is_anonymous else type(user).objects.get(pk=user.pk)


# What the handbook calls those of the people who have a shorter name in tests.
CALLED = {"other": "other municipality", "stranger": "public account", "steward": "data steward"}


def actors(people: SimpleNamespace) -> dict[str, Any]:
    """The person for each actor of the handbook. Its stranger is not signed in."""
    found = {
        CALLED.get(name, name.replace("_", " ")): person
        for name, person in vars(people).items()
        if hasattr(person, "is_active")
    }
    return found | {"stranger": AnonymousUser()}


@pytest.fixture(scope="module")
def made_people(made_world: SimpleNamespace) -> SimpleNamespace:
    """The people as each test of the module finds them."""
    world = made_world
    load()
    delft = factories.make_organisation("delft", country=world.netherlands)
    zwolle = factories.make_organisation("zwolle", country=world.netherlands)
    nairobi = factories.make_organisation("embassy-nairobi", kind="mission", trusted_to_publish=True)
    made = SimpleNamespace(delft=delft, zwolle=zwolle, nairobi_embassy=nairobi)

    def member(username: str, organisation: Organisation, role: str) -> None:
        user = factories.make_user(username)
        add_member(user, organisation, role)
        setattr(made, username, user)

    member("author", world.rotterdam, "author")
    member("approver", world.rotterdam, "approver")
    member("manager", world.rotterdam, "manager")
    member("partner", world.utrecht, "author")
    member("asked_partner", delft, "author")
    member("other", zwolle, "author")
    member("mission", world.jakarta_embassy, "author")
    member("trusted_mission", nairobi, "author")
    for name, group in (
        ("moderator", groups.MODERATORS),
        ("analyst", groups.ANALYSTS),
        ("steward", groups.STEWARDS),
    ):
        user = factories.make_user(name)
        user.groups.add(Group.objects.get(name=group))
        setattr(made, name, user)
    made.stranger = factories.make_user("stranger")
    made.superuser = factories.make_user("superuser", is_superuser=True)
    return made


@pytest.fixture
def people(world: SimpleNamespace, made_people: SimpleNamespace) -> SimpleNamespace:
    """One person for each actor. Rotterdam leads; Utrecht accepted to be its partner, Delft was only asked."""
    return deepcopy(made_people)


@pytest.fixture(scope="module")
def made_draft(made_world: SimpleNamespace, made_people: SimpleNamespace) -> Any:
    """The draft as each test of the module finds it."""
    return _shared_initiative(made_world, made_people, "Ontwerp", live=False)


@pytest.fixture
def draft(people: SimpleNamespace, made_draft: Any) -> Any:
    """An initiative of Rotterdam that nobody but Rotterdam and Utrecht works on."""
    return type(made_draft).objects.get(pk=made_draft.pk)


@pytest.fixture(scope="module")
def made_live(made_world: SimpleNamespace, made_people: SimpleNamespace) -> Any:
    """The published page as each test of the module finds it."""
    return _shared_initiative(made_world, made_people, "Gepubliceerd", live=True)


@pytest.fixture
def live(people: SimpleNamespace, made_live: Any) -> Any:
    """A published initiative of Rotterdam, shared with Utrecht."""
    return type(made_live).objects.get(pk=made_live.pk)


def _shared_initiative(world: SimpleNamespace, people: SimpleNamespace, title: str, *, live: bool) -> Any:
    return factories.make_initiative(
        world.rotterdam,
        title,
        live=live,
        slug=title.lower(),
        themes=[world.water],
        countries=[world.indonesia],
        cities=[world.jakarta],
        rows={
            "partners": [
                InitiativePartner(organisation=world.utrecht, accepted=True),
                InitiativePartner(organisation=people.delft),
                InitiativePartner(city=world.jakarta),
            ]
        },
    )
