"""Search, map and permanent addresses."""

import math
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from citysynergy.discovery import CaseQuery, search
from citysynergy.discovery.problems import Problem, QueryError
from citysynergy.discovery.query import MAX_DEPTH, SORTS
from citysynergy.discovery.results import CaseResults
from citysynergy.web import facet_panel, maps, nearby, nothing_found, partly, permanent, widening
from citysynergy.web.entries import entries
from citysynergy.web.facet_tree import label_of
from citysynergy.web.metadata.heads import search_head
from citysynergy.web.navigation import Link
from citysynergy.web.off_map import off_map
from citysynergy.web.paging import page_sizes, pages
from citysynergy.web.sharing import shared
from citysynergy.web.words import grouped

SORT_LABELS = {
    "relevance": _("best match"),
    "newest": _("newest first"),
    "deadline": _("deadline"),
    "title": _("title"),
}
EXPORTS = (("citysynergy-api:list_cases", "JSON"),)


def read(request: HttpRequest) -> tuple[CaseQuery, tuple[Problem, ...]]:
    """The search in the address. What is wrong with it is told, never an error: a page too deep shows the first."""
    try:
        query = CaseQuery.from_params(request.GET)
    except QueryError as refused:
        given = request.GET.copy()
        given.pop("page", None)
        return CaseQuery.from_params(given), refused.problems
    return query, query.problems


def ask(request: HttpRequest, query: CaseQuery) -> tuple[CaseQuery, CaseResults]:
    """The results; a page beyond the last shows the last."""
    counted = facet_panel.counted(query, everything=_all_filters(request), whole=_whole_list(request))
    results = search(query, viewer=request.user, counts=counted)
    if not results.hits and results.total and query.page > 1:
        query = query.with_page(results.pages)
        results = search(query, viewer=request.user, counts=counted)
    return query, results


def _all_filters(request: HttpRequest) -> bool:
    return request.GET.get("filters") == "all"


def _whole_list(request: HttpRequest) -> str:
    """The group of filters of which the whole list is asked, if there is such a group."""
    return facet_panel.GROUPS.get(request.GET.get("list", ""), "")


@require_safe
@vary_on_headers("HX-Request", "Cookie")
def search_page(request: HttpRequest) -> HttpResponse:
    """List, facets and map side by side; the same address without JavaScript."""
    query, problems = read(request)
    query, near = nearby.read(request.GET, query)
    query, results = ask(request, query)
    view = "list" if request.GET.get("view") == "list" else "both"
    context = _context(request, query, results, problems, near, view)
    context["head"] = search_head(
        request,
        query,
        reverse("citysynergy:search"),
        gettext("Search"),
        gettext(
            "Search what municipalities and embassies of the Kingdom do and ask together with cities abroad: "
            "by words, theme, goal, place and period."
        ),
    )
    return _answer(request, "search", context)


@require_safe
@vary_on_headers("HX-Request", "Cookie")
def map_page(request: HttpRequest) -> HttpResponse:
    """The map as a page of its own, with the countries as a list that is its equal."""
    query, problems = read(request)
    query, near = nearby.read(request.GET, query)
    query, results = ask(request, query)
    address, search_address = reverse("citysynergy:map"), reverse("citysynergy:search")
    context = _context(request, query, results, problems, near, "map", address=address) | {
        "countries": [
            {
                "label": label_of(value),
                "count": value.count,
                "url": facet_panel.address_of(search_address, query.without("country").toggled("country", value.value)),
            }
            for value in results.facets.get("country") or ()
            if not value.excluded
        ],
        "head": search_head(
            request,
            query,
            address,
            gettext("Map"),
            gettext(
                "Where in the world cities of the Kingdom work together with cities abroad, and what is asked there."
            ),
        ),
    }
    return _answer(request, "map", context)


def _answer(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    """The page, or to htmx only the part of it that changes."""
    htmx: Any = getattr(request, "htmx", None)
    part = bool(htmx) and not htmx.history_restore_request
    return render(
        request, f"citysynergy/components/{name}_results.html" if part else f"citysynergy/pages/{name}.html", context
    )


@require_safe
def map_data(request: HttpRequest) -> JsonResponse:
    """Pins and clusters of a search within the area in view, as plain data; with ``cases`` the cases in it instead."""
    query, _problems = read(request)
    if "cases" in request.GET:
        results = search(query, viewer=request.user, counts=(), highlights=False)
        data = maps.listed(results, query)
    else:
        zoom = _zoom(request)
        cells = 2 if zoom is None else round(zoom) + maps.FINER
        results = search(query, viewer=request.user, counts=(), highlights=False, zoom=cells)
        data = {"total": results.total, "pins": maps.pins(results.clusters, zoom)}
    response = JsonResponse(data)
    response["Cache-Control"] = "private, max-age=30"
    return response


def _zoom(request: HttpRequest) -> float | None:
    """How far the map is zoomed in, where it says so."""
    try:
        zoom = float(request.GET.get("zoom", ""))
    except ValueError:
        return None
    return max(0.0, min(18.0, zoom)) if math.isfinite(zoom) else None


@require_safe
def permanent_address(request: HttpRequest, uuid: Any) -> HttpResponse:
    """Lead to where a case or organisation is now; not found for whom may not see it."""
    address = permanent.address_for(request, uuid)
    if not address:
        raise Http404
    return HttpResponseRedirect(address)


def _context(
    request: HttpRequest,
    query: CaseQuery,
    results: CaseResults,
    problems: tuple[Problem, ...],
    near: nearby.Nearby,
    view: str,
    address: str = "",
) -> dict[str, Any]:
    address = address or reverse("citysynergy:search")
    everything, whole = _all_filters(request), _whole_list(request)
    title = query.q or gettext("Search the register")
    shown = {"view": "list" if view == "list" else ""}
    listed = {**shown, "filters": "all" if everything else ""}
    kept = {**listed, "list": whole}

    def page_url(number: int) -> str:
        return facet_panel.address_of(address, query.with_page(number), **kept)

    def size_url(size: int) -> str:
        return facet_panel.address_of(address, query.with_page_size(size), **kept)

    def list_url(name: str) -> str:
        return facet_panel.address_of(address, query, **listed, list=name)

    panel = facet_panel.panel(results.facets, list_url, whole)
    chips = facet_panel.chips(query, results.facets, address, near.box)
    return {
        "query": query,
        "results": results,
        "entries": entries(results.hits),
        "start": query.offset + 1,
        "panel": panel,
        "all_filters": everything,
        "whole_list": whole,
        "filters_url": facet_panel.address_of(
            address, query, **shown, **({} if everything else {"filters": "all", "list": whole})
        ),
        "kept": facet_panel.kept_params(query, panel),
        "chips": chips,
        "near": near,
        "off_map": off_map(query, results.facets, reverse("citysynergy:search")),
        "clear_url": address,
        "notices": list(dict.fromkeys((*(problem.notice for problem in problems), *near.notices))),
        "years_open": query.year_from is not None or query.year_to is not None,
        "count": grouped(results.total),
        "count_word": ngettext("result", "results", results.total),
        "announcement": ngettext("%(count)s case found", "%(count)s cases found", results.total)
        % {"count": grouped(results.total)},
        "apply_label": ngettext("Show %(count)s case", "Show %(count)s cases", results.total)
        % {"count": grouped(results.total)},
        "pages": pages(query, results.total, page_url),
        "sizes": page_sizes(query, results.total, size_url),
        "page_word": gettext("Page"),
        "deepest": grouped(MAX_DEPTH),
        "sorts": _sorts(query),
        "views": _views(query, view),
        "view": view,
        "address": address,
        "exports": _exports(query),
        "shared": shared(request, facet_panel.address_of(address, query, **kept), f"{title} – CitySynergy"),
        "map": maps.map_frame(query, wheel=view == "map", area_search=True),
        "help": nothing_found.help_with(query, results, request.user, address, chips),
        "suggestion_url": _suggestion_url(address, query, results),
        "did_you_mean": results.did_you_mean,
        "partly": partly.note(results),
        "widening": widening.note(query, results, address, **kept),
        "exact_url": facet_panel.address_of(address, replace(query.with_page(1), exact=True), **kept),
    }


def _sorts(query: CaseQuery) -> list[tuple[str, Any, bool]]:
    """The orders to choose from; the one that needs no parameter has none."""
    usual = "relevance" if query.has_words else "newest"
    offered = [sort for sort in SORTS if sort != "relevance" or query.has_words]
    return [("" if sort == usual else sort, SORT_LABELS[sort], sort == query.order) for sort in offered]


def _views(query: CaseQuery, view: str) -> list[Link]:
    search_address, map_address = reverse("citysynergy:search"), reverse("citysynergy:map")
    choices = [
        ("both", gettext("List and map"), facet_panel.address_of(search_address, query)),
        ("list", gettext("List"), facet_panel.address_of(search_address, query, view="list")),
        ("map", gettext("Map"), facet_panel.address_of(map_address, query)),
    ]
    return [Link(label, url, "true" if value == view else "") for value, label, url in choices]


def _exports(query: CaseQuery) -> list[Link]:
    """The same search in other forms, where the host serves them."""
    params = [pair for pair in query.to_params() if pair[0] not in ("page", "page_size")]
    links = []
    for name, label in EXPORTS:
        try:
            address = reverse(name)
        except NoReverseMatch:
            continue
        links.append(Link(label, f"{address}?{urlencode(params)}" if params else address))
    return links


def _suggestion_url(address: str, query: CaseQuery, results: CaseResults) -> str:
    if not results.did_you_mean:
        return ""
    return f"{address}?{urlencode([('q', results.did_you_mean), *query.without('q').to_params()])}"
