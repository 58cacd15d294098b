"""What the front page shows from the register: live numbers, newest cases, themes."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import ngettext

from citysynergy.discovery import CaseQuery, search
from citysynergy.web import maps
from citysynergy.web.addresses import search_url, subject_url
from citysynergy.web.entries import Entry, entries
from citysynergy.web.facet_tree import label_of
from citysynergy.web.words import grouped

NEWEST = 6


@dataclass(frozen=True)
class Total:
    """A live number, what it counts, and where to see it."""

    figure: str
    words: str
    url: str


@dataclass(frozen=True)
class Front:
    """The register on the front page."""

    entries: list[Entry]
    totals: list[Total]
    degraded: bool
    themes: list[dict[str, Any]]
    map: maps.MapFrame


def front(request: HttpRequest) -> Front:
    """Ask the register once, and make of the answer what the front page shows."""
    query = CaseQuery.of(sort="newest", page_size=NEWEST)
    results = search(query, viewer=request.user, counts=("theme", "country", "municipality", "status"))
    facets = results.facets

    def count(name: str, value: str) -> int:
        return next((found.count for found in facets.get(name) or () if found.value == value), 0)

    cases = ngettext("case in the register", "cases in the register", results.total)
    counted = (
        []
        if results.degraded
        else [
            _number(len(facets.get("country") or ()), "countries"),
            _number(len(facets.get("municipality") or ()), "municipalities"),
            _number(count("status", "open"), "open"),
        ]
    )
    return Front(
        entries=entries(results.hits),
        totals=[
            Total(grouped(number), words, url)
            for number, words, url in [(results.total, cases, search_url()), *counted]
        ],
        degraded=results.degraded,
        themes=[
            {"label": label_of(value), "count": value.count, "url": subject_url("theme", value.value)}
            for value in facets.get("theme") or ()
        ],
        map=maps.map_frame(query, element="front-map"),
    )


def _number(number: int, what: str) -> tuple[int, str, str]:
    if what == "countries":
        return number, ngettext("country where it happens", "countries where it happens", number), search_url()
    if what == "municipalities":
        words = ngettext("municipality of the Kingdom takes part", "municipalities of the Kingdom take part", number)
        return number, words, search_url(type="initiative")
    words = ngettext("question from abroad is open", "questions from abroad are open", number)
    return number, words, search_url(status="open")
