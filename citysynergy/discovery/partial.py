"""Where no case has all words of a search: the same search for the words that tell cases apart, or for most of those.

Whether that is so is asked of the words alone. The filters, the area in view and the page then change nothing about it,
and list, counts, map and API tell of one set.
"""

from collections.abc import Iterable
from dataclasses import replace

from citysynergy.discovery import words
from citysynergy.discovery.correction import correction
from citysynergy.discovery.dictionary.lookup import Dictionary
from citysynergy.discovery.dictionary.plain import is_grammar, telling
from citysynergy.discovery.dictionary.units import Unit
from citysynergy.discovery.engines.base import Engine
from citysynergy.discovery.query import CaseQuery
from citysynergy.discovery.results import Partial
from citysynergy.discovery.viewers import Viewer
from citysynergy.discovery.words import Clause

# Of fewer words, all but one are not most.
FEWEST = 3


def loosened(query: CaseQuery, engine: Engine, viewer: Viewer, dictionary: Dictionary) -> Partial | None:
    """The search for less that some case answers, or None: that some case has all words, or none has most of them.

    ``query`` found nothing, nor did a correction of it. Phrases and excluded words stay as they are.
    """
    if query.exact or not query.has_words:
        return None
    less, left_out = telling_part(query, dictionary)
    alone = _words_of(query)
    if not less.has_words:
        return None
    as_typed, for_less = engine.counts([alone, _words_of(less)], viewer, dictionary)
    if as_typed or (alone != query and correction(alone, 0, engine, viewer, dictionary)):
        return None
    if not for_less and less.q != query.q and (meant := correction(_words_of(less), 0, engine, viewer, dictionary)):
        less, for_less = replace(less, q=meant.q), 1
    units = [unit for unit in dictionary.units(less.clauses) if not unit.clause.excluded]
    if for_less:
        asked = tuple(str(unit.clause) for unit in units)
        return Partial(less, asked, len(asked), left_out)
    loose = tuple(unit.clause.text for unit in units if unit.is_loose)
    if len(loose) < FEWEST:
        return None
    less = replace(less, least=len(loose) // 2 + 1)
    [for_most] = engine.counts([_words_of(less)], viewer, dictionary)
    return Partial(less, loose, less.least, left_out) if for_most else None


def telling_part(query: CaseQuery, dictionary: Dictionary) -> tuple[CaseQuery, tuple[str, ...]]:
    """The search for the words that tell cases apart, and the words that do not.

    Where no word does, they are all but those of grammar.
    """
    kept, left_out = _telling(dictionary.units(query.clauses))
    return replace(query, q=words.written(kept)), left_out


def _words_of(query: CaseQuery) -> CaseQuery:
    """The search without its filters."""
    return CaseQuery(q=query.q, least=query.least)


def _telling(units: Iterable[Unit]) -> tuple[list[Clause], tuple[str, ...]]:
    said: list[Clause] = []
    kept: list[Clause] = []
    left_out: list[str] = []
    for unit in units:
        if unit.parts or not unit.is_loose:
            whole = [part.clause for part in unit.parts] or [unit.clause]
            said += whole
            kept += whole
        elif not is_grammar(unit.clause.text):
            said.append(unit.clause)
            if short := telling(unit.clause.text):
                kept.append(replace(unit.clause, text=short))
            else:
                left_out.append(unit.clause.text)
    return (kept, tuple(left_out)) if any(not clause.excluded for clause in kept) else (said, ())
