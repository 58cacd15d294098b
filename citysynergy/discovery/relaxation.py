"""Which word or filter keeps a search from finding anything: the same search with less asked, and what that finds."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from citysynergy.discovery.query import EXCLUDING, CaseQuery

# Searches that are counted at once, and those that are offered.
MAX_TRIED = 40
MAX_OFFERED = 5

PIECE, WORDS_ONLY, FILTERS_ONLY = "piece", "words-only", "filters-only"


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A search without some parameters of another, and how many results it has.

    ``kind`` says whether one piece was left out, or all filters, or all words. ``word`` is the word or phrase of ``q``
    that was left out, as written; empty for another piece.
    """

    kind: str
    without: tuple[str, ...]
    query: CaseQuery
    word: str = ""
    count: int = 0


Count = Callable[[Sequence[CaseQuery]], list[int]]


def relaxed(query: CaseQuery, count: Count) -> list[Relaxation]:
    """The searches with one piece less that find something, most first.

    Where there is none, with words alone and with filters alone. ``count`` is asked once, for all of them.
    """
    tried = [*_without_a_piece(query), *_halves(query)][:MAX_TRIED]
    # What asks nothing at all is no help, but the whole register.
    tried = [relaxation for relaxation in tried if not relaxation.query.is_empty]
    if not tried:
        return []
    counts = count([relaxation.query for relaxation in tried])
    found = [replace(one, count=number) for one, number in zip(tried, counts, strict=True) if number]
    found.sort(key=lambda one: -one.count)
    pieces = [one for one in found if one.kind == PIECE]
    return (pieces or found)[:MAX_OFFERED]


def _without_a_piece(query: CaseQuery) -> Iterator[Relaxation]:
    for clause in query.clauses:
        yield Relaxation(PIECE, ("q",), query.without_clause(clause), word=str(clause))
    for names in _filters(query):
        yield Relaxation(PIECE, names, query.without(*names))


def _halves(query: CaseQuery) -> Iterator[Relaxation]:
    filters = list(_filters(query))
    # With one word or one filter, a half is what is left without that piece.
    if len(query.clauses) > 1 and filters:
        yield Relaxation(FILTERS_ONLY, ("q",), query.without("q"))
    if len(filters) > 1 and query.clauses:
        names = tuple(name for filtered in filters for name in filtered)
        yield Relaxation(WORDS_ONLY, names, query.without(*names))


def _filters(query: CaseQuery) -> Iterator[tuple[str, ...]]:
    """The parameters of each filter in force."""
    for name, _values in query.chosen:
        yield (name,)
    for name, _values in query.excluded:
        yield (EXCLUDING + name,)
    if query.lead_only:
        yield ("role",)
    years = tuple(name for name in ("year_from", "year_to") if getattr(query, name) is not None)
    if years:
        yield years
    for name in ("bbox", "near"):
        if getattr(query, name) is not None:
            yield (name,)
