"""The API, version 1. Reading needs no key; what a reader may see is decided by who is signed in."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from ninja import NinjaAPI

from citysynergy.discovery import CaseQuery, search
from citysynergy.discovery.problems import Problem, QueryError
from citysynergy.opendata import cases, lists
from citysynergy.opendata.documentation import (
    CASES,
    LISTED,
    Case,
    CaseList,
    Completions,
    Listing,
    Missing,
    Refusal,
    openapi_parameters,
)
from citysynergy.opendata.responses import APIResponse, not_found, refused, too_many
from citysynergy.opendata.suggestions import suggestions
from citysynergy.values.languages import active_language, language_codes

api = NinjaAPI(
    title="CitySynergy",
    version="1.0.0",
    description="What the cities of the Kingdom of the Netherlands do together with the cities of the world.",
    urls_namespace="citysynergy-api",
    docs_url=None,
    openapi_url="/openapi.json",
)

METHODS = ["GET", "HEAD"]
Answer = Callable[[HttpRequest, str], HttpResponse]


def answered(request: HttpRequest, answer: Answer) -> HttpResponse:
    """Answer in the language asked for, within the limit on requests."""
    if (refusal := too_many(request)) is not None:
        return refusal
    language = request.GET.get("lang", "") or active_language()
    if language not in language_codes():
        return refused(request, [Problem("lang", language, "unknown", tuple(language_codes()))])
    with translation.override(language):
        return answer(request, language)


@api.api_operation(
    METHODS,
    "/cases",
    response={200: CaseList, 400: Refusal},
    summary="Search cases",
    openapi_extra={"parameters": openapi_parameters(CASES)},
)
def list_cases(request: HttpRequest) -> HttpResponse:
    """Cases by words, facets, period and place, with the counts of every facet."""
    return answered(request, _list_cases)


def _list_cases(request: HttpRequest, language: str) -> HttpResponse:
    try:
        query = CaseQuery.from_params(request.GET, strict=True)
    except QueryError as error:
        return refused(request, error.problems)
    results = search(query, viewer=request.user, language=language)
    return APIResponse(cases.listing(request, query, results, language), request=request)


@api.api_operation(METHODS, "/cases/{case_id}", response={200: Case, 404: Missing}, summary="One case")
def one_case(request: HttpRequest, case_id: str) -> HttpResponse:
    """One case with its texts in every language it has."""

    def answer(request: HttpRequest, language: str) -> HttpResponse:
        try:
            found = cases.detail(request, UUID(case_id), language)
        except ValueError:
            found = None
        return not_found(request) if found is None else APIResponse(found, request=request)

    return answered(request, answer)


@api.api_operation(
    METHODS,
    "/suggest",
    response={200: Completions, 400: Refusal},
    summary="Complete while typing",
    openapi_extra={"parameters": openapi_parameters(LISTED["suggest"])},
)
def complete(request: HttpRequest) -> HttpResponse:
    """Cases, themes, cities and organisations with a word that begins as typed, whatever its accents and capitals."""
    return answered(request, suggestions)


def _add_list(name: str, answer: Answer) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return answered(request, answer)

    view.__name__ = f"list_{name}"
    view.__doc__ = answer.__doc__
    api.api_operation(
        METHODS,
        f"/{name}",
        response={200: Listing, 400: Refusal},
        summary=f"List {name}",
        openapi_extra={"parameters": openapi_parameters(LISTED[name])},
    )(view)


for _name, _answer in lists.LISTS.items():
    _add_list(_name, _answer)


@api.api_operation(METHODS, "/docs", include_in_schema=False)
def docs(request: HttpRequest) -> HttpResponse:
    """The parameters in words, on a page that asks no other host for anything."""
    context: dict[str, Any] = {"cases": CASES, "lists": LISTED, "languages": language_codes()}
    return render(request, "citysynergy/pages/api_docs.html", context)
