"""One thing that cases share, and what its page shows: all of it from one search."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from citysynergy.discovery import CaseQuery, search
from citysynergy.discovery.results import CaseResults
from citysynergy.web import case_groups, maps
from citysynergy.web.addresses import search_url, subject_url
from citysynergy.web.facet_tree import label_of
from citysynergy.web.front import Total
from citysynergy.web.kinds import KINDS
from citysynergy.web.navigation import Link
from citysynergy.web.parts import Facts, Item, Text
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
class Listing:
    """A list beside the cases, each item with the number of cases."""

    name: str
    title: str
    items: list[Item]


@dataclass
class Subject:
    """What a page is about. ``parameter`` and ``value`` are those of the search that finds its cases."""

    parameter: str
    value: str
    title: Text
    kind_word: str
    description: Text
    breadcrumbs: list[Link]
    # What is narrower: the regions of a region, the countries of a region.
    below: list[Item] = field(default_factory=list)
    below_title: str = ""
    facts: Facts = field(default_factory=Facts)
    # The types of case in the order in which its reader needs them.
    order: Sequence[str] = tuple(KINDS)
    lists: Sequence[str] = ("municipality", "theme", "country", "goal")
    # What the map shows: where cases are, unless the subject lies somewhere itself.
    around: case_groups.Points = ()
    # The number on the tile of a goal.
    tile: int | None = None


@dataclass(frozen=True)
class SubjectView:
    """A subject with its cases, ready to be drawn."""

    subject: Subject
    total: int
    totals: list[Total]
    groups: list[case_groups.EntryGroup]
    listings: list[Listing]
    map: maps.MapFrame | None
    search_url: str
    degraded: bool


def subject_view(subject: Subject, reader: Reader) -> SubjectView:
    """Ask the register once, for this reader."""
    asked: dict[str, Any] = {subject.parameter: [subject.value], "sort": "newest", "page_size": READ}
    query = CaseQuery.of(**asked)
    counted = ("type", *(name for name in subject.lists if name != subject.parameter))
    results = search(query, viewer=reader.request.user, counts=counted, highlights=False)
    counts = {value.value: value.count for value in results.facets.get("type") or ()}
    return SubjectView(
        subject=subject,
        total=results.total,
        totals=[_total(subject, kind, counts[kind]) for kind in subject.order if counts.get(kind)],
        groups=list(_groups(subject, results, counts)),
        listings=list(_listings(results, counted[1:])),
        map=case_groups.map_of(query, results.hits, element="subject-map", around=subject.around),
        search_url=search_url(**{subject.parameter: subject.value}),
        degraded=results.degraded,
    )


def _total(subject: Subject, kind: str, count: int) -> Total:
    word = KINDS[kind].one if count == 1 else KINDS[kind].many
    url = search_url(**{subject.parameter: subject.value, "type": kind})
    return Total(grouped(count), str(word), url)


def _groups(subject: Subject, results: CaseResults, counts: dict[str, int]) -> Iterable[case_groups.EntryGroup]:
    for group in case_groups.by_kind(results.hits, subject.order):
        count = counts.get(group.kind, group.count)
        shown = group.entries if count <= SHOWN + 1 else group.entries[:SHOWN]
        more = search_url(**{subject.parameter: subject.value, "type": group.kind}) if count > len(shown) else ""
        yield case_groups.EntryGroup(group.kind, group.title, shown, count, more)


def _listings(results: CaseResults, names: Iterable[str]) -> Iterable[Listing]:
    for name in names:
        values = [value for value in results.facets.get(name) or () if value.count][:LISTED]
        if values:
            items = [Item(label_of(value), subject_url(name, value.value), grouped(value.count)) for value in values]
            yield Listing(name, LISTS[name](), items)


def counts_of(reader: Reader, *names: str, **chosen: Any) -> list[dict[str, int]]:
    """How many cases each value of some facets has for this reader, in the order of the names; of one search."""
    results = search(CaseQuery.of(page_size=1, **chosen), viewer=reader.request.user, counts=names, highlights=False)
    return [{value.value: value.count for value in results.facets.get(name) or ()} for name in names]
