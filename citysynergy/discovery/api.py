"""The one door to search: resolves the viewer, asks the engine, and speaks the reader's language."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone

from citysynergy.discovery import facets, fallback, labels
from citysynergy.discovery.catalogue import CATALOGUE
from citysynergy.discovery.engines.base import EngineError, Wanted
from citysynergy.discovery.engines.registry import get_engine
from citysynergy.discovery.query import CaseQuery
from citysynergy.discovery.related import LIMIT, Related, Traits
from citysynergy.discovery.results import CaseResults
from citysynergy.discovery.viewers import Viewer
from citysynergy.discovery.visibility import viewer_of
from citysynergy.values.languages import active_language

logger = logging.getLogger(__name__)


def search(
    query: CaseQuery,
    *,
    viewer: Any,
    language: str = "",
    zoom: int | None = None,
    counts: Sequence[str] = facets.NAMES,
    highlights: bool = True,
) -> CaseResults:
    """Answer a query for a user (or a :class:`Viewer`).

    ``language`` is the reader's, by default the active one. ``zoom`` asks for the map's clusters at that level;
    ``counts`` names the facets to count. With no index to ask, the answer comes from the database and is marked
    ``degraded``.
    """
    language = language or active_language()
    seen_by = _seen_by(viewer)
    wanted = Wanted(language=language, facets=tuple(counts), zoom=zoom, highlights=highlights)
    try:
        results = get_engine().search(query, seen_by, wanted, timezone.now())
    except EngineError as error:
        logger.warning("Search without the index: %s", error)
        results = fallback.listing(query, seen_by)
    labels.fill(results, language)
    return results


def related(case_id: str, values: Mapping[str, Iterable[str]], *, viewer: Any, language: str = "") -> list[Related]:
    """The cases that share most with one, as far as a user (or a :class:`Viewer`) may see them; at most ``LIMIT``.

    ``values`` are the public ones of the case by facet (see ``WEIGHTS`` in :mod:`citysynergy.discovery.related`).
    Nothing where the index does not answer: a page can do without.
    """
    language = language or active_language()
    traits = Traits.of(case_id, values, _broader(values.get("theme", ())))
    if not traits.weights:
        return []
    try:
        found = get_engine().related(traits, _seen_by(viewer), LIMIT)
    except EngineError as error:
        logger.warning("No related cases without the index: %s", error)
        return []
    labels.fill_related(found, language)
    return found


def _seen_by(viewer: Any) -> Viewer:
    return viewer if isinstance(viewer, Viewer) else viewer_of(viewer)


def _broader(themes: Iterable[str]) -> set[str]:
    """The themes above some themes, at every level."""
    found: set[str] = set()
    level = set(themes)
    while level:
        level = {term.parent for term in CATALOGUE.terms("theme", level).values() if term.parent} - found
        found |= level
    return found
