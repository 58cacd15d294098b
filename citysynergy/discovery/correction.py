"""What a visitor may have meant where a search finds nothing, or very little.

A correction is made of words that the viewer may read, and is offered only where the corrected search has results for
that viewer: it tells nothing that another search would not.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product

from citysynergy.discovery import words
from citysynergy.discovery.dictionary.lookup import Dictionary
from citysynergy.discovery.engines.base import NO_WORDS, Engine
from citysynergy.discovery.query import CaseQuery
from citysynergy.discovery.relaxation import Count
from citysynergy.discovery.spelling import Spelling, is_word
from citysynergy.discovery.viewers import Viewer
from citysynergy.discovery.words import Clause

# With so few results something may be misspelt; a word that so few cases hold too.
FEW = 3
# So many times as much makes a correction worth offering beside results.
MANY_TIMES = 5
# Words of one search that are corrected, spellings of each that are tried, and corrected searches that are counted.
MAX_WORDS, MAX_ALTERNATIVES, MAX_TRIED = 4, 3, 16


@dataclass(frozen=True)
class _Attempt:
    """A corrected search. ``unknown`` words that nothing holds are left in it."""

    query: CaseQuery
    unknown: int
    distance: int
    frequency: int


def correction(
    query: CaseQuery, total: int, engine: Engine, viewer: Viewer, dictionary: Dictionary = NO_WORDS
) -> CaseQuery | None:
    """The search that was meant, or None. ``total`` is what the search as typed has, widened by the dictionary.

    Of several, the one with the fewest edits; of those the one with the most results.
    """
    if query.exact or total > FEW:
        return None
    count = partial(engine.counts, viewer=viewer, dictionary=dictionary)
    suspects = _suspects(query, count)
    if not suspects:
        return None
    found = engine.spellings([clause.text for clause in suspects], viewer)
    attempts = _attempts(query, suspects, [spellings[:MAX_ALTERNATIVES] for spellings in found])
    if not attempts:
        return None
    counts = count([attempt.query for attempt in attempts])
    least = max(1, total * MANY_TIMES)
    fitting = [(attempt, count) for attempt, count in zip(attempts, counts, strict=True) if count >= least]
    best = min(fitting, key=lambda found: (found[0].unknown, found[0].distance, -found[1]), default=None)
    return best[0].query if best else None


def _suspects(query: CaseQuery, count: Count) -> dict[Clause, int]:
    """The words that few cases hold, with the number of those. Phrases and exclusions are meant as they are."""
    single = [clause for clause in query.clauses if not clause.phrase and not clause.excluded and is_word(clause.text)]
    alone = count([CaseQuery(q=clause.text) for clause in single])
    rare = [(clause, number) for clause, number in zip(single, alone, strict=True) if number <= FEW]
    return dict(rare[:MAX_WORDS])


def _attempts(query: CaseQuery, suspects: dict[Clause, int], found: Sequence[Sequence[Spelling]]) -> list[_Attempt]:
    """The corrected searches worth counting, the most likely first."""
    options = [(None, *spellings) for spellings in found]
    attempts = []
    for chosen in product(*options):
        spelt = {clause: spelling for clause, spelling in zip(suspects, chosen, strict=True) if spelling is not None}
        if not spelt:
            continue
        changed = [_respelt(clause, spelt[clause]) if clause in spelt else clause for clause in query.clauses]
        attempts.append(
            _Attempt(
                replace(query, q=words.written(changed)),
                unknown=sum(not count for clause, count in suspects.items() if clause not in spelt),
                distance=sum(spelling.distance for spelling in spelt.values()),
                frequency=sum(spelling.count for spelling in spelt.values()),
            )
        )
    attempts.sort(key=lambda attempt: (attempt.unknown, attempt.distance, -attempt.frequency))
    return attempts[:MAX_TRIED]


def _respelt(clause: Clause, spelling: Spelling) -> Clause:
    """The word in its place, with a capital where one was typed."""
    word = spelling.word
    return replace(clause, text=word[:1].upper() + word[1:] if clause.text[:1].isupper() else word)
