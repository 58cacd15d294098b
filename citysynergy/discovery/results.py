"""What a search answers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from citysynergy.discovery.dictionary.units import Widening
from citysynergy.discovery.geo import Cluster
from citysynergy.discovery.problems import Problem
from citysynergy.discovery.query import CaseQuery


class Named(Protocol):
    """What has a name in every language and, in a tree, something that it is part of."""

    @property
    def parent(self) -> str | None: ...

    def label(self, language: str) -> str:
        """The name for a reader of this language."""


@dataclass(slots=True)
class FacetValue:
    """One value of a facet: how many results there would be with it chosen."""

    value: str
    count: int
    selected: bool = False
    excluded: bool = False
    # Filled for the reader: what the value stands for, and in which language it is named.
    named: Named | None = None
    language: str = ""

    @property
    def label(self) -> str:
        """Its name. Made when it is asked for: of the hundreds that are counted a page shows some dozens."""
        return self.named.label(self.language) if self.named is not None else self.value

    @property
    def parent(self) -> str | None:
        """The value that it is part of."""
        return self.named.parent if self.named is not None else None


@dataclass(slots=True)
class Hit:
    """One case that was found. ``data`` is the document's payload; ``highlights`` are safe HTML."""

    id: str
    page_id: int
    score: float
    data: Mapping[str, Any]
    highlights: Mapping[str, list[str]] = field(default_factory=dict)
    # Filled for the reader: texts in the language asked, and the address.
    language: str = ""
    title: str = ""
    summary: str = ""
    url: str = ""


@dataclass(slots=True)
class Pin:
    """The one case behind a cluster of one."""

    id: str
    data: Mapping[str, Any]
    title: str = ""
    url: str = ""


@dataclass(slots=True)
class MapCluster:
    """A mark on the map, with its case where there is but one."""

    cluster: Cluster
    pin: Pin | None = None

    @property
    def latitude(self) -> float:
        return self.cluster.latitude

    @property
    def longitude(self) -> float:
        return self.cluster.longitude

    @property
    def count(self) -> int:
        return self.cluster.count


@dataclass(frozen=True, slots=True)
class Partial:
    """What was asked where no case has all words (``query``): each result has at least ``least`` of these ``words``.

    ``left_out`` was not asked for, as it says nothing in this register; words of grammar are not named.
    """

    query: CaseQuery
    words: tuple[str, ...]
    least: int
    left_out: tuple[str, ...] = ()


@dataclass(slots=True)
class CaseResults:
    """Total, the hits of one page, facets and map. ``degraded`` says that the index did not answer: the hits then come
    from the database, by the structured filters only, without words and counts."""

    total: int
    page: int
    page_size: int
    hits: list[Hit] = field(default_factory=list)
    facets: dict[str, list[FacetValue]] = field(default_factory=dict)
    clusters: list[MapCluster] = field(default_factory=list)
    notices: tuple[Problem, ...] = ()
    # The search text that was probably meant. ``corrected``: as typed nothing was found, and these are its results.
    did_you_mean: str | None = None
    # What else was searched for than was typed.
    widened: tuple[Widening, ...] = ()
    corrected: bool = False
    # No case has all words: what was asked instead.
    partial: Partial | None = None
    degraded: bool = False

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    # How many results come before these.
    offset: int = 0

    @property
    def pages(self) -> int:
        return -(-self.total // self.page_size)

    @property
    def has_next(self) -> bool:
        return self.offset + self.page_size < self.total

    @property
    def has_previous(self) -> bool:
        return self.offset > 0
