"""The values of facets as a tree: themes in their broader themes, countries in their regions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.text import capfirst
from django.utils.translation import gettext

from citysynergy.discovery.catalogue import CATALOGUE
from citysynergy.discovery.results import FacetValue
from citysynergy.values.languages import active_language

# What a value is part of, where that is a value of another facet than its own.
WITHIN = {"country": "region"}

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value to tick. ``name`` is the parameter that it sets."""

    name: str
    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a tree, in reading order.

    ``branch`` names the list that opens below; ``ends`` holds one item for each line that ends here, true for those
    that have such a list. A ``heading`` only holds others together: with it nothing would be found.
    """

    choice: Choice
    branch: str = ""
    open: bool = False
    heading: bool = False
    ends: tuple[bool, ...] = ()


@dataclass(slots=True)
class Branch:
    """A value and those that are part of it."""

    choice: Choice
    heading: bool = False
    below: list["Branch"] = field(default_factory=list)

    @property
    def used(self) -> bool:
        """Whether it, or anything below it, was chosen."""
        return self.choice.selected or any(branch.used for branch in self.below)

    @property
    def weight(self) -> int:
        """By which it is ordered among its neighbours."""
        return self.choice.count or max((branch.weight for branch in self.below), default=0)


def branches(values: Mapping[str, Sequence[FacetValue]]) -> list[Branch]:
    """The tree of some facets, the largest first. What was excluded stands elsewhere."""
    found: dict[Key, Branch] = {}
    parents: dict[Key, Key] = {}
    for name, listed in values.items():
        above = WITHIN.get(name, name)
        for value in listed:
            key = name, value.value
            if not value.excluded:
                found[key] = Branch(Choice(name, value.value, label_of(value), value.count, value.selected))
                if value.parent is not None and above in values:
                    parents[key] = above, value.parent
    for missing in _missing(found, parents):
        found[missing] = Branch(Choice(*missing, _name(missing), 0, False), heading=True)
    roots: list[Branch] = []
    for key, branch in found.items():
        siblings = found[parents[key]].below if parents.get(key) in found else roots
        siblings.append(branch)
    _sort(roots)
    return roots


def _missing(found: Mapping[Key, Branch], parents: dict[Key, Key]) -> list[Key]:
    """Values that hold others and were not counted, and what those are part of in turn."""
    missing: dict[Key, None] = {}
    waiting = {parent for key, parent in parents.items() if key in found and parent not in found}
    while waiting:
        level: set[Key] = set()
        for name in {name for name, _ in waiting}:
            terms = CATALOGUE.terms(name, [value for at, value in waiting if at == name])
            for value, term in terms.items():
                missing[name, value] = None
                if term.parent is not None:
                    parents[name, value] = name, term.parent
                    level.add((name, term.parent))
        waiting = {key for key in level if key not in found and key not in missing}
    return list(missing)


def _name(key: Key) -> str:
    name, value = key
    term = CATALOGUE.terms(name, [value]).get(value)
    return capfirst(term.label(active_language())) if term else value


def _sort(siblings: list[Branch]) -> None:
    siblings.sort(key=lambda branch: (-branch.weight, branch.choice.label))
    for branch in siblings:
        _sort(branch.below)


def rows(tree: Sequence[Branch]) -> list[Row]:
    """The lines of a tree."""
    return list(_rows(tree, ()))


def _rows(siblings: Sequence[Branch], ends: tuple[bool, ...]) -> Iterator[Row]:
    """``ends`` are the lines around these, which end with the last of them."""
    for number, branch in enumerate(siblings, 1):
        after = ends if number == len(siblings) else ()
        if branch.below:
            inside = gettext("Within %(name)s") % {"name": branch.choice.label}
            opened = any(one.used for one in branch.below)
            yield Row(branch.choice, inside, opened, branch.heading)
            yield from _rows(branch.below, (True, *after))
        else:
            yield Row(branch.choice, heading=branch.heading, ends=(False, *after))


def label_of(value: FacetValue) -> str:
    """The words for a value, with a capital."""
    return capfirst(str(value.label or value.value))
