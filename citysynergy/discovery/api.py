"""The one door to search: resolves the viewer, asks the engine, and speaks the reader's language."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from django.utils import timezone

from citysynergy.discovery import facets, fallback, labels
from citysynergy.discovery.catalogue import CATALOGUE
from citysynergy.discovery.correction import correction
from citysynergy.discovery.dictionary.lookup import Dictionary
from citysynergy.discovery.dictionary.present import DICTIONARY
from citysynergy.discovery.dictionary.units import widenings
from citysynergy.discovery.engines.base import NO_WORDS, Engine, EngineError, Wanted
from citysynergy.discovery.engines.registry import get_engine
from citysynergy.discovery.partial import loosened, telling_part
from citysynergy.discovery.query import CaseQuery
from citysynergy.discovery.related import LIMIT, Related, Traits
from citysynergy.discovery.relaxation import Relaxation, relaxed
from citysynergy.discovery.results import CaseResults, Partial
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
    partly: bool = True,
) -> CaseResults:
    """Answer a query for a user (or a :class:`Viewer`).

    ``language`` is the reader's, by default the active one. ``zoom`` asks for the map's clusters at that level;
    ``counts`` names the facets to count. With no index to ask, the answer comes from the database and is marked
    ``degraded``. What finds nothing is corrected where a spelling like it finds something (``corrected``); where no
    case has all words, the answer is the cases with most of them (``partial``). Neither happens to an ``exact`` query,
    and the latter only ``partly``: who repeats a search unattended, such as a feed, is to ask without.
    """
    language = language or active_language()
    seen_by = _seen_by(viewer)
    wanted = Wanted(
        language=language, facets=tuple(counts), zoom=zoom, highlights=highlights, dictionary=_dictionary(query)
    )
    try:
        results = _tolerant_search(get_engine(), query, seen_by, wanted, partly=partly)
    except EngineError as error:
        logger.warning("Search without the index: %s", error)
        results = fallback.listing(query, seen_by)
    labels.fill(results, language)
    return results


def _tolerant_search(engine: Engine, query: CaseQuery, viewer: Viewer, wanted: Wanted, *, partly: bool) -> CaseResults:
    """The results as typed; where there are none, those of what was probably meant, or of most of the words."""
    now = timezone.now()
    results = engine.search(query, viewer, wanted, now)
    answered = query
    meant = correction(query, results.total, engine, viewer, wanted.dictionary)
    if meant is not None:
        if not results.total:
            answered = meant
            results = engine.search(meant, viewer, wanted, now)
            results.corrected = True
        results.did_you_mean = meant.q
    elif partly and not results.total and (less := loosened(query, engine, viewer, wanted.dictionary)):
        answered = less.query
        results = engine.search(answered, viewer, wanted, now)
        results.partial = less
    results.widened = widenings(wanted.dictionary.units(answered.clauses, exact=query.exact))
    return results


def relaxations(query: CaseQuery, *, viewer: Any, less: Partial | None = None) -> list[Relaxation]:
    """Where a search finds nothing: the word or filter to blame, as searches that do find something.

    ``less`` is what was asked instead of all words: then only filters are to blame. Empty where nothing helps, or where
    there is no index to ask. Asks the engine once, or twice where words of grammar may be to blame too.
    """
    try:
        dictionary = _dictionary(query)
        count = partial(get_engine().counts, viewer=_seen_by(viewer), dictionary=dictionary)
        if less is None:
            return relaxed(query, count) or relaxed(telling_part(query, dictionary)[0], count)
        found = [one for one in relaxed(less.query, count) if not one.word and one.query.q]
        return [replace(one, query=replace(one.query, q=query.q, least=0)) for one in found]
    except EngineError as error:
        logger.warning("No help with a search without the index: %s", error)
        return []


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


def _dictionary(query: CaseQuery) -> Dictionary:
    """What widens the words of a query; making it asks the database, so only where there are any."""
    return DICTIONARY.now() if query.has_words and not query.exact else NO_WORDS


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
