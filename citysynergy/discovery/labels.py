"""Fills results with words and addresses for one reader."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from django.urls import NoReverseMatch, reverse
from django.utils import translation

from citysynergy.discovery.catalogue import CATALOGUE
from citysynergy.discovery.related import Related
from citysynergy.discovery.results import CaseResults, Hit


def fill(results: CaseResults, language: str) -> None:
    """Tell what values of facets stand for, and write title, summary and address of hits and pins, in a language."""
    for name, values in results.facets.items():
        terms = CATALOGUE.terms(name, [value.value for value in values])
        for value in values:
            value.named, value.language = terms.get(value.value), language
    with translation.override(language):
        name_hits(results.hits, language)
        root = _root()
        for mark in results.clusters:
            if mark.pin is not None:
                mark.pin.title = mark.pin.data["titles"].get(shown_language(mark.pin.data, language), "")
                mark.pin.url = _address(mark.pin.data, root)


def name_hits(hits: Iterable[Hit], language: str) -> None:
    """Write title, summary and address of hits in a language."""
    with translation.override(language):
        root = _root()
        for hit in hits:
            _fill_hit(hit, language, root)


def fill_related(found: Iterable[Related], language: str) -> None:
    """Write titles and addresses of related cases, and the names of what they share, in a language."""
    found = list(found)
    values: dict[str, set[str]] = defaultdict(set)
    for one in found:
        for name, shared in one.shared.items():
            values[name].update(shared)
    terms = {name: CATALOGUE.terms(name, wanted) for name, wanted in values.items()}
    with translation.override(language):
        root = _root()
        for one in found:
            _fill_hit(one.hit, language, root)
            one.labels = {
                name: [terms[name][value].label(language) for value in shared if value in terms[name]]
                for name, shared in one.shared.items()
            }


def _fill_hit(hit: Hit, language: str, root: str) -> None:
    hit.language = shown_language(hit.data, language)
    hit.title = hit.data["titles"].get(hit.language, "")
    hit.summary = hit.data["summaries"].get(hit.language, "")
    hit.url = _address(hit.data, root)


def shown_language(data: Any, language: str) -> str:
    """The language in which a reader gets a case: the one asked for where it exists, else the case's own."""
    return language if language in data["titles"] else str(data["language"])


def address(data: Any) -> str:
    """Where the page is, in the active language; empty where no site shows it."""
    return _address(data, _root())


def _address(data: Any, root: str) -> str:
    path = data["path"]
    return f"{root}{quote(path)}" if path and root else ""


def _root() -> str:
    """The address, in the active language, that those of all pages begin with; empty where pages have none."""
    try:
        return reverse("wagtail_serve", args=[""])
    except NoReverseMatch:
        return ""
