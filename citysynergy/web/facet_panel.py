"""What a reader can choose from beside the results, and what was chosen: built in Python, drawn by flat templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from citysynergy.discovery.facets import COUNTED
from citysynergy.discovery.query import EXCLUDING, CaseQuery
from citysynergy.discovery.results import FacetValue

# Shown always, in this order; the first three stand open.
MAIN = (
    *("type", "theme", "region", "country", "municipality", "mission"),
    *("status", "goal", "lessons", "form", "programme"),
)
OPEN = frozenset({"type", "theme", "region"})
FIRST = 7

LABELS: dict[str, Promise] = {
    "type": _("Type"),
    "theme": _("Theme"),
    "region": _("Region of the world"),
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


@dataclass(frozen=True, slots=True)
class Choice:
    """One value to tick."""

    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The values of one facet: the first ones, and the rest behind a summary."""

    name: str
    label: str
    open: bool
    first: list[Choice]
    rest: list[Choice]
    more_label: str


@dataclass(frozen=True, slots=True)
class Chip:
    """Something that was chosen, with the address without it."""

    group: str
    label: str
    url: str


def counted(query: CaseQuery) -> tuple[str, ...]:
    """The facets to count for a search: those that are shown, and those that something was chosen of."""
    used = (name for name, _values in (*query.chosen, *query.excluded))
    return tuple(name for name in dict.fromkeys((*MAIN, *used)) if name in COUNTED)


def groups(query: CaseQuery, facets: Mapping[str, Sequence[FacetValue]]) -> list[Group]:
    """The groups worth showing: the main ones that have values, and any other with something chosen."""
    names = [*MAIN, *(name for name in facets if name not in MAIN and query.values(name))]
    return [group for name in names if (group := _group(query, name, facets.get(name) or ())) is not None]


def _group(query: CaseQuery, name: str, values: Sequence[FacetValue]) -> Group | None:
    shown = [
        Choice(value.value, label_of(value), value.count, value.selected) for value in values if not value.excluded
    ]
    if not shown:
        return None
    chosen = [choice for choice in shown if choice.selected]
    others = [choice for choice in shown if not choice.selected]
    room = max(0, FIRST - len(chosen)) if len(shown) > FIRST + 2 else len(others)
    rest = others[room:]
    return Group(
        name=name,
        label=str(LABELS.get(name, name)),
        open=name in OPEN or bool(chosen),
        first=chosen + others[:room],
        rest=rest,
        more_label=ngettext("%(count)d more", "%(count)d more", len(rest)) % {"count": len(rest)},
    )


def label_of(value: FacetValue) -> str:
    """The words for a value, with a capital."""
    return capfirst(str(value.label or value.value))


def chips(query: CaseQuery, facets: Mapping[str, Sequence[FacetValue]], address: str) -> list[Chip]:
    """One chip for everything that narrows the search."""
    found = []
    if query.q:
        found.append(Chip("", f"“{query.q[:80]}”", address_of(address, query.without("q"))))
    for name, values in query.chosen:
        labels = {value.value: label_of(value) for value in facets.get(name) or ()}
        group = str(LABELS.get(name, name))
        for value in values:
            found.append(Chip(group, labels.get(value, value), address_of(address, query.toggled(name, value))))
    for name, values in query.excluded:
        group = gettext("not") + " " + str(LABELS.get(name, name)).lower()
        labels = {value.value: label_of(value) for value in facets.get(name) or ()}
        words = ", ".join(labels.get(value, value) for value in values)
        found.append(Chip(group, words, address_of(address, query.without(EXCLUDING + name))))
    if query.lead_only:
        found.append(Chip("", gettext("in the lead"), address_of(address, query.without("role"))))
    if query.year_from is not None or query.year_to is not None:
        years = f"{query.year_from or '…'}–{query.year_to or '…'}"
        found.append(Chip(str(_("Period")), years, address_of(address, query.without("year_from", "year_to"))))
    if query.bbox is not None:
        found.append(Chip("", gettext("in the area of the map"), address_of(address, query.without("bbox"))))
    if query.near is not None:
        words = gettext("within %(distance)g km of a point") % {"distance": query.near.kilometres}
        found.append(Chip("", words, address_of(address, query.without("near"))))
    if query.exact:
        found.append(Chip("", gettext("exactly as typed"), address_of(address, query.without("exact"))))
    return found


# Parameters that have a control of their own in the form.
_CONTROLLED = frozenset({"q", "year_from", "year_to", "sort", "page"})


def kept_params(query: CaseQuery, shown: Sequence[Group]) -> list[tuple[str, str]]:
    """Parameters that no control of the form holds; they go along as hidden fields."""
    ticked = {(group.name, choice.value) for group in shown for choice in group.first if choice.selected}
    return [pair for pair in query.to_params() if pair[0] not in _CONTROLLED and pair not in ticked]


def address_of(address: str, query: CaseQuery, **more: Any) -> str:
    """The address of a search, with some parameters of the page itself."""
    params = [*query.to_params(), *((name, value) for name, value in more.items() if value)]
    return f"{address}?{urlencode(params)}" if params else address
