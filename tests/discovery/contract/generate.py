"""Makes cases and queries for the contract: the same ones for the same seed."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from citysynergy.discovery.dictionary.layers import Word, layer
from citysynergy.discovery.dictionary.lookup import Dictionary
from citysynergy.discovery.dictionary.units import Reason
from citysynergy.discovery.documents import CaseDocument, PlaceDocument, Texts
from citysynergy.discovery.geo import BBox, Near
from citysynergy.discovery.query import SORTS, CaseQuery
from citysynergy.discovery.viewers import ANYONE, Viewer
from citysynergy.discovery.vocabulary import FixedVocabulary

# No stemmer changes these (``test_words`` proves it), so plain Python can say what they find.
WORDS = tuple(
    "brug stad kade dijk plan atlas nota park tram 1983 zürich fjord delta kiosk polder pont orgel".split()  # noqa: SIM905
)
# Which of them mean the same here: words, terms of two words, a name whose parts say nothing, and parts of compounds.
PARTS = ("park", "delta", "plan", "kade")
DICTIONARY = Dictionary(
    [
        layer(
            [
                ([Word("brug", "nl"), Word("kade", "nl"), Word("atlas", "en")], None),
                ([Word("park", "nl"), Word("tram delta", "en")], None),
                ([Word("kiosk", "nl"), Word("nota plan", "nl")], None),
                ([Word("fjord dijk"), Word("Zürich"), Word("1983")], Reason.NAME),
            ]
        )
    ],
    numbers=layer([([Word("pont"), Word("orgel")], Reason.NUMBER), ([Word("stad"), Word("kade")], Reason.NUMBER)]),
    is_part=PARTS.__contains__,
)
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

VALUES: dict[str, tuple[str, ...]] = {
    "type": ("initiative", "opportunity", "challenge", "expertise", "partnership"),
    "status": ("planned", "ongoing", "completed", "stopped", "open", "matched", "closed"),
    "theme": ("energy", "water-and-sanitation", "sport", "youth", "land"),
    "goal": tuple(str(number) for number in range(1, 18)),
    "region": ("142", "035", "150", "155"),
    "country": ("ID", "DE", "NI", "SX", "NL"),
    "off_map": ("ID", "SX", "any", "nowhere"),
    "area": ("ID-JK", "ID-JT", "DE-NW"),
    "city": ("jakarta", "leon", "bonn"),
    "municipality": ("rotterdam", "utrecht", "eemsdelta", "delfzijl"),
    "mission": ("embassy-jakarta", "embassy-managua"),
    "ressort": ("embassy-jakarta", "embassy-managua"),
    "form": ("culture", "trade"),
    "programme": ("horizon", "interreg"),
    "lessons": ("worked", "failed"),
    "character": ("abroad", "cross-border"),
    "kind": ("municipality", "mission"),
    "outcome": ("found", "withdrawn"),
    "experience": ("did", "advise"),
    "province": ("zh", "ut"),
    "size_class": ("s", "m", "l"),
    "network": ("g5", "g40"),
    "working_language": ("en", "fr"),
    "language": ("nl", "en", "pap"),
}
MANY = (
    "theme",
    "goal",
    "region",
    "country",
    "off_map",
    "area",
    "city",
    "municipality",
    "ressort",
    "form",
    "lessons",
    "character",
    "language",
)
NETWORK_ONLY = ("theme", "form", "lessons", "experience")
ACCESS = ("public", "public", "public", "g3", "g1&g3")
VIEWERS = (
    ANYONE,
    Viewer(frozenset({"public", "g3"}), network=True),
    Viewer(frozenset({"public", "g3", "g1&g3"}), network=True),
    Viewer(frozenset({"public", "g1"}), network=False),
    Viewer(frozenset(), network=False),
)


def cases(count: int, seed: int) -> list[CaseDocument]:
    """Make cases with repeated points, missing periods, equal titles and equal moments."""
    dice = random.Random(seed)
    points = [(round(dice.uniform(-89, 89), 5), round(dice.uniform(-180, 180), 5)) for _ in range(count // 3 + 4)]
    points += [(0.0, 180.0), (-12.5, -180.0), (0.0, 0.0), (-0.0, 0.000001)]
    return [_case(dice, number, points) for number in range(count)]


def _case(dice: random.Random, number: int, points: list[tuple[float, float]]) -> CaseDocument:
    keywords: dict[str, tuple[str, ...]] = {}
    for name, values in VALUES.items():
        size = dice.randint(0, min(3, len(values))) if name in MANY else dice.randint(0, 1)
        # Repeated on purpose: a value given twice still counts once.
        keywords[name] = tuple(dice.choices(values, k=size))
    keywords["lead"] = keywords["municipality"][:1]
    start = dice.choice([None, dice.randint(1979, 2026)])
    return CaseDocument(
        id=str(UUID(int=dice.getrandbits(128), version=4)),
        page_id=number + 1,
        version=1,
        access=dice.choice(ACCESS),
        language=dice.choice(("nl", "en", "pap")),
        texts={language: _texts(dice) for language in dice.sample(("nl", "en", "pap"), dice.randint(1, 3))},
        keywords=keywords,
        network_keywords={name: tuple(dice.choices(VALUES[name], k=1)) for name in NETWORK_ONLY if dice.random() < 0.3},
        network_texts={"nl": _sentence(dice, 3)} if dice.random() < 0.3 else {},
        parts=" ".join(dice.sample(PARTS, dice.randint(0, 2))),
        network_parts=dice.choice(PARTS) if dice.random() < 0.3 else "",
        places=tuple(
            PlaceDocument(f"Place {place}", "ID", *dice.choice([*points, (None, None)]))
            for place in range(dice.choice((0, 1, 1, 2, 5)))
        ),
        year_from=start,
        year_to=dice.choice([None, (start or 1990) + dice.randint(0, 9)]),
        deadline=dice.choice([None, NOW + timedelta(days=dice.randint(-30, 30))]),
        published=NOW - timedelta(days=dice.randint(0, 40)),
        payload={"page_id": number + 1, "language": "nl", "languages": ["nl", "en"], "secret": False},
        network_payload={"secret": True},
    )


def _texts(dice: random.Random) -> Texts:
    return Texts(_sentence(dice, 2).title(), _sentence(dice, 4), _sentence(dice, 9), _sentence(dice, 1))


def _sentence(dice: random.Random, length: int) -> str:
    return " ".join(dice.choices(WORDS, k=length))


def query(seed: int) -> CaseQuery:
    """Make a query of one to four parts."""
    dice = random.Random(seed)
    given: dict[str, Any] = {"sort": dice.choice(("", *SORTS)), "page_size": dice.choice((1, 3, 20, 100))}
    given["page"] = dice.choice((1, 1, 2, 3))
    excluded: dict[str, list[str]] = {}
    for _ in range(dice.randint(0, 4)):
        part = dice.choice(("facet", "facet", "facet", "not", "q", "years", "bbox", "near"))
        name = dice.choice(tuple(VALUES))
        if part == "facet":
            given[name] = dice.choices(VALUES[name], k=dice.randint(1, 3))
        elif part == "not":
            excluded[name] = dice.choices(VALUES[name], k=1)
        elif part == "q":
            given["q"] = _words(dice)
        elif part == "years":
            first = dice.randint(1975, 2030)
            given["year_from"] = dice.choice((None, first))
            given["year_to"] = dice.choice((None, first + dice.randint(0, 20)))
        elif part == "bbox":
            given["bbox"] = _box(dice)
        else:
            given["near"] = Near(dice.uniform(-80, 80), dice.uniform(-180, 180), dice.choice((50.0, 2_000.0, 20_000.0)))
    given["lead_only"] = dice.random() < 0.2
    given["exact"] = "q" in given and dice.random() < 0.3
    return CaseQuery.of(excluded=excluded, **given)


def query_of_some_words(seed: int) -> CaseQuery:
    """A query of which some of the words will do, now and then beside a phrase, a word that must not occur, or both."""
    dice = random.Random(seed)
    loose = dice.sample(WORDS, dice.randint(3, 6))
    if dice.random() < 0.3:
        loose.insert(1, dice.choice(("tram delta", "nota plan", "fjord dijk")))
    strict = dice.choice(("", "", f' "{dice.choice(WORDS)}"', f" -{dice.choice(WORDS)}"))
    return replace(query(seed), q=" ".join(loose) + strict, least=dice.randint(1, 3), exact=dice.random() < 0.3)


def _words(dice: random.Random) -> str:
    parts = dice.choices(WORDS, k=dice.randint(1, 2))
    if dice.random() < 0.3:
        parts.insert(dice.randint(0, 1), dice.choice(("tram delta", "nota plan", "fjord dijk")))
    if dice.random() < 0.3:
        parts.append(f"-{dice.choice(WORDS)}")
    if dice.random() < 0.3:
        parts.append(f'"{dice.choice(WORDS)} {dice.choice(WORDS)}"')
    return " ".join(parts)


def _box(dice: random.Random) -> BBox:
    south = dice.uniform(-90, 60)
    # West is as often beyond east: the box then crosses the 180th meridian.
    return BBox(dice.uniform(-180, 180), south, dice.uniform(-180, 180), dice.uniform(south, 90))


VOCABULARY = FixedVocabulary(VALUES)
