"""The one door to search: resolves the viewer, asks the engine, and speaks the reader's language."""

import logging
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from citysynergy.discovery import facets, fallback, labels
from citysynergy.discovery.dictionary.present import DICTIONARY
from citysynergy.discovery.dictionary.units import widenings
from citysynergy.discovery.engines.base import NO_WORDS, EngineError, Wanted
from citysynergy.discovery.engines.registry import get_engine
from citysynergy.discovery.query import CaseQuery
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
    counts: Sequence[str] = facets.COUNTED,
    highlights: bool = True,
) -> CaseResults:
    """Answer a query for a user (or a :class:`Viewer`).

    ``language`` is the reader's, by default the active one. ``zoom`` asks for the map's clusters at that level;
    ``counts`` names the facets to count. With no index to ask, the answer comes from the database and is marked
    ``degraded``.
    """
    language = language or active_language()
    seen_by = viewer if isinstance(viewer, Viewer) else viewer_of(viewer)
    dictionary = DICTIONARY.now() if query.has_words and not query.exact else NO_WORDS
    wanted = Wanted(language=language, facets=tuple(counts), zoom=zoom, highlights=highlights, dictionary=dictionary)
    try:
        results = get_engine().search(query, seen_by, wanted, timezone.now())
        results.widened = widenings(dictionary.units(query.clauses, exact=query.exact))
    except EngineError as error:
        logger.warning("Search without the index: %s", error)
        results = fallback.listing(query, seen_by)
    labels.fill(results, language)
    return results
