"""Says by brute force what a search must answer. Slow, plain and independent of every engine."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from citysynergy.discovery import facets
from citysynergy.discovery.dictionary.units import Reason, Unit
from citysynergy.discovery.documents import CaseDocument
from citysynergy.discovery.query import CaseQuery
from citysynergy.discovery.viewers import Viewer
from tests.discovery.contract import generate


@dataclass
class Answer:
    """What must come out. ``ids`` is the whole list in order, or None where the order is the engine's to judge."""

    total: int
    matching: set[str]
    ids: list[str] | None
    facets: dict[str, dict[str, int]]
    places: Counter[tuple[float, float]]


def answer(cases: Iterable[CaseDocument], query: CaseQuery, viewer: Viewer, now: datetime, language: str) -> Answer:
    fitting = [case for case in cases if case.access in viewer.access and fits(case, query, viewer)]
    found = [case for case in fitting if chosen(case, query, viewer)]
    return Answer(
        total=len(found),
        matching={case.id for case in found},
        ids=ordered(found, query, now, language),
        facets={name: counted(fitting, query, viewer, name) for name in facets.NAMES},
        places=places(found, query),
    )


def chosen(case: CaseDocument, query: CaseQuery, viewer: Viewer, ignored: str = "") -> bool:
    """Whether a case has one of the chosen values of every facet but one that is ignored."""
    return all(set(values) & valued(case, name, query, viewer) for name, values in query.chosen if name != ignored)


def fits(case: CaseDocument, query: CaseQuery, viewer: Viewer) -> bool:
    """Whether a case is all that is asked but the chosen values."""
    return (
        not any(set(values) & valued(case, name, query, viewer) for name, values in query.excluded)
        and says(case, query, viewer)
        and overlaps(case, query)
        and (query.bbox is None or any(query.bbox.contains(*point) for point in points(case)))
        and (query.near is None or any(query.near.contains(*point) for point in points(case)))
    )


def valued(case: CaseDocument, name: str, query: CaseQuery, viewer: Viewer) -> set[str]:
    if name == "municipality" and query.lead_only:
        name = "lead"
    network = set(case.network_keywords.get(name, ())) if viewer.network else set()
    return set(case.keywords.get(name, ())) | network


def says(case: CaseDocument, query: CaseQuery, viewer: Viewer) -> bool:
    fields = [getattr(texts, name) for texts in case.texts.values() for name in ("title", "summary", "body", "context")]
    if viewer.network:
        fields += case.network_texts.values()
    spoken = [tokens(field) for field in fields]
    parts = {*tokens(case.parts), *(tokens(case.network_parts) if viewer.network else ())}
    units = generate.DICTIONARY.units(query.clauses, exact=query.exact)
    some = [unit for unit in units if query.least and unit.is_loose]
    return sum(holds(unit, spoken, parts) for unit in some) >= query.least and all(
        holds(unit, spoken, parts) is not unit.clause.excluded for unit in units if unit not in some
    )


def words_held(case: CaseDocument, query: CaseQuery, viewer: Viewer) -> int:
    """How many of the words, phrases aside, a case has."""
    clauses = [unit.clause for unit in generate.DICTIONARY.units(query.clauses, exact=query.exact) if unit.is_loose]
    return sum(says(case, CaseQuery(q=str(clause), exact=query.exact), viewer) for clause in clauses)


def holds(unit: Unit, spoken: list[list[str]], parts: set[str]) -> bool:
    """Whether a unit occurs as it was typed, or by one of its alternatives."""
    typed = all(holds(part, spoken, parts) for part in unit.parts) if unit.parts else said(unit.clause.text, spoken)
    return typed or any(
        set(tokens(other.text)) <= parts if other.reason == Reason.COMPOUND else said(other.text, spoken)
        for other in unit.alternatives
    )


def said(text: str, spoken: list[list[str]]) -> bool:
    wanted = tokens(text)
    return any(words[start : start + len(wanted)] == wanted for words in spoken for start in range(len(words)))


@cache
def tokens(text: str) -> list[str]:
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return re.findall(r"[a-z0-9]+", plain.lower())


def overlaps(case: CaseDocument, query: CaseQuery) -> bool:
    if query.year_from is None and query.year_to is None:
        return True
    if case.year_from is None and case.year_to is None:
        return False
    starts, ends = case.year_from or 0, case.year_to or 9999
    return starts <= (query.year_to or 9999) and ends >= (query.year_from or 0)


def points(case: CaseDocument) -> set[tuple[float, float]]:
    """Distinct points to five decimals, about a metre."""
    return {
        (round(place.latitude, 5) + 0.0, round(place.longitude, 5) + 0.0)
        for place in case.places
        if place.latitude is not None and place.longitude is not None
    }


def places(found: list[CaseDocument], query: CaseQuery) -> Counter[tuple[float, float]]:
    areas = [area for area in (query.bbox, query.near) if area is not None]
    return Counter(point for case in found for point in points(case) if all(area.contains(*point) for area in areas))


def counted(fitting: list[CaseDocument], query: CaseQuery, viewer: Viewer, name: str) -> dict[str, int]:
    found = [case for case in fitting if chosen(case, query, viewer, ignored=name)]
    counts = Counter(value for case in found for value in valued(case, name, query, viewer))
    stays = dict.fromkeys((*query.values(name), *query.excluded_values(name)), 0)
    return {**stays, **counts}


def ordered(found: list[CaseDocument], query: CaseQuery, now: datetime, language: str) -> list[str] | None:
    far = datetime.max.replace(tzinfo=now.tzinfo)

    def newest(case: CaseDocument) -> tuple[float, str]:
        assert case.published is not None
        return -case.published.timestamp(), case.id

    def deadline(case: CaseDocument) -> tuple[bool, datetime, str]:
        is_open = "open" in case.keywords["status"] and (case.deadline is None or case.deadline >= now)
        return not is_open, case.deadline or far, case.id

    def title(case: CaseDocument) -> tuple[str, str]:
        return " ".join(tokens(case.text_in(language).title)), case.id

    if query.order == "relevance":
        return None
    key = {"newest": newest, "deadline": deadline, "title": title}[query.order]
    return [case.id for case in sorted(found, key=key)]
