"""Reference data as the API lists it: organisations, themes, regions, countries, goals."""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest

from citysynergy.discovery.problems import Problem
from citysynergy.discovery.query import MAX_PAGE_SIZE
from citysynergy.opendata.responses import APIResponse, address, refused
from citysynergy.organisations.models import Organisation, OrganisationKind, OrganisationName, Succession
from citysynergy.taxonomy.models import Country, Goal, Region, Theme
from citysynergy.values.multilingual import MultilingualText

PAGE_SIZE = 100
Rows = list[dict[str, Any]]


def organisations(request: HttpRequest, language: str) -> APIResponse:
    """Organisations by kind and by a part of their name."""
    kind, words = request.GET.get("kind", ""), plain(request.GET.get("q", "")[:200])
    if kind and kind not in OrganisationKind.values:
        return refused(request, [Problem("kind", kind, "unknown", tuple(OrganisationKind.values))])
    found = Organisation.objects.filter(kind=kind) if kind else Organisation.objects.all()
    return paged(request, _named(found, words) if words else list(_keys(found)), _organisation_rows(language))


def _keys(found: QuerySet[Organisation]) -> QuerySet[Organisation, int]:
    return found.order_by("slug").values_list("pk", flat=True)


def _named(found: QuerySet[Organisation], words: str) -> list[int]:
    """Those with the words in a name, whatever its accents: no database compares names that way."""
    others: dict[int, list[str]] = defaultdict(list)
    for pk, name in OrganisationName.objects.filter(organisation__in=found).values_list("organisation_id", "name"):
        others[pk].append(name)
    rows = found.order_by("slug").values_list("pk", "slug", "name")
    return [
        pk
        for pk, slug, names in rows
        if any(words in plain(name) for name in (slug, *names.values(), *others.get(pk, ())))
    ]


def _organisation_rows(language: str) -> Callable[[list[int]], Rows]:
    def rows_of(pks: list[int]) -> Rows:
        successions = Prefetch("succeeded_by", Succession.objects.in_force().select_related("successor"))
        found = Organisation.objects.filter(pk__in=pks).prefetch_related("codes", successions).order_by("slug")
        return [
            {
                "slug": row.slug,
                "name": _name(row.name, language),
                "names": dict(row.name),
                "kind": row.kind,
                "country": row.country_id,
                "latitude": row.latitude,
                "longitude": row.longitude,
                "valid_from": _text(row.valid_from),
                "valid_to": _text(row.valid_to),
                "codes": {code.scheme: code.value for code in row.codes.all()},
                "successors": sorted(step.successor.slug for step in row.succeeded_by.all()),
                "permanent": f"/id/{row.uuid}",
            }
            for row in found
        ]

    return rows_of


def themes(request: HttpRequest, language: str) -> APIResponse:
    """Every theme that can be searched by."""
    found = Theme.objects.filter(merged_into=None).select_related("scheme", "parent").prefetch_related("maps_to")
    return paged(
        request,
        [
            {
                "slug": row.slug,
                "name": _name(row.name, language),
                "names": dict(row.name),
                "scheme": row.scheme.slug,
                "parent": row.parent.slug if row.parent else None,
                "maps_to": sorted(other.slug for other in row.maps_to.all()),
            }
            for row in found
        ],
    )


def regions(request: HttpRequest, language: str) -> APIResponse:
    """Every region that can be searched by."""
    found = Region.objects.exclude(code="001").select_related("scheme", "parent")
    return paged(
        request,
        [
            {
                "slug": row.code,
                "code": row.code,
                "name": _name(row.name, language),
                "names": dict(row.name),
                "scheme": row.scheme.slug,
                "parent": row.parent.code if row.parent and row.parent.code != "001" else None,
            }
            for row in found
        ],
    )


def countries(request: HttpRequest, language: str) -> APIResponse:
    """Every country, with its regions and its box on the map."""
    rows = [
        {
            "slug": row.code,
            "code": row.code,
            "iso3": row.iso3 or None,
            "m49": row.m49 or None,
            "name": _name(row.name, language),
            "names": dict(row.name),
            "regions": sorted(region.code for region in row.regions.all()),
            "bbox": None if row.west is None else [row.west, row.south, row.east, row.north],
        }
        for row in Country.objects.prefetch_related("regions")
    ]
    return paged(request, rows)


def goals(request: HttpRequest, language: str) -> APIResponse:
    """The 17 goals."""
    rows = [
        {
            "slug": str(row.number),
            "number": row.number,
            "name": _name(row.name, language),
            "names": dict(row.name),
            "colour": row.colour,
        }
        for row in Goal.objects.all()
    ]
    return paged(request, rows)


LISTS: dict[str, Callable[[HttpRequest, str], APIResponse]] = {
    "organisations": organisations,
    "themes": themes,
    "regions": regions,
    "countries": countries,
    "goals": goals,
}


def paged[Row](request: HttpRequest, rows: list[Row], written: Callable[[list[Row]], Any] = list) -> APIResponse:
    """One page of rows, with the address of the next. ``written`` turns the rows of this page into what is shown."""
    problems: list[Problem] = []
    page = _number(request, "page", 1, 1_000_000, problems)
    size = _number(request, "page_size", PAGE_SIZE, MAX_PAGE_SIZE, problems)
    if problems:
        return refused(request, problems)
    last = page * size
    params: list[tuple[str, Any]] = [pair for pair in request.GET.items() if pair[0] != "page"]
    body = {
        "total": len(rows),
        "page": page,
        "page_size": size,
        "next": address(request, [*params, ("page", str(page + 1))]) if last < len(rows) else None,
        "previous": address(request, [*params, ("page", str(page - 1))]) if page > 1 else None,
        "results": written(rows[last - size : last]),
    }
    return APIResponse(body, request=request)


def _number(request: HttpRequest, name: str, default: int, largest: int, problems: list[Problem]) -> int:
    value = request.GET.get(name, "").strip()
    if not value:
        return default
    if value.isascii() and value.isdigit() and len(value) <= 9 and 1 <= int(value) <= largest:
        return int(value)
    problems.append(Problem(name, value, "number", (f"1–{largest}",)))
    return default


def _name(names: Any, language: str) -> str:
    return MultilingualText(names).text_in(language)[0]


def _text(value: Any) -> str | None:
    return str(value) if value else None


def plain(text: str) -> str:
    """Text without accents and capitals, to compare names by."""
    decomposed: Iterable[str] = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char)).strip()
