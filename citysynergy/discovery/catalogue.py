"""What the values of facets are called, and which of them exist. Asked per value and kept for a minute."""

import time
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Model, OuterRef, Q, QuerySet, Subquery
from django.utils import translation
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from citysynergy.cases.choices import ALL_FORMS, CooperationForm, SupportForm, WorkingLanguage
from citysynergy.discovery.facets import ANY_COUNTRY, NOWHERE
from citysynergy.discovery.problems import LISTED
from citysynergy.expertise.pages import Experience
from citysynergy.initiatives.pages import Character, InitiativeLesson, InitiativeStatus
from citysynergy.opportunities.pages import OpportunityKind, OpportunityStatus, Outcome
from citysynergy.organisations.models import Organisation, SizeClass
from citysynergy.partnerships.pages import PartnershipKind, PartnershipStatus
from citysynergy.taxonomy.models import Area, City, Country, Goal, Network, Programme, Region, Theme
from citysynergy.values.languages import content_languages
from citysynergy.values.multilingual import MultilingualText

SECONDS = 60.0
# So many values of a facet are known at a time; addresses may ask for any, and most that robots ask for do not exist.
MOST = 20_000


@dataclass(frozen=True, slots=True)
class Term:
    """A value that exists: its present spelling, its name and, in a tree, what it is part of."""

    value: str
    name: MultilingualText | Promise | str
    parent: str | None = None

    def label(self, language: str) -> str:
        """The name for a reader of this language."""
        if isinstance(self.name, MultilingualText):
            return self.name.text_in(language)[0] or self.value
        with nullcontext() if language == translation.get_language() else translation.override(language):
            return capfirst(str(self.name))


def _types() -> dict[str, Promise | str]:
    from citysynergy.expertise.pages import ExpertiseProfilePage
    from citysynergy.initiatives.pages import InitiativePage
    from citysynergy.partnerships.pages import PartnershipPage

    return {
        "initiative": InitiativePage._meta.verbose_name or "",
        "opportunity": OpportunityKind.OPPORTUNITY.label,
        "challenge": OpportunityKind.CHALLENGE.label,
        "expertise": ExpertiseProfilePage._meta.verbose_name or "",
        "partnership": PartnershipPage._meta.verbose_name or "",
    }


def _choices(*groups: Iterable[tuple[str, Any]]) -> Callable[[], dict[str, Any]]:
    return lambda: {value: label for group in groups for value, label in group}


# Facets whose values stand in the code.
FIXED: dict[str, Callable[[], dict[str, Any]]] = {
    "type": _types,
    "status": _choices(InitiativeStatus.choices, OpportunityStatus.choices, PartnershipStatus.choices),
    "form": _choices(CooperationForm.choices, SupportForm.choices, ALL_FORMS),
    "lessons": _choices(InitiativeLesson.Kind.choices),
    "character": _choices(Character.choices),
    "kind": _choices(OpportunityKind.choices, PartnershipKind.choices),
    "outcome": _choices(Outcome.choices),
    "experience": _choices(Experience.choices),
    "size_class": _choices(SizeClass.choices),
    "working_language": _choices(WorkingLanguage.choices),
    "language": lambda: dict(content_languages()),
}


# Facets with the values of another one, and some of their own.
BORROWED: dict[str, tuple[str, dict[str, Any]]] = {
    "off_map": ("country", {ANY_COUNTRY: _("any country"), NOWHERE: _("no country")}),
}


@dataclass(frozen=True)
class Table:
    """A facet whose values are records."""

    model: type[Model]
    key: str
    name: str = "name"
    # What it is part of: a column, or an expression.
    parent: str | Subquery = ""
    merged: str = ""
    where: Q | None = None

    def rows(self) -> QuerySet[Any]:
        found = self.model._default_manager.all()
        return found.filter(self.where) if self.where is not None else found

    def terms(self, rows: QuerySet[Any]) -> dict[str, Term]:
        extra = {"_parent": F(self.parent) if isinstance(self.parent, str) else self.parent} if self.parent else {}
        extra |= {"_merged": F(self.merged)} if self.merged else {}
        columns = [self.key, self.name, *extra]
        found = {}
        for row in rows.annotate(**extra).values(*columns):
            value = str(row[self.key])
            merged = row.get("_merged")
            found[value] = Term(str(merged or value), MultilingualText(row[self.name]), row.get("_parent"))
        return found


# The narrowest region that a country lies in, of the first scheme: that of the United Nations.
_REGION = Region.objects.filter(countries=OuterRef("pk")).order_by("scheme_id", "code").values("code")[:1]
_ORGANISATION = Table(Organisation, "slug")

TABLES: dict[str, Table] = {
    "theme": Table(Theme, "slug", parent="parent__slug", merged="merged_into__slug"),
    "goal": Table(Goal, "number"),
    "region": Table(Region, "code", parent="parent__code", where=~Q(code="001")),
    "country": Table(Country, "code", parent=Subquery(_REGION)),
    "area": Table(Area, "code", parent="country_id"),
    "city": Table(City, "slug", merged="merged_into__slug"),
    "municipality": _ORGANISATION,
    "mission": _ORGANISATION,
    "ressort": _ORGANISATION,
    "programme": Table(Programme, "slug"),
    "province": Table(Area, "code"),
    "network": Table(Network, "slug"),
}


class Catalogue:
    """Terms by facet and value. Also the :class:`~citysynergy.discovery.vocabulary.Vocabulary` of the database."""

    def __init__(self) -> None:
        self._found: dict[str, dict[str, Term | None]] = {}
        self._kept: dict[Callable[[], Any], Any] = {}
        self._born = time.monotonic()

    def forget(self) -> None:
        """Read again, since a record was changed."""
        self._found = {}
        self._kept = {}
        self._born = time.monotonic()

    def kept[Thing](self, make: Callable[[], Thing]) -> Thing:
        """What ``make`` reads from the records, until they change or a minute has passed."""
        if time.monotonic() - self._born > SECONDS:
            self.forget()
        kept = self._kept
        if make not in kept:
            kept[make] = make()
        found: Thing = kept[make]
        return found

    def terms(self, facet: str, values: Iterable[str]) -> dict[str, Term]:
        """The terms for those values that exist. One query for all that are not known yet, none for fixed ones."""
        if facet in FIXED:
            names = FIXED[facet]()
            return {value: Term(value, names[value]) for value in values if value in names}
        if facet in BORROWED:
            other, own = BORROWED[facet]
            values = list(values)
            found = {value: Term(value, own[value]) for value in values if value in own}
            return {**found, **self.terms(other, [value for value in values if value not in own])}
        if time.monotonic() - self._born > SECONDS:
            self.forget()
        known = self._found.setdefault(facet, {})
        values = list(values)
        missing = set(values) - known.keys()
        if missing and len(known) >= MOST:
            # Another one, as other threads may be reading this.
            known = self._found[facet] = {}
            missing = set(values)
        if missing:
            table = TABLES[facet]
            fitting = [
                value
                for value in missing
                if facet != "goal" or (value.isascii() and value.isdigit() and len(value) < 5)
            ]
            found = table.terms(table.rows().filter(**{f"{table.key}__in": fitting})) if fitting else {}
            known.update({value: found.get(value) for value in missing})
        return {value: term for value in values if (term := known.get(value)) is not None}

    def resolve(self, facet: str, value: str) -> str | None:
        """The present spelling of a value, or None for one that does not exist."""
        if facet == "country":
            value = value.upper()
        if len(value) > 200 or "\x00" in value:
            return None
        term = self.terms(facet, [value]).get(value)
        return term.value if term else None

    def allowed(self, facet: str) -> tuple[str, ...]:
        """The values of a facet, for a message; records only as far as they are few."""
        if facet in FIXED:
            return tuple(FIXED[facet]())
        if facet in BORROWED:
            other, own = BORROWED[facet]
            return (*own, *self.allowed(other))
        table = TABLES[facet]
        keys = table.rows().order_by(table.key).values_list(table.key, flat=True)[: LISTED + 1]
        return tuple(str(key) for key in keys)


CATALOGUE = Catalogue()
