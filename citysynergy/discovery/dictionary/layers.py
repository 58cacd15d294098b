"""Groups of words that mean the same, laid out so that each leads to the others."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from citysynergy.discovery.dictionary.units import WEIGHTS, Alternative, Reason
from citysynergy.taxonomy.gazetteer import fold

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A word or phrase of a group, with its language where that is known."""

    text: str
    language: str = ""


# Words that mean the same, and why; None: a translation between languages, a synonym within one.
Group = tuple[Iterable[Word], Reason | None]
Layer = Mapping[Key, tuple[Alternative, ...]]


def key_of(text: str) -> Key:
    """The words of a text without accents and case: what looks alike has one key."""
    return tuple(fold(text).split())


def layer(groups: Iterable[Group]) -> Layer:
    """Lay out groups by the key of each of their words, the alternatives in the order of the groups."""
    found: dict[Key, dict[Key, Alternative]] = defaultdict(dict)
    for words, reason in groups:
        keyed = [(key, word) for word in words if (key := key_of(word.text))]
        for key, word in keyed:
            for other_key, other in keyed:
                if other_key != key:
                    why = reason or _reason(word, other)
                    found[key].setdefault(other_key, Alternative(other.text, why, WEIGHTS[why]))
    return {key: tuple(others.values()) for key, others in found.items() if others}


def _reason(word: Word, other: Word) -> Reason:
    return Reason.SYNONYM if word.language == other.language else Reason.TRANSLATION


@cache
def numbers() -> Layer:
    """Irregular plurals."""
    return layer(((Word(one), Word(several)), Reason.NUMBER) for one, several in rows("plurals.tsv"))


@cache
def terms() -> Layer:
    """Words of cities in Dutch and English."""
    return layer(([*_in("nl", dutch), *_in("en", english)], None) for dutch, english in rows("terms.tsv"))


@cache
def names() -> Layer:
    """Names of places that no record holds."""
    return layer(([Word(name) for name in cells], Reason.NAME) for cells in rows("names.tsv"))


def _in(language: str, listed: str) -> list[Word]:
    return [Word(text.strip(), language) for text in listed.split(",")]


def rows(name: str) -> list[list[str]]:
    """The rows of a file that comes with the package; lines that begin with # say what it holds."""
    text = (files(__package__) / "data" / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
