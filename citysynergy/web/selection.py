"""The cases that a page is about, by one search: how many of each type, the first of each, what they share, where."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from citysynergy.discovery import CaseQuery, search
from citysynergy.discovery.results import FacetValue
from citysynergy.web import case_groups, maps
from citysynergy.web.addresses import search_url, subject_url
from citysynergy.web.entries import Entry, entries
from citysynergy.web.facet_tree import label_of
from citysynergy.web.front import Total
from citysynergy.web.kinds import KINDS
from citysynergy.web.parts import Item
from citysynergy.web.reader import Reader
from citysynergy.web.words import grouped

# So many cases are read; of each type a few of them are shown.
READ, SHOWN = 60, 4
# So many names in a list beside the cases.
LISTED = 10

# What the lists beside the cases are called.
LISTS = {
    "municipality": lambda: _("Municipalities that take part"),
    "mission": lambda: _("Missions that publish here"),
    "theme": lambda: _("Themes"),
    "country": lambda: _("Countries"),
    "city": lambda: _("Cities"),
    "goal": lambda: _("Goals (SDG)"),
}


@dataclass(frozen=True)
class Asked:
    """What a page asks the register: ``parameter`` and ``value`` of the search that finds its cases.

    ``order`` holds the types of case in the order in which the page's reader needs them; of others nothing is shown.
    ``around`` are points that the map shows instead of those of the cases. ``unlisted`` are values of facets that are
    neither listed nor among the answer's ``values``, such as the page's own country.
    """

    parameter: str
    value: str
    order: Sequence[str] = tuple(KINDS)
    lists: Sequence[str] = ("municipality", "theme", "country", "goal")
    sort: str = "newest"
    shown: int = SHOWN
    around: case_groups.Points = ()
    element: str = "subject-map"
    unlisted: Mapping[str, Collection[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Listing:
    """A list beside the cases, each item with the number of cases."""

    name: str
    title: str
    items: list[Item]


@dataclass(frozen=True)
class Selection:
    """What the register answered. ``entries`` are all cases that were read, in their order; ``values`` tells how many
    cases each value of a facet has; ``map`` is None where no case has a place."""

    query: CaseQuery
    element: str
    total: int
    totals: list[Total]
    entries: list[Entry]
    groups: list[case_groups.EntryGroup]
    listings: list[Listing]
    values: dict[str, dict[str, int]]
    map: maps.MapFrame | None
    search_url: str
    degraded: bool

    def map_around(self, points: case_groups.Points) -> maps.MapFrame | None:
        """The map of these cases with some points in view, also where no case has a place; None while the index does
        not answer and the map would stay empty."""
        return None if self.degraded else case_groups.frame_around(self.query, points, element=self.element)


def select(asked: Asked, reader: Reader) -> Selection:
    """Ask the register once, for this reader."""
    given: dict[str, Any] = {asked.parameter: [asked.value], "sort": asked.sort, "page_size": READ}
    query = CaseQuery.of(**given)
    counted = ("type", *(name for name in asked.lists if name != asked.parameter))
    results = search(query, viewer=reader.request.user, counts=counted, highlights=False)
    facets = {name: _listed(asked, name, found) for name, found in results.facets.items()}
    values = {name: {value.value: value.count for value in found} for name, found in facets.items()}
    counts, found = values.get("type", {}), entries(results.hits)
    return Selection(
        query=query,
        element=asked.element,
        total=results.total,
        totals=[_total(asked, kind, counts[kind]) for kind in asked.order if counts.get(kind)],
        entries=found,
        groups=list(_groups(asked, found, counts)),
        listings=list(_listings(facets, counted[1:])),
        values=values,
        map=case_groups.map_of(query, results, element=asked.element, around=asked.around),
        search_url=search_url(**{asked.parameter: asked.value}),
        degraded=results.degraded,
    )


def _total(asked: Asked, kind: str, count: int) -> Total:
    word = KINDS[kind].one if count == 1 else KINDS[kind].many
    return Total(grouped(count), str(word), search_url(**{asked.parameter: asked.value, "type": kind}))


def _listed(asked: Asked, name: str, found: Iterable[FacetValue]) -> list[FacetValue]:
    hidden = asked.unlisted.get(name, ())
    return [value for value in found if value.count and value.value not in hidden]


def _groups(asked: Asked, found: Iterable[Entry], counts: dict[str, int]) -> Iterable[case_groups.EntryGroup]:
    for group in case_groups.by_kind(found, asked.order):
        count = counts.get(group.kind, group.count)
        shown = group.entries if count <= asked.shown + 1 else group.entries[: asked.shown]
        more = search_url(**{asked.parameter: asked.value, "type": group.kind}) if count > len(shown) else ""
        yield case_groups.EntryGroup(group.kind, group.title, shown, count, more)


def _listings(facets: Mapping[str, list[FacetValue]], names: Iterable[str]) -> Iterable[Listing]:
    for name in names:
        if values := facets.get(name, [])[:LISTED]:
            items = [Item(label_of(value), subject_url(name, value.value), grouped(value.count)) for value in values]
            yield Listing(name, LISTS[name](), items)
