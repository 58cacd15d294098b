"""One thing that cases share, and what its page shows: all of it from one search."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from citysynergy.discovery import CaseQuery, search
from citysynergy.web import case_groups
from citysynergy.web.kinds import KINDS
from citysynergy.web.navigation import Link
from citysynergy.web.parts import Facts, Item, Text
from citysynergy.web.reader import Reader
from citysynergy.web.selection import Asked, Selection, select


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
class SubjectView(Selection):
    """A subject with its cases, ready to be drawn."""

    subject: Subject


def subject_view(subject: Subject, reader: Reader) -> SubjectView:
    """Ask the register once, for this reader."""
    asked = Asked(subject.parameter, subject.value, subject.order, subject.lists, around=subject.around)
    return SubjectView(**vars(select(asked, reader)), subject=subject)


def counts_of(reader: Reader, *names: str, **chosen: Any) -> list[dict[str, int] | None]:
    """How many cases each value of some facets has for this reader, in the order of the names, by one search; None for
    each while the index does not answer."""
    results = search(CaseQuery.of(page_size=1, **chosen), viewer=reader.request.user, counts=names, highlights=False)
    if results.degraded:
        return [None] * len(names)
    return [{value.value: value.count for value in results.facets.get(name) or ()} for name in names]
