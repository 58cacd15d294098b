"""How good the order of results is: searches over the demonstration with what a reader would want to find.

The judgements were made from titles and summaries, before any engine was asked.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.utils import timezone

from citysynergy.discovery.dictionary.lookup import Dictionary
from citysynergy.discovery.engines.base import Engine, Wanted
from citysynergy.discovery.query import CaseQuery
from citysynergy.discovery.viewers import ANYONE

JUDGED = Path(__file__).with_name("judged.tsv")
DEPTH = 10

Judgements = dict[str, dict[str, int]]


def judgements() -> Judgements:
    """Grades by search and case."""
    found: Judgements = {}
    for line in JUDGED.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            search, _, cases = line.partition("\t")
            found[search] = {case: int(grade) for case, grade in (pair.rsplit(":", 1) for pair in cases.split())}
    return found


def name_of(data: Mapping[str, Any]) -> str:
    """The end of a case's address: its slug; of an expertise profile with its organisation."""
    *_, organisation, slug = str(data["path"]).strip("/").split("/")
    return f"{organisation}/{slug}" if slug == "expertise" else slug


def ndcg(found: Sequence[str], grades: Mapping[str, int]) -> float:
    """Normalised discounted cumulative gain of the first ten: 1 where nothing could stand better."""
    best = _gain(sorted(grades.values(), reverse=True))
    return _gain([grades.get(case, 0) for case in found]) / best


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(rank + 2) for rank, grade in enumerate(grades[:DEPTH]))


def asking(engine: Engine, dictionary: Dictionary, *, exact: bool = False) -> Callable[[str], list[str]]:
    """Searches of a visitor on an engine."""
    wanted = Wanted(facets=(), highlights=False, dictionary=dictionary)

    def ask(search: str) -> list[str]:
        query = CaseQuery(q=search, exact=exact, page_size=DEPTH)
        return [name_of(hit.data) for hit in engine.search(query, ANYONE, wanted, timezone.now())]

    return ask


def scores(ask: Callable[[str], Sequence[str]]) -> dict[str, float]:
    """The score of each judged search, by the names of the cases that ``ask`` answers it with."""
    return {search: ndcg(ask(search), grades) for search, grades in judgements().items()}


def mean(found: Mapping[str, float]) -> float:
    return sum(found.values()) / len(found)
