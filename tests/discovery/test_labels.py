"""Values of facets are named for who asked, when their names are asked for."""

from types import SimpleNamespace

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from citysynergy.discovery import labels
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
