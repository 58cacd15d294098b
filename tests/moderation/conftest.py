"""The people of a moderation: two authors of Rotterdam, its manager, two moderators and some who have no part in it."""

from copy import deepcopy
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from citysynergy.moderation.loading import load
from citysynergy.permissions.actions import add_member
from citysynergy.permissions.groups import ANALYSTS, MODERATORS
from tests import factories


@pytest.fixture(scope="module")
def made_people(made_world: SimpleNamespace) -> SimpleNamespace:
    """The people as each test of the module finds them."""
    world = made_world
    load()
    made = SimpleNamespace(
        author=factories.make_user("author", language="en"),
        colleague=factories.make_user("colleague"),
        manager=factories.make_user("manager"),
        other=factories.make_user("other"),
        moderator=factories.make_user("moderator"),
        second_moderator=factories.make_user("second-moderator", language="en"),
        analyst=factories.make_user("analyst"),
        superuser=factories.make_user("superuser", is_superuser=True),
    )
    add_member(made.author, world.rotterdam, "author")
    add_member(made.colleague, world.rotterdam, "author")
    add_member(made.manager, world.rotterdam, "manager")
    add_member(made.other, world.utrecht, "author")
    for user in (made.moderator, made.second_moderator):
        user.groups.add(Group.objects.get(name=MODERATORS))
    made.analyst.groups.add(Group.objects.get(name=ANALYSTS))
    return made


@pytest.fixture
def people(world: SimpleNamespace, made_people: SimpleNamespace) -> SimpleNamespace:
    """Moderators read Dutch and English; the author reads English."""
    return deepcopy(made_people)


@pytest.fixture(scope="module")
def made_draft(made_world: SimpleNamespace, made_people: SimpleNamespace) -> Any:
    """The draft as each test of the module finds it."""
    return factories.make_initiative(
        made_world.rotterdam,
        live=False,
        slug="veilig",
        owner=made_people.author,
        themes=[made_world.water],
        countries=[made_world.indonesia],
        cities=[made_world.jakarta],
    )


@pytest.fixture
def draft(people: SimpleNamespace, made_draft: Any) -> Any:
    """A complete draft of Rotterdam."""
    return type(made_draft).objects.get(pk=made_draft.pk)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client
