"""Cases as the API writes them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson
from django.http import HttpRequest

from citysynergy.discovery import CaseQuery, CaseResults
from citysynergy.discovery.api import relaxations
from citysynergy.discovery.builder import Builder
from citysynergy.discovery.dictionary.units import Widening
from citysynergy.discovery.labels import address as page_address
from citysynergy.discovery.labels import shown_language
from citysynergy.discovery.query import MAX_DEPTH
from citysynergy.discovery.results import Hit, Partial
from citysynergy.discovery.visibility import viewer_of
from citysynergy.opendata.responses import address
from citysynergy.values.multilingual import MultilingualText


def listing(request: HttpRequest, query: CaseQuery, results: CaseResults, language: str) -> dict[str, Any]:
    """One page of cases with its facets."""
    return {
        "total": results.total,
        "page": results.page,
        "page_size": results.page_size,
        "next": _address(request, query.after_these()) if results.has_next else None,
        "previous": _previous(request, query, results) if results.has_previous else None,
        "results": [from_hit(request, hit, language) for hit in results.hits],
        "facets": {
            name: [
                {"value": value.value, "label": value.label, "count": value.count, "selected": value.selected}
                for value in values
                if value.count
            ]
            for name, values in results.facets.items()
        },
        "did_you_mean": results.did_you_mean,
        "widened": [_widening(widening) for widening in results.widened],
        "corrected": results.corrected,
        "partial": _partial(results.partial),
        "suggestions": _suggestions(request, query, results),
        "degraded": results.degraded,
    }


def _widening(widening: Widening) -> dict[str, Any]:
    return {
        "typed": widening.typed,
        "alternatives": [{"text": one.text, "reason": one.reason.value} for one in widening.alternatives],
        "compounds": widening.compounds,
    }


def _partial(partial: Partial | None) -> dict[str, Any] | None:
    if partial is None:
        return None
    return {"words": partial.words, "least": partial.least, "left_out": partial.left_out}


def _suggestions(request: HttpRequest, query: CaseQuery, results: CaseResults) -> list[dict[str, Any]]:
    """Where nothing was found: searches with less asked that do find something."""
    if results.total or results.degraded:
        return []
    return [
        {
            "kind": one.kind,
            "without": list(one.without),
            "word": one.word or None,
            "count": one.count,
            "url": _address(request, one.query),
        }
        for one in relaxations(query, viewer=request.user, less=results.partial)
    ]


def _previous(request: HttpRequest, query: CaseQuery, results: CaseResults) -> str | None:
    """The page before, as far as pages reach; from beyond the end, the last page there is."""
    page = min(results.page - 1, results.pages or 1)
    return _address(request, query.with_page(page)) if page * query.page_size <= MAX_DEPTH else None


def _address(request: HttpRequest, query: CaseQuery) -> str:
    params = query.to_params()
    if language := request.GET.get("lang"):
        params.append(("lang", language))
    return address(request, params)


def from_hit(request: HttpRequest, hit: Hit, language: str) -> dict[str, Any]:
    found = summary(request, hit.id, hit.data, language)
    found["highlights"] = dict(hit.highlights)
    return found


def summary(request: HttpRequest, case_id: str, data: Mapping[str, Any], language: str) -> dict[str, Any]:
    """A case in one language, as lists show it."""
    shown = shown_language(data, language)
    path = page_address(data)
    return {
        "id": case_id,
        "type": data["type"],
        "status": data["status"],
        "title": data["titles"].get(shown, ""),
        "summary": data["summaries"].get(shown, ""),
        "language": shown,
        "highlights": {},
        "url": request.build_absolute_uri(path) if path else None,
        "languages": data["languages"],
        "themes": data["themes"],
        "goals": data["goals"],
        "countries": data["countries"],
        "regions": data["regions"],
        "organisation": named(data["organisation"], language),
        "partners": [named(partner, language) for partner in data["partners"]],
        "partner_cities": [named(city, language) for city in data["partner_cities"]],
        "places": [named(place, language) for place in data["places"]],
        "start": data["start"],
        "end": data["end"],
        "deadline": data["deadline"],
        "published": data["published"],
        "updated": data["updated"],
        "confirmed": data["confirmed"],
        "permanent": f"/id/{case_id}",
    }


def named(record: Mapping[str, Any], language: str) -> dict[str, Any]:
    """A record with its name in one language."""
    name = record["name"]
    label = MultilingualText(name).text_in(language)[0] if isinstance(name, Mapping) else name
    return {**record, "name": label}


def detail(request: HttpRequest, case_id: UUID, language: str) -> dict[str, Any] | None:
    """One case with its public texts in every language, or None where the viewer may not see it."""
    document = Builder().of_cases({case_id: 0}).get(str(case_id))
    if document is None or document.access not in viewer_of(request.user).access:
        return None
    data = orjson.loads(orjson.dumps(document.payload))
    found = summary(request, document.id, data, language)
    found["texts"] = {
        code: {"title": texts.title, "summary": texts.summary, "body": texts.body}
        for code, texts in document.texts.items()
        if code in data["languages"]
    }
    return found
