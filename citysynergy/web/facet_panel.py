"""What a reader can choose from beside the results, and what was chosen: built in Python, drawn by flat templates."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from citysynergy.discovery.query import EXCLUDING, CaseQuery
from citysynergy.discovery.results import FacetValue
from citysynergy.web import facet_items, facet_tree
from citysynergy.web.facet_tree import Branch, label_of
from citysynergy.web.words import grouped

# Shown always, in this order; the first three stand open. One group may hold several facets, as one tree.
MAIN = (
    *(("type",), ("theme",), ("region", "country"), ("municipality",), ("mission",), ("ressort",)),
    *(("status",), ("goal",), ("lessons",), ("form",), ("programme",)),
)
# Shown when a reader asks for all filters, or where something was chosen of them.
MORE = (
    *(("city",), ("area",), ("kind",), ("character",), ("outcome",), ("experience",), ("working_language",)),
    *(("province",), ("size_class",), ("network",), ("language",)),
)
OPEN = frozenset({"type", "theme", "region"})
# So many values of a long facet are shown; the whole list comes when it is asked for, with a box to search it.
FIRST = 7
# A facet is long when it has more values than this: nobody wants to fetch a list for one or two.
SHORT = FIRST + 2
# A tree is shown down to the level where it has so many values.
TREE = 30
# No list is longer: what is left out is found by its words.
LONGEST = 500

LABELS: dict[str, Promise] = {
    "type": _("Type"),
    "theme": _("Theme"),
    "region": _("Region of the world"),
    "off_map": _("Not on the map"),
    "area": _("Province or state"),
    "country": _("Country"),
    "city": _("City"),
    "municipality": _("Municipality"),
    "mission": _("Mission"),
    "ressort": _("Area of a mission"),
    "status": _("Status"),
    "goal": _("Goal (SDG)"),
    "lessons": _("Lessons"),
    "form": _("Form of cooperation"),
    "programme": _("Programme"),
    "character": _("Character"),
    "kind": _("Kind"),
    "outcome": _("Outcome"),
    "experience": _("Experience"),
    "province": _("Province"),
    "size_class": _("Size of the municipality"),
    "network": _("Network of municipalities"),
    "working_language": _("Working language"),
    "language": _("Language of the text"),
}


# What a group of several facets is called.
TOGETHER: dict[str, Promise] = {"region": _("Region and country")}

# The link to the whole list of a group.
WHOLE: dict[str, Promise] = {
    "theme": _("All %(count)s themes"),
    "region": _("All %(count)s regions and countries"),
    "municipality": _("All %(count)s municipalities"),
    "mission": _("All %(count)s missions"),
    "ressort": _("All %(count)s areas of missions"),
    "goal": _("All %(count)s goals"),
    "programme": _("All %(count)s programmes"),
    "city": _("All %(count)s cities"),
    "area": _("All %(count)s provinces and states"),
    "province": _("All %(count)s provinces"),
    "network": _("All %(count)s networks"),
}

# The group of each facet, which has the name of its first one.
GROUPS = {name: names[0] for names in (*MAIN, *MORE) for name in names}


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What can be left out of one facet: the values that are, to untick, and the others, to pick one from.

    There is nothing to pick from where only the first values of a long facet are shown.
    """

    name: str
    label: str
    excluded: list[FacetValue]
    options: list[tuple[str, str]]

    @property
    def boxes(self) -> list[SafeString]:
        """What is left out, to untick."""
        word = gettext("not") + " "
        return [facet_items.box(self.name, value, checked=True, before=word) for value in self.excluded]


@dataclass(frozen=True, slots=True)
class Group:
    """The values of one facet, or of several as one tree: all of them, or the first ones of a long list."""

    name: str
    label: str
    open: bool
    tree: list[Branch]
    exclusions: list[Exclusion]
    # Whether this is the whole of a long list, and where the other form of it is; a short one has no other.
    whole: bool = False
    other_label: str = ""
    other_url: str = ""
    # How many values no list holds, being too many.
    left_out: int = 0

    @property
    def items(self) -> SafeString:
        """The values to tick."""
        return facet_items.items(self.tree)

    @property
    def narrowed(self) -> bool:
        """Whether something was excluded: it is then in sight."""
        return any(exclusion.excluded for exclusion in self.exclusions)


@dataclass(frozen=True, slots=True)
class Panel:
    """Every group worth showing, and the parameters that its ticked boxes send."""

    groups: list[Group] = field(default_factory=list)

    def held(self) -> set[tuple[str, str]]:
        shown = (branch for group in self.groups for branch in facet_tree.every(group.tree))
        chosen = {(branch.name, branch.found.value) for branch in shown if branch.found.selected}
        exclusions = (exclusion for group in self.groups for exclusion in group.exclusions)
        return chosen | {(exclusion.name, value.value) for exclusion in exclusions for value in exclusion.excluded}


@dataclass(frozen=True, slots=True)
class Chip:
    """Something that was chosen, with the address without it. ``parameters`` are those that hold it."""

    parameters: tuple[str, ...]
    group: str
    label: str
    url: str


def counted(query: CaseQuery, *, everything: bool = False, whole: str = "") -> tuple[str, ...]:
    """The facets to count for a search: the main ones or all, those that something was chosen of, and those of the
    group whose whole list is shown."""
    used = [name for name, _values in (*query.chosen, *query.excluded)]
    shown = (*MAIN, *MORE) if everything else MAIN
    listed = [name for name, group in GROUPS.items() if group == whole]
    return tuple(dict.fromkeys((*(name for names in shown for name in names), "off_map", *used, *listed)))


def panel(facets: Mapping[str, Sequence[FacetValue]], list_url: Callable[[str], str], whole: str = "") -> Panel:
    """The groups of the facets that were counted and have values.

    ``whole`` names the group whose list is shown as a whole; ``list_url`` gives the address where a group's is, and
    for no name the one where none is.
    """
    found = (
        _group({name: facets.get(name) or () for name in names}, list_url, whole=names[0] == whole)
        for names in (*MAIN, *MORE)
    )
    return Panel([group for group in found if group is not None])


def _group(values: Mapping[str, Sequence[FacetValue]], list_url: Callable[[str], str], *, whole: bool) -> Group | None:
    if not any(values.values()):
        return None
    main = next(iter(values))
    branches = facet_tree.branches(values)
    most = FIRST if len(branches) > SHORT else SHORT
    shown = facet_tree.pruned(facet_tree.first(branches, most), TREE, FIRST)
    listed = facet_tree.first(branches, LONGEST)
    size = sum(not value.excluded for found in values.values() for value in found)
    long = facet_tree.size(shown) < size
    whole = whole and long
    narrow = long and not whole
    exclusions = [one for name, found in values.items() if (one := _exclusion(name, found, pick=not narrow))]
    return Group(
        name=main,
        label=str(TOGETHER.get(main, LABELS[main]) if len(values) > 1 else LABELS[main]),
        open=whole or main in OPEN or any(one.used for one in branches) or any(one.excluded for one in exclusions),
        tree=listed if whole else shown,
        exclusions=exclusions,
        whole=whole,
        other_label=_other_label(main, size, facet_tree.size(listed), whole) if long else "",
        other_url=list_url("" if whole else main) if long else "",
        left_out=len(branches) - len(listed) if whole else 0,
    )


def _other_label(name: str, size: int, listed: int, whole: bool) -> str:
    """The words of the link from a long list to its first values, or the other way; ``size`` is of the facet."""
    if whole:
        return gettext("Shorter list")
    words = gettext("The largest %(count)s") if listed < size else str(WHOLE.get(name, _("All %(count)s values")))
    return words % {"count": grouped(listed)}


def _exclusion(name: str, values: Sequence[FacetValue], *, pick: bool) -> Exclusion | None:
    excluded = [value for value in values if value.excluded]
    others = (value for value in values if value.count and not value.selected and not value.excluded)
    options = [
        (value.value, f"{label_of(value)} ({grouped(value.count)})") for value in islice(others, LONGEST if pick else 0)
    ]
    # By name: a browser jumps to what is typed.
    options.sort(key=lambda option: option[1].casefold())
    if not excluded and len(options) < 2:
        return None
    return Exclusion(EXCLUDING + name, str(LABELS[name]), excluded, options)


def chips(query: CaseQuery, facets: Mapping[str, Sequence[FacetValue]], address: str, middle: str = "") -> list[Chip]:
    """One chip for everything that narrows the search. ``middle`` names the place that it is around."""
    found = []
    if query.q:
        found.append(Chip(("q",), "", f"“{query.q[:80]}”", address_of(address, query.without("q"))))
    for name, values in query.chosen:
        labels = {value.value: label_of(value) for value in facets.get(name) or ()}
        group = str(LABELS.get(name, name))
        for value in values:
            url = address_of(address, query.toggled(name, value))
            found.append(Chip((name,), group, labels.get(value, value), url))
    for name, values in query.excluded:
        group = str(LABELS.get(name, name))
        labels = {value.value: label_of(value) for value in facets.get(name) or ()}
        words = gettext("not") + " " + ", ".join(labels.get(value, value) for value in values)
        excluded = EXCLUDING + name
        found.append(Chip((excluded,), group, words, address_of(address, query.without(excluded))))
    if query.lead_only:
        found.append(Chip(("role",), "", gettext("in the lead"), address_of(address, query.without("role"))))
    if query.year_from is not None or query.year_to is not None:
        years = f"{query.year_from or '…'}–{query.year_to or '…'}"
        both = ("year_from", "year_to")
        found.append(Chip(both, str(_("Period")), years, address_of(address, query.without(*both))))
    if query.bbox is not None:
        found.append(Chip(("bbox",), "", gettext("in the area of the map"), address_of(address, query.without("bbox"))))
    if query.near is not None:
        words = gettext("within %(distance)g km of %(place)s") % {
            "distance": query.near.kilometres,
            "place": middle or str(query.near).rpartition(",")[0],
        }
        found.append(Chip(("near",), "", words, address_of(address, query.without("near"))))
    if query.exact:
        found.append(Chip(("exact",), "", gettext("exactly as typed"), address_of(address, query.without("exact"))))
    return found


# Parameters that have a control of their own in the form.
_CONTROLLED = frozenset({"q", "year_from", "year_to", "near", "sort", "page"})


def kept_params(query: CaseQuery, shown: Panel) -> list[tuple[str, str]]:
    """Parameters that no control of the form holds; they go along as hidden fields."""
    held = shown.held()
    return [pair for pair in query.to_params() if pair[0] not in _CONTROLLED and pair not in held]


def address_of(address: str, query: CaseQuery, **more: Any) -> str:
    """The address of a search, with some parameters of the page itself."""
    params = [*query.to_params(), *((name, value) for name, value in more.items() if value)]
    return f"{address}?{urlencode(params)}" if params else address
