"""Suggestions while typing: what fits, for whom, in either language, and while the index is down."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from types import SimpleNamespace
from typing import Any

import pytest

from citysynergy.discovery.suggestions import MOST, Suggestions, suggest
from citysynergy.discovery.viewers import Viewer
from citysynergy.discovery.visibility import network_access
from citysynergy.models import City, CityName, OrganisationName
from tests import factories
from tests.discovery.engines import ENGINES


def told(found: Suggestions) -> dict[str, list[Any]]:
    """Everything that is suggested, without what is empty."""
    groups: dict[str, list[Any]] = {"cases": [hit.title for hit in found.cases]}
    groups |= {name: [(row.label, row.count) for row in rows] for name, rows in found.groups.items()}
    return {name: rows for name, rows in groups.items() if rows}


@pytest.fixture
def filled(rebuilt: Callable[[], None], world: SimpleNamespace) -> SimpleNamespace:
    """Some cases in Jakarta and Umeå, and one for the network in Semarang."""
    for number in range(2):
        factories.make_initiative(
            world.rotterdam, f"Jaren {number} water", english=f"Years {number}", themes=[world.water],
            cities=[world.jakarta],
        )  # fmt: skip
    factories.make_initiative(world.utrecht, "Sport", english="", themes=[world.mobility], cities=[world.umea])
    factories.make_opportunity(
        world.jakarta_embassy,
        "Semafoor",
        english="",
        themes=[world.heritage],
        city=world.semarang,
        visibility="network",
    )
    CityName.objects.create(city=world.jakarta, name="Batavia")
    OrganisationName.objects.create(organisation=world.rotterdam, name="Rotjeknor")
    rebuilt()
    return world


@pytest.mark.parametrize("index", ENGINES, indirect=True)
def test_what_fits_is_suggested_with_its_cases(
    filled: SimpleNamespace, outage: Callable[[], AbstractContextManager[None]]
) -> None:
    def suggested(text: str, viewer: Any = None, language: str = "nl") -> dict[str, list[Any]]:
        return told(suggest(text, viewer=viewer, language=language))

    assert suggested("ja") == {"cases": ["Jaren 1 water", "Jaren 0 water"], "cities": [("Jakarta", 2)]}
    # Either language finds, the reader's is shown.
    assert suggested("wat", language="en") == {"cases": ["Years 1", "Years 0"], "themes": [("Water and sanitation", 2)]}
    assert suggested("sanitation") == {"themes": [("Water en sanitair", 2)]}
    assert suggested("UMEÅ") == suggested("ume") == {"cities": [("Umeå", 1)]}
    # Any word's beginning, and other names.
    assert suggested("sanit wat") == {"themes": [("Water en sanitair", 2)]}
    assert suggested("batav") == {"cities": [("Jakarta", 2)]}
    assert suggested("rotje") == {"organisations": [("Rotterdam", 2)]}
    assert suggested("erdam") == suggested("j") == suggested("") == suggested("  ") == suggested("--") == {}
    # A case for the network, and what leads to it alone, are for the network alone.
    assert suggested("sema") == suggested("cult") == suggested("ambas") == {}
    network = Viewer(frozenset({"public", network_access()}), network=True)
    assert suggested("sema", network) == {"cases": ["Semafoor"], "cities": [("Semarang", 1)]}
    assert suggested("cult", network) == {"themes": [("Cultuur en erfgoed", 1)]}
    with outage():
        embassy = ("Ambassade in Jakarta", None)
        assert suggested("ja") == {"cities": [("Jakarta", None)], "organisations": [embassy]}
        assert suggested("rot") == {"organisations": [("Rotterdam", None)]}


def test_what_an_editor_proposed_is_suggested_to_nobody(filled: SimpleNamespace) -> None:
    City.objects.filter(pk=filled.umea.pk).update(state=City.State.PROPOSED)
    filled.umea.country.save()
    assert told(suggest("ume", viewer=None, language="nl")) == {}


def test_few_of_a_kind_are_suggested_those_with_most_cases_first(
    rebuilt: Callable[[], None], world: SimpleNamespace
) -> None:
    for number in range(MOST + 2):
        theme = factories.make_theme(f"quartz-{number}", f"Kwarts {number}", f"Quartz {number}")
        for copy in range(1 + number % 2):
            factories.make_initiative(world.utrecht, f"Kwartsiet {number} {copy}", themes=[theme])
    rebuilt()
    found = told(suggest("kwart", viewer=None, language="nl"))
    assert found["themes"] == [
        ("Kwarts 1", 2), ("Kwarts 3", 2), ("Kwarts 5", 2), ("Kwarts 0", 1), ("Kwarts 2", 1)
    ]  # fmt: skip
    assert len(found["cases"]) == MOST
