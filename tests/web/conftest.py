"""A small register with an index of its own, and a visitor who reads it."""

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from citysynergy.discovery.catalogue import CATALOGUE
from citysynergy.discovery.engines.registry import get_engine
from citysynergy.models import ContactDesk, InitiativeFunding, InitiativeLesson, PartnershipMember
from tests import factories


@pytest.fixture(scope="module")
def index_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the index of the module's register lies."""
    return tmp_path_factory.mktemp("register") / "index"


@pytest.fixture(scope="module")
def made_register(made_world: SimpleNamespace, index_folder: Path) -> SimpleNamespace:
    """The register as each test of the module finds it."""
    with override_settings(CITYSYNERGY={**settings.CITYSYNERGY, "INDEX_DIR": index_folder}):
        return _fill(deepcopy(made_world))


def _fill(world: SimpleNamespace) -> SimpleNamespace:
    CATALOGUE.forget()
    desk = ContactDesk.objects.create(
        organisation=world.rotterdam, name={"nl": "Bureau Internationaal", "en": "International office"}, email="i@r.nl"
    )
    world.rotterdam.desk = desk
    world.rotterdam.save()
    world.initiative = factories.make_initiative(
        world.rotterdam,
        themes=[world.water],
        countries=[world.indonesia],
        cities=[world.jakarta],
        start="2016",
        end="2022-06",
        status="completed",
        rows={
            "lessons": [
                InitiativeLesson(kind="failed", text={"nl": "Te laat gevraagd", "en": "Asked too late"}),
                InitiativeLesson(kind="worked", text={"nl": "Stille les"}, audience="network"),
            ],
            "funding": [InitiativeFunding(source="Geheime pot", amount=90000, role="own-share", audience="network")],
        },
    )
    world.dutch_only = factories.make_initiative(
        world.utrecht, "Muziek zonder vertaling", english="", themes=[world.heritage], countries=[world.sweden]
    )
    world.challenge = factories.make_opportunity(
        world.jakarta_embassy,
        "Wie helpt Semarang?",
        english="Who helps Semarang?",
        kind="challenge",
        visibility="public",
        city=world.semarang,
        themes=[world.water],
        budget=5000,
        budget_audience="network",
    )
    world.private = factories.make_opportunity(
        world.jakarta_embassy, "Gesloten vraag", english="Closed question", city=world.jakarta, themes=[world.mobility]
    )
    world.partnership = factories.make_partnership(
        world.utrecht, "Utrecht en León", members=[world.utrecht, world.leon], themes=[world.heritage]
    )
    PartnershipMember.objects.filter(city=world.leon).update(brings={"nl": "Landbouw in de stad"})
    world.expertise = factories.make_expertise(world.rotterdam, themes=[world.water, world.mobility])
    call_command("citysynergy_rebuild_index", verbosity=0)
    return world


@pytest.fixture
def register(made_register: SimpleNamespace, index_folder: Path, world: SimpleNamespace) -> Iterator[SimpleNamespace]:
    """One case of each type, a case for the network only, and a case in Dutch alone; all of them in the index."""
    CATALOGUE.forget()
    with override_settings(CITYSYNERGY={**settings.CITYSYNERGY, "INDEX_DIR": index_folder}):
        yield deepcopy(made_register)
    CATALOGUE.forget()


@pytest.fixture
def member(register: SimpleNamespace) -> Any:
    """Someone of the network."""
    from citysynergy.models import Membership
    from citysynergy.permissions.grants import derive

    user = factories.make_user("member")
    Membership.objects.create(user=user, organisation=register.utrecht, role="author")
    derive(register.utrecht)
    return user


@pytest.fixture
def asked(register: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the engine is asked from here on: the names of its methods."""
    engine = get_engine()
    calls: list[str] = []

    def noted(name: str) -> Any:
        method = getattr(engine, name)

        def call(*args: Any, **options: Any) -> Any:
            calls.append(name)
            return method(*args, **options)

        return call

    for name in ("search", "related"):
        monkeypatch.setattr(engine, name, noted(name))
    return calls
