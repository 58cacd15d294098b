"""Completions as the API writes them."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from citysynergy.discovery.catalogue import CATALOGUE
from citysynergy.discovery.problems import Problem
from citysynergy.discovery.results import Hit
from citysynergy.discovery.suggestions import MAX_LENGTH, Suggestion, suggest
from citysynergy.opendata.responses import APIResponse, refused


def suggestions(request: HttpRequest, language: str) -> APIResponse:
    """Cases, themes, cities and organisations that fit what was typed so far."""
    text = request.GET.get("q", "")
    if len(text) > MAX_LENGTH:
        return refused(request, [Problem("q", text, "long")])
    found = suggest(text, viewer=request.user, language=language)
    absolute = request.build_absolute_uri
    body: dict[str, Any] = {"cases": [_case(hit, language, absolute) for hit in found.cases]}
    for name, rows in found.groups.items():
        body[name] = [_named(row, absolute) for row in rows]
    return APIResponse(body, request=request)


def _case(hit: Hit, language: str, absolute: Callable[[str], str]) -> dict[str, Any]:
    kind = hit.data["type"]
    return {
        "id": hit.id,
        "title": hit.title,
        "language": hit.language,
        "type": kind,
        "type_label": CATALOGUE.terms("type", [kind])[kind].label(language),
        "url": absolute(hit.url) if hit.url else None,
    }


def _named(row: Suggestion, absolute: Callable[[str], str]) -> dict[str, Any]:
    try:
        address = f"{reverse('citysynergy:search')}?{urlencode(row.query.to_params())}"
    except NoReverseMatch:
        # A host may serve the API without the pages.
        address = ""
    return {
        "slug": row.named.value,
        "name": row.label,
        "parameter": row.named.facet,
        "detail": row.named.detail or None,
        "count": row.count,
        "url": absolute(address) if address else None,
    }
