"""Which cases a change concerns beyond the case itself."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from citysynergy.cases.pages import CasePage
from citysynergy.discovery.expansion import Expansion
from citysynergy.organisations.models import Organisation
from citysynergy.taxonomy.models import City, Programme, Theme


def keys(where: Q) -> set[UUID]:
    """The live cases that a filter holds."""
    return set(CasePage.objects.filter(where, live=True).values_list("translation_key", flat=True))


def below(paths: Iterable[str]) -> set[UUID]:
    """Cases on or below pages."""
    where = Q()
    for path in paths:
        where |= Q(path__startswith=path)
    return keys(where) if where else set()


def with_themes(themes: Iterable[int]) -> set[UUID]:
    """Cases that are found under one of these themes, now or by what they were tagged with."""
    wanted = set(themes)
    slugs = Theme.objects.filter(pk__in=wanted).values_list("slug", flat=True)
    pks = wanted | Expansion().narrower_themes(slugs)
    pks |= set(Theme.objects.filter(Q(merged_into__in=pks) | Q(parent__in=pks)).values_list("pk", flat=True))
    return (
        keys(Q(themes__in=pks))
        | keys(Q(expertiseprofilepage__offers__theme__in=pks))
        | keys(Q(expertiseprofilepage__seeks__theme__in=pks))
    )


def with_goals(goals: Iterable[int]) -> set[UUID]:
    return keys(Q(goals__in=list(goals)))


def in_countries(countries: Iterable[str]) -> set[UUID]:
    """Cases that happen in a country, or with it."""
    codes = list(countries)
    return (
        keys(Q(initiativepage__countries__in=codes))
        | keys(Q(places__country__in=codes))
        | in_cities(City.objects.filter(country__in=codes).values_list("pk", flat=True))
        | of_organisations(Organisation.objects.filter(country__in=codes).values_list("pk", flat=True))
    )


def in_regions(codes: Iterable[str]) -> set[UUID]:
    """Cases in a region, or of organisations that look for it."""
    codes = list(codes)
    expertise = keys(Q(expertiseprofilepage__regions__code__in=codes))
    return expertise | in_countries(Expansion().countries_in(codes))


def in_cities(cities: Iterable[int]) -> set[UUID]:
    """Cases in a city, or with it."""
    pks = list(cities)
    if not pks:
        return set()
    found: set[UUID] = set()
    for relation in (
        "places__city",
        "initiativepage__cities",
        "initiativepage__partners__city",
        "opportunitypage__city",
        "partnershippage__members__city",
    ):
        found |= keys(Q(**{f"{relation}__in": pks}))
    return found


def of_organisations(organisations: Iterable[int]) -> set[UUID]:
    """Cases that an organisation leads or takes part in."""
    pks = list(organisations)
    if not pks:
        return set()
    paths = Organisation.objects.filter(pk__in=pks, page__isnull=False).values_list("page__path", flat=True)
    return (
        below(paths)
        | keys(Q(initiativepage__partners__organisation__in=pks))
        | keys(Q(partnershippage__members__organisation__in=pks))
    )


def of_families(organisations: Iterable[int]) -> set[UUID]:
    """Cases of organisations and of all that they continue."""
    slugs = Organisation.objects.filter(pk__in=list(organisations)).values_list("slug", flat=True)
    return of_organisations(Expansion().with_predecessors(slugs))


def of_programmes(programmes: Iterable[int]) -> set[UUID]:
    pks = list(Programme.objects.filter(pk__in=list(programmes)).values_list("pk", flat=True))
    return (
        keys(Q(initiativepage__programme__in=pks))
        | keys(Q(opportunitypage__programme__in=pks))
        | keys(Q(partnershippage__programme__in=pks))
    )
