"""Results that no mark on the map stands for: of some only the country is known, of others not even that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import ngettext

from citysynergy.discovery.facets import ANY_COUNTRY, NOWHERE
from citysynergy.discovery.query import CaseQuery
from citysynergy.discovery.results import FacetValue
from citysynergy.web.facet_panel import address_of
from citysynergy.web.facet_tree import label_of
from citysynergy.web.navigation import Link
from citysynergy.web.words import grouped


@dataclass(frozen=True)
class OffMap:
    """What stands beside the map: how many, and where to see them. ``countries`` are (link, number)."""

    summary: str
    countries: list[tuple[Link, int]]
    nowhere: Link | None


def off_map(query: CaseQuery, facets: Mapping[str, Sequence[FacetValue]], address: str) -> OffMap | None:
    """The results without a point on the map, by country; None where each has one."""
    found = {value.value: value for value in facets.get("off_map") or () if value.count}
    somewhere, nowhere = found.pop(ANY_COUNTRY, None), found.pop(NOWHERE, None)
    if somewhere is None and nowhere is None:
        return None

    def url(value: str) -> str:
        return address_of(address, query.without("off_map").toggled("off_map", value))

    total = sum(one.count for one in (somewhere, nowhere) if one is not None)
    return OffMap(
        summary=ngettext("%(count)s result is not on the map", "%(count)s results are not on the map", total)
        % {"count": grouped(total)},
        countries=[(Link(label_of(value), url(value.value)), value.count) for value in found.values()],
        nowhere=Link(_without_country(nowhere.count), url(NOWHERE)) if nowhere else None,
    )


def _without_country(count: int) -> str:
    text = ngettext("%(count)s result without a country", "%(count)s results without a country", count)
    return text % {"count": grouped(count)}
