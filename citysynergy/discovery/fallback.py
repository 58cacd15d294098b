"""The list when the index does not answer: from the database, by the structured filters, without words and counts."""

from collections.abc import Callable, Iterable
from typing import Any

import orjson
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Length, Substr

from citysynergy.cases.pages import CasePage
from citysynergy.discovery.builder import Builder
from citysynergy.discovery.expansion import Expansion
from citysynergy.discovery.facets import ANY_COUNTRY, NOWHERE
from citysynergy.discovery.geo import BBox
from citysynergy.discovery.query import CaseQuery
from citysynergy.discovery.results import CaseResults, Hit
from citysynergy.discovery.viewers import Viewer
from citysynergy.discovery.visibility import AccessMap
from citysynergy.organisations.models import MUNICIPAL_KINDS, Organisation
from citysynergy.partnerships.pages import PartnershipMember
from citysynergy.values.choices import holds

INITIATIVE, OPPORTUNITY = "initiativepage", "opportunitypage"
EXPERTISE, PARTNERSHIP = "expertiseprofilepage", "partnershippage"
PAGES = (INITIATIVE, OPPORTUNITY, EXPERTISE, PARTNERSHIP)


def listing(query: CaseQuery, viewer: Viewer) -> CaseResults:
    """The newest cases that fit the structured filters and that the viewer may see."""
    rows = _visible(viewer).filter(_filters(query)).distinct().order_by("-first_published_at", "translation_key")
    total = rows.count()
    pks = list(rows.values_list("pk", flat=True)[query.offset : query.offset + query.page_size])
    documents = {document.page_id: document for document in Builder().of_pages(pks).values()}
    shown = [documents[pk] for pk in pks if pk in documents]
    hits = [
        # As the index would give it back: dates as text.
        Hit(document.id, document.page_id, 0.0, orjson.loads(orjson.dumps(document.payload)))
        for document in shown
        if document.access in viewer.access
    ]
    return CaseResults(
        total=total,
        page=query.offset // query.page_size + 1,
        page_size=query.page_size,
        offset=query.offset,
        hits=hits,
        notices=query.problems,
        degraded=True,
    )


def _visible(viewer: Viewer) -> QuerySet[CasePage]:
    rows = CasePage.objects.filter(AccessMap().open_to(viewer), live=True)
    if not viewer.network:
        rows = rows.exclude(**{f"{OPPORTUNITY}__visibility": "network"})
    return rows


def _filters(query: CaseQuery) -> Q:
    expansion = Expansion()
    where = Q()
    for name, values in query.chosen:
        where &= _facet(name, values, query, expansion)
    for name, values in query.excluded:
        where &= ~Q(pk__in=CasePage.objects.filter(_facet(name, values, query, expansion)).values("pk"))
    if query.bbox is not None:
        where &= _box(query.bbox)
    return where & _years(query)


def _facet(name: str, values: tuple[str, ...], query: CaseQuery, expansion: Expansion) -> Q:
    if name in _SIMPLE:
        return _any(Q(**{f"{path}__in": values}) for path in _SIMPLE[name])
    if name in _LISTS:
        return _any(Q(**{f"{path}__contains": holds(value)}) for path in _LISTS[name] for value in values)
    return _DERIVED[name](values, query, expansion)


def _any(parts: Iterable[Q]) -> Q:
    found = Q(pk__in=[])
    for part in parts:
        found |= part
    return found


# Where a value stands as it is.
_SIMPLE: dict[str, tuple[str, ...]] = {
    "status": (f"{INITIATIVE}__status", f"{OPPORTUNITY}__status", f"{PARTNERSHIP}__status"),
    "goal": ("goals",),
    "area": (
        "places__city__area__code",
        f"{INITIATIVE}__cities__area__code",
        f"{INITIATIVE}__partners__city__area__code",
        f"{OPPORTUNITY}__city__area__code",
        f"{PARTNERSHIP}__members__city__area__code",
    ),
    "city": (
        "places__city__slug",
        f"{INITIATIVE}__cities__slug",
        f"{INITIATIVE}__partners__city__slug",
        f"{OPPORTUNITY}__city__slug",
        f"{PARTNERSHIP}__members__city__slug",
    ),
    "programme": tuple(f"{page}__programme__slug" for page in (INITIATIVE, OPPORTUNITY, PARTNERSHIP)),
    "kind": (f"{OPPORTUNITY}__kind", f"{PARTNERSHIP}__kind"),
    "outcome": (f"{OPPORTUNITY}__outcome",),
    "experience": (f"{EXPERTISE}__offers__experience",),
    "language": ("language", *(f"{page}__translations__language" for page in PAGES)),
}

# Where several values share a column.
_LISTS: dict[str, tuple[str, ...]] = {
    "form": (f"{INITIATIVE}__forms", f"{OPPORTUNITY}__forms", f"{EXPERTISE}__offers__forms"),
    "character": (f"{INITIATIVE}__character",),
    "working_language": (f"{OPPORTUNITY}__working_languages", f"{EXPERTISE}__working_languages"),
}


def _type(values: tuple[str, ...], _query: CaseQuery, _expansion: Expansion) -> Q:
    challenge = Q(**{f"{OPPORTUNITY}__kind": "challenge"})
    parts = {
        "initiative": Q(**{f"{INITIATIVE}__isnull": False}),
        "opportunity": Q(**{f"{OPPORTUNITY}__isnull": False}) & ~challenge,
        "challenge": challenge,
        "expertise": Q(**{f"{EXPERTISE}__isnull": False}),
        "partnership": Q(**{f"{PARTNERSHIP}__isnull": False}),
    }
    return _any(parts[value] for value in values)


def _theme(values: tuple[str, ...], _query: CaseQuery, expansion: Expansion) -> Q:
    themes = expansion.narrower_themes(values)
    public = Q(**{f"{EXPERTISE}__seeks__theme__in": themes, f"{EXPERTISE}__seeks__audience": "public"})
    return Q(themes__in=themes) | Q(**{f"{EXPERTISE}__offers__theme__in": themes}) | public


def _lessons(values: tuple[str, ...], _query: CaseQuery, _expansion: Expansion) -> Q:
    return Q(**{f"{INITIATIVE}__lessons__kind__in": values, f"{INITIATIVE}__lessons__audience": "public"})


def _off_map(values: tuple[str, ...], _query: CaseQuery, expansion: Expansion) -> Q:
    somewhere = _any(Q(**{f"{path}__isnull": False}) for path in _COUNTRIES)
    found = _country([value for value in values if value not in (ANY_COUNTRY, NOWHERE)], None, expansion)
    if ANY_COUNTRY in values:
        found |= somewhere
    if NOWHERE in values:
        found |= ~Q(pk__in=CasePage.objects.filter(somewhere).values("pk"))
    return found & ~Q(pk__in=CasePage.objects.filter(_on_map()).values("pk"))


def _on_map() -> Q:
    """Cases with a point: that of a place, or, without any place, of a city or municipality that takes part."""
    others = PartnershipMember.objects.filter(
        page=OuterRef("pk"), organisation__kind__in=MUNICIPAL_KINDS, organisation__latitude__isnull=False
    ).exclude(organisation__page__path=Substr(OuterRef("path"), 1, Length(OuterRef("path")) - CasePage.steplen))
    cities = (
        f"{INITIATIVE}__cities",
        f"{INITIATIVE}__partners__city",
        f"{OPPORTUNITY}__city",
        f"{PARTNERSHIP}__members__city",
    )
    taking_part = _any(Q(**{f"{path}__isnull": False}) for path in cities) | Q(Exists(others))
    placed = Q(places__latitude__isnull=False) | Q(places__city__isnull=False)
    return placed | (Q(places__isnull=True) & taking_part)


_COUNTRIES = (
    f"{INITIATIVE}__countries",
    "places__country",
    "places__city__country",
    f"{INITIATIVE}__cities__country",
    f"{INITIATIVE}__partners__city__country",
    f"{OPPORTUNITY}__city__country",
    f"{PARTNERSHIP}__members__city__country",
)


def _country(values: Iterable[str], _query: CaseQuery | None, _expansion: Expansion) -> Q:
    codes = list(values)
    return _any(Q(**{f"{path}__in": codes}) for path in _COUNTRIES)


def _region(values: tuple[str, ...], _query: CaseQuery, expansion: Expansion) -> Q:
    return _country(expansion.countries_in(values), None, expansion) | Q(**{f"{EXPERTISE}__regions__code__in": values})


def _ressort(values: tuple[str, ...], _query: CaseQuery, expansion: Expansion) -> Q:
    countries, areas = expansion.ressort_of(values)
    paths = ("places__city__area", f"{INITIATIVE}__cities__area", f"{OPPORTUNITY}__city__area")
    return _country(countries, None, expansion) | _any(Q(**{f"{path}__in": areas}) for path in paths)


def _municipality(values: tuple[str, ...], query: CaseQuery, expansion: Expansion) -> Q:
    return _taking_part(expansion.with_predecessors(values), lead_only=query.lead_only)


def _taking_part(organisations: Iterable[int], *, lead_only: bool = False) -> Q:
    pks = list(organisations)
    found = _led_by(Organisation.objects.filter(pk__in=pks, kind__in=MUNICIPAL_KINDS))
    if not lead_only:
        found |= Q(**{f"{INITIATIVE}__partners__organisation__in": pks})
        found |= Q(**{f"{PARTNERSHIP}__members__organisation__in": pks})
    return found


def _led_by(organisations: QuerySet[Organisation]) -> Q:
    paths = organisations.filter(page__isnull=False).values_list("page__path", flat=True)
    return _any(Q(path__startswith=path) for path in paths)


def _mission(values: tuple[str, ...], _query: CaseQuery, _expansion: Expansion) -> Q:
    return _led_by(Organisation.objects.filter(slug__in=values).exclude(kind__in=MUNICIPAL_KINDS))


def _of_organisations(field: str) -> "Filter":
    def find(values: tuple[str, ...], _query: CaseQuery, _expansion: Expansion) -> Q:
        rows = Organisation.objects.filter(**{f"{field}__in": values}, kind__in=MUNICIPAL_KINDS)
        return _taking_part(rows.values_list("pk", flat=True))

    return find


Filter = Callable[[tuple[str, ...], Any, Expansion], Q]

_DERIVED: dict[str, Filter] = {
    "type": _type,
    "theme": _theme,
    "lessons": _lessons,
    "country": _country,
    "off_map": _off_map,
    "region": _region,
    "ressort": _ressort,
    "municipality": _municipality,
    "mission": _mission,
    "province": _of_organisations("province__code"),
    "size_class": _of_organisations("size_class"),
    "network": _of_organisations("networks__slug"),
}


def _box(box: BBox) -> Q:
    found = Q()
    for prefix in ("", "city__"):
        latitude = {f"places__{prefix}latitude__gte": box.south, f"places__{prefix}latitude__lte": box.north}
        west = Q(**{f"places__{prefix}longitude__gte": box.west})
        east = Q(**{f"places__{prefix}longitude__lte": box.east})
        found |= Q(**latitude) & ((west & east) if box.west <= box.east else (west | east))
    return found


def _years(query: CaseQuery) -> Q:
    """Dates are stored as text that begins with the year, so they compare as text."""
    if query.year_from is None and query.year_to is None:
        return Q()
    found = Q(pk__in=[])
    for start, end in (
        (f"{INITIATIVE}__start", f"{INITIATIVE}__end"),
        (f"{OPPORTUNITY}__starts", f"{OPPORTUNITY}__ends"),
        (f"{PARTNERSHIP}__since", f"{PARTNERSHIP}__until"),
    ):
        dated = Q(**{f"{start}__isnull": False}) | Q(**{f"{end}__isnull": False})
        if query.year_to is not None:
            dated &= Q(**{f"{start}__lte": f"{query.year_to}-12-31"}) | Q(**{f"{start}__isnull": True})
        if query.year_from is not None:
            dated &= Q(**{f"{end}__gte": f"{query.year_from}"}) | Q(**{f"{end}__isnull": True})
        found |= dated
    return found
