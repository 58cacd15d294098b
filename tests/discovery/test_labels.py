"""Values of facets are named for who asked, when their names are asked for."""

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from citysynergy.discovery import catalogue, labels
from citysynergy.discovery.results import CaseResults, FacetValue


def test_a_value_is_named_in_the_language_of_the_results(world: SimpleNamespace) -> None:
    """Whatever the active one is then; nothing is asked of the database any more."""
    facets = {"type": ["initiative"], "theme": [world.water.slug, "gone"]}
    results = CaseResults(
        total=3,
        page=1,
        page_size=20,
        facets={name: [FacetValue(one, 1) for one in found] for name, found in facets.items()},
    )
    labels.fill(results, "en")
    with override("nl"), CaptureQueriesContext(connection) as asked:
        named = {name: [value.label for value in values] for name, values in results.facets.items()}
    assert named == {"type": ["Initiative"], "theme": [world.water.name["en"], "gone"]}
    assert len(asked) == 0
    labels.fill(results, "nl")
    with override("en"):
        assert results.facets["type"][0].label == "Initiatief"


def test_values_that_robots_ask_for_take_no_room_from_names(
    world: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is known of a facet stays small, and what was known before is named in the very call that makes room."""
    monkeypatch.setattr(catalogue, "MOST", 3)
    terms = catalogue.Catalogue()
    terms.terms("theme", [world.water.slug])
    terms.terms("theme", ["no-theme-1", "no-theme-2"])
    found = terms.terms("theme", [world.water.slug, world.heritage.slug])
    assert list(found) == [world.water.slug, world.heritage.slug]
    with CaptureQueriesContext(connection) as asked:
        assert terms.resolve("theme", world.heritage.slug) == world.heritage.slug
    assert len(asked) == 0
