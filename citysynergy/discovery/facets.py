"""The fields a case can be filtered and counted by: one registry that query, documents and engines share."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Facet:
    """One filterable field. ``name`` is the search parameter and the name in the index."""

    name: str
    # Values may come from network-only parts of a case; the index then keeps a second field for the network.
    network: bool = False


# Values of ``off_map`` beside codes of countries: any country at all, and none.
ANY_COUNTRY, NOWHERE = "any", "nowhere"

FACETS: tuple[Facet, ...] = (
    Facet("type"),
    Facet("status"),
    Facet("theme", network=True),
    Facet("goal"),
    Facet("region"),
    Facet("country"),
    # The countries of a case that has no point on the map.
    Facet("off_map"),
    Facet("area"),
    Facet("city"),
    Facet("municipality"),
    Facet("mission"),
    Facet("ressort"),
    Facet("form", network=True),
    Facet("programme"),
    Facet("lessons", network=True),
    Facet("character"),
    Facet("kind"),
    Facet("outcome"),
    Facet("experience", network=True),
    Facet("province"),
    Facet("size_class"),
    Facet("network"),
    Facet("working_language"),
    Facet("language"),
)

BY_NAME: dict[str, Facet] = {facet.name: facet for facet in FACETS}
NAMES: tuple[str, ...] = tuple(BY_NAME)
NETWORK: frozenset[str] = frozenset(facet.name for facet in FACETS if facet.network)

# Municipalities in the lead; it stands in for "municipality" when ``role=lead`` is asked.
LEAD = "lead"
# Every keyword field of a document.
KEYWORDS: tuple[str, ...] = (*NAMES, LEAD)
