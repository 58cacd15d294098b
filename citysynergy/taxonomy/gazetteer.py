"""The gazetteer: places of the world with their names, found without asking another host.

Read from the reference data at the first look-up of a process, then kept: about a second, once. Names are
compared without accents, case and punctuation, so that ``focsani`` finds Focșani and ``s gravenhage`` The Hague.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from citysynergy.taxonomy.files import read_compressed_reference

# Letters that have no accent to take away.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "ı": "i", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
_BETWEEN_WORDS = re.compile(r"[\W_]+")
# Sorts after every letter that a folded name may hold.
_LAST = "\U0010ffff"
# The columns of a row that the index reads; a row as a whole is a ``Place``.
_ID, _NAME, _NAME_NL, _COUNTRY, _POPULATION, _VARIANTS = 0, 1, 2, 3, 7, 8


def fold(text: str) -> str:
    """The text without accents, case and punctuation."""
    text = text.lower()
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text.translate(_PLAIN))
        text = "".join(char for char in decomposed if not unicodedata.combining(char))
    return text if text.isalpha() else _BETWEEN_WORDS.sub(" ", text).strip()


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the gazetteer. Those that GeoNames lacks have a negative id, which holds for this release only."""

    geonames_id: int
    name: str
    name_nl: str
    country: str
    area: str
    latitude: float
    longitude: float
    population: int
    variants: list[str] = field(default_factory=list)

    def name_in(self, language: str) -> str:
        """The name in that language, where it is known to be another."""
        return self.name_nl if language == "nl" and self.name_nl else self.name

    def names(self, languages: Iterable[str]) -> dict[str, str]:
        """The name for each of these languages that readers of Dutch or English use; others fall back on these."""
        return {language: self.name_in(language) for language in languages if language in ("nl", "en")}

    def area_name(self, language: str) -> str:
        """The name of the province or state, ``""`` where it is not known."""
        names = area_names(self.area)
        return names.get(language) or names.get("en", "")


class _Index:
    """The rows of the file, and their folded names in order."""

    def __init__(self) -> None:
        content = read_compressed_reference("gazetteer")
        self.areas: dict[str, dict[str, str]] = content["areas"]
        self.rows: list[list[Any]] = content["places"]
        self.by_id: dict[int, int] = {}
        pairs = []
        for number, row in enumerate(self.rows):
            row[_ID] = row[_ID] or -number - 1
            self.by_id[row[_ID]] = number
            keys = {fold(name) for name in (row[_NAME], row[_NAME_NL], *row[_VARIANTS]) if name}
            pairs += [(key, number) for key in keys]
        pairs.sort()
        self.keys = [key for key, _number in pairs]
        self.numbers = [number for _key, number in pairs]

    def between(self, first: str, last: str) -> Iterator[int]:
        """The numbers of the rows with a name in this range."""
        yield from self.numbers[bisect_left(self.keys, first) : bisect_left(self.keys, last)]


@cache
def _index() -> _Index:
    return _Index()


def _places(numbers: Iterable[int], country: str | None) -> list[Place]:
    """The places once each, the most populous first."""
    rows = [_index().rows[number] for number in set(numbers)]
    if country:
        rows = [row for row in rows if row[_COUNTRY] == country]
    return [Place(*row) for row in sorted(rows, key=lambda row: (-row[_POPULATION], row[_ID]))]


def complete(prefix: str, language: str, country: str | None = None, limit: int = 8) -> list[Place]:
    """Places with a name, in any language, that begins with the text.

    The most populous come first, but those that the reader knows by such a name before those with a variant.
    """
    folded = fold(prefix)
    if not folded:
        return []
    found = _places(_index().between(folded, folded + _LAST), country)
    found.sort(key=lambda place: not fold(place.name_in(language)).startswith(folded))
    return found[:limit]


def named(name: str, country: str | None = None) -> list[Place]:
    """Places with this name, in any language and spelling; the most populous first, variants after names."""
    folded = fold(name)
    if not folded:
        return []
    found = _places(_index().between(folded, folded + "\0"), country)
    found.sort(key=lambda place: folded not in (fold(place.name), fold(place.name_nl)))
    return found


def largest(count: int) -> list[Place]:
    """The most populous places of the world, the largest first."""
    return _places(range(len(_index().rows)), None)[:count]


def by_id(geonames_id: int) -> Place | None:
    """The place with this GeoNames id."""
    number = _index().by_id.get(geonames_id)
    return None if number is None else Place(*_index().rows[number])


def area_names(code: str) -> dict[str, str]:
    """The names of a province or state, by language; empty for an unknown code."""
    return _index().areas.get(code, {})
