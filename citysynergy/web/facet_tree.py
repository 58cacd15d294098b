"""The values of facets as a tree: themes in their broader themes, countries in their regions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.text import capfirst

from citysynergy.discovery.catalogue import CATALOGUE
from citysynergy.discovery.results import FacetValue
from citysynergy.values.languages import active_language

# What a value is part of, where that is a value of another facet than its own.
WITHIN = {"country": "region"}

Key = tuple[str, str]


@dataclass(slots=True)
class Branch:
    """A value and those that are part of it. It becomes words only where it is drawn: most values never are.

    A ``heading`` only holds others together: with it nothing would be found.
    """

    name: str
    found: FacetValue
    heading: bool = False
    below: list["Branch"] = field(default_factory=list)
    # Whether it, or anything below it, was chosen.
    used: bool = False
    # By which it is ordered among its neighbours.
    weight: int = 0


def branches(values: Mapping[str, Sequence[FacetValue]]) -> list[Branch]:
    """The tree of some facets, the largest first. What was excluded stands elsewhere."""
    found: dict[Key, Branch] = {}
    parents: dict[Key, Key] = {}
    for name, listed in values.items():
        above = WITHIN.get(name, name)
        for value in listed:
            key = name, value.value
            if not value.excluded:
                found[key] = Branch(name, value)
                if value.parent is not None and above in values:
                    parents[key] = above, value.parent
    for key in _missing(found, parents):
        name, code = key
        term = CATALOGUE.terms(name, [code]).get(code)
        found[key] = Branch(name, FacetValue(code, 0, named=term, language=active_language()), heading=True)
    roots: list[Branch] = []
    for key, branch in found.items():
        siblings = found[parents[key]].below if parents.get(key) in found else roots
        siblings.append(branch)
    _settle(roots)
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


def _settle(siblings: list[Branch]) -> None:
    """Tell of all branches, from below, whether they are used and what they weigh; and order them."""
    for branch in siblings:
        if branch.below:
            _settle(branch.below)
        branch.used = branch.found.selected or any(one.used for one in branch.below)
        branch.weight = branch.found.count or max((one.weight for one in branch.below), default=0)
    siblings.sort(key=lambda branch: (-branch.weight, branch.found.label))


def size(tree: Sequence[Branch]) -> int:
    """How many values a tree holds; headings are none."""
    return sum(not branch.heading for branch in every(tree))


def first(siblings: Sequence[Branch], most: int) -> list[Branch]:
    """The used ones among neighbours, and others until there are so many."""
    used = [branch for branch in siblings if branch.used]
    others = [branch for branch in siblings if not branch.used]
    return [*used, *others[: max(0, most - len(used))]]


def pruned(tree: Sequence[Branch], rows: int, near: int) -> list[Branch]:
    """A tree down to the deepest level with which it holds at most ``rows`` values, but at least its first level.

    Deeper it goes only to what is used, and to the ``near`` first values beside and below that.
    """
    depth, size, level = 0, 0, list(tree)
    while level and (not depth or size + len(level) <= rows):
        depth, size, level = depth + 1, size + len(level), [one for branch in level for one in branch.below]
    return _pruned(tree, depth, near) if level else list(tree)


def _pruned(siblings: Sequence[Branch], depth: int, near: int) -> list[Branch]:
    kept = []
    for branch in siblings:
        if depth > 1:
            below = _pruned(branch.below, depth - 1, near)
        else:
            below = _pruned(first(branch.below, near), 0, near) if branch.used else []
        # A heading that holds nothing together says nothing.
        if below or not branch.heading:
            kept.append(replace(branch, below=below))
    return kept


def every(tree: Sequence[Branch]) -> Iterator[Branch]:
    """The branches of a tree, in reading order."""
    for branch in tree:
        yield branch
        yield from every(branch.below)


def label_of(value: FacetValue) -> str:
    """The words for a value, with a capital."""
    return capfirst(value.label)
