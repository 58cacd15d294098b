"""What tests of all rooms share: a small world with countries, themes and organisations."""

from collections.abc import Iterator
from copy import deepcopy
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from wagtail.models import Site

from citysynergy.discovery.catalogue import CATALOGUE
from tests import factories
from tests.template_database import django_db_keepdb  # noqa: F401


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: Playwright leaves an event loop running, in which Django refuses the database."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """What a process keeps of the database for a minute is of the database that the test before it found."""
    CATALOGUE.forget()


@pytest.fixture(scope="module")
def made_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """The world as each test of the module finds it: making it takes longer than most tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(db: Any, made_world: SimpleNamespace) -> SimpleNamespace:
    """The world, of which a test may change anything: the database and these records are as new for the next one."""
    return deepcopy(made_world)


def make_world() -> SimpleNamespace:
    """Two regions, four countries, five cities, three themes and five organisations, each with its page."""
    earth = factories.make_region("001", "Wereld", "World")
    asia = factories.make_region("142", "Azië", "Asia", earth)
    south_east = factories.make_region("035", "Zuidoost-Azië", "South-eastern Asia", asia)
    europe = factories.make_region("150", "Europa", "Europe", earth)
    west = factories.make_region("155", "West-Europa", "Western Europe", europe)
    north = factories.make_region("154", "Noord-Europa", "Northern Europe", europe)
    americas = factories.make_region("019", "Amerika", "Americas", earth)
    indonesia = factories.make_country("ID", "Indonesië", "Indonesia", south_east)
    netherlands = factories.make_country("NL", "Nederland", "Netherlands", west)
    sweden = factories.make_country("SE", "Zweden", "Sweden", north)
    nicaragua = factories.make_country("NI", "Nicaragua", "Nicaragua", americas)
    return SimpleNamespace(
        home=Site.objects.get(is_default_site=True).root_page,
        index=factories.organisations_index(),
        asia=asia,
        south_east=south_east,
        europe=europe,
        indonesia=indonesia,
        netherlands=netherlands,
        sweden=sweden,
        nicaragua=nicaragua,
        jakarta=factories.make_city("jakarta", indonesia, -6.2088, 106.8456),
        semarang=factories.make_city("semarang", indonesia, -6.9932, 110.4203),
        umea=factories.make_city("umea", sweden, 63.8284, 20.2597, "Umeå"),
        leon=factories.make_city("leon-ni", nicaragua, 12.4379, -86.878, "León"),
        water=factories.make_theme("water-and-sanitation", "Water en sanitair", "Water and sanitation"),
        mobility=factories.make_theme("mobility-and-transport", "Mobiliteit en vervoer", "Mobility and transport"),
        heritage=factories.make_theme("culture-and-heritage", "Cultuur en erfgoed", "Culture and heritage"),
        rotterdam=factories.make_organisation(
            "rotterdam", country=netherlands, latitude=51.92, longitude=4.48, size_class="over-250k"
        ),
        utrecht=factories.make_organisation("utrecht", country=netherlands, latitude=52.09, longitude=5.12),
        jakarta_embassy=factories.make_organisation(
            "embassy-jakarta", "Ambassade in Jakarta", "mission", country=indonesia
        ),
        ministry=factories.make_organisation("ministry-of-foreign-affairs", "Ministerie", "ministry"),
    )
