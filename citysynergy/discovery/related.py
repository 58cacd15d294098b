"""Which cases belong with a case: what they share, how much that weighs, and the most that a page shows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from citysynergy.discovery.results import Hit

# How much one shared value says, the most first. Whole numbers: every engine adds them up alike.
WEIGHTS = {"programme": 4, "city": 4, "theme": 3, "country": 2, "municipality": 2, "goal": 1}
# A broader theme than the case's own says less: many cases have it.
BROADER = 1
# With less in common (one country, or two goals) cases are no relations.
LEAST = 3
LIMIT = 4


@dataclass(frozen=True)
class Traits:
    """What one case has that others may share: weights by (facet, value). ``id`` is the case itself, never found.

    Only what everyone may know of the case belongs here; what others have is compared by their public values alone.
    """

    id: str
    weights: Mapping[tuple[str, str], int]

    @classmethod
    def of(cls, id: str, values: Mapping[str, Iterable[str]], broader: Iterable[str] = ()) -> Self:
        """Weigh values by facet. ``broader`` holds the themes above the case's own."""
        weights = {("theme", value): BROADER for value in broader}
        weights |= {(name, value): WEIGHTS[name] for name, found in values.items() for value in found}
        return cls(id, weights)

    @property
    def facets(self) -> tuple[str, ...]:
        """The facets that say something here, the weightiest first."""
        given = {name for name, _ in self.weights}
        return tuple(name for name in WEIGHTS if name in given)

    def shared_with(self, values: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
        """What a case with these values has in common with this one, the weightiest first."""
        found = {}
        for name in self.facets:
            common = [value for value in values.get(name, ()) if (name, value) in self.weights]
            if common:
                found[name] = sorted(common, key=lambda value: (-self.weights[name, value], value))
        return found


@dataclass(slots=True)
class Related:
    """A case that belongs with another: the values they share by facet, and what those are called."""

    hit: Hit
    shared: Mapping[str, list[str]]
    labels: dict[str, list[str]] = field(default_factory=dict)
