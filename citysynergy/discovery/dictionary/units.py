"""What a search looks for, clause by clause, with what will do instead."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from citysynergy.discovery.words import Clause


class Reason(StrEnum):
    """Why something else says the same."""

    # Another number of the same word, where no stemmer joins them: "stad", "steden".
    NUMBER = "number"
    NAME = "name"
    SYNONYM = "synonym"
    TRANSLATION = "translation"
    # The word as part of a longer Dutch one: "water" in "drinkwater".
    COMPOUND = "compound"


# How much a text counts that was found by something else than what was typed, which counts 1.
WEIGHTS = {
    Reason.NUMBER: 0.95,
    Reason.NAME: 0.9,
    Reason.SYNONYM: 0.7,
    Reason.TRANSLATION: 0.5,
    Reason.COMPOUND: 0.4,
}


@dataclass(frozen=True, slots=True)
class Alternative:
    """A word or phrase that will do instead of what was typed. Of a compound the text is the part."""

    text: str
    reason: Reason
    weight: float


@dataclass(frozen=True, slots=True)
class Unit:
    """A clause as it was typed, or several that are one term together (``parts``, which must all occur).

    Any of the alternatives will do instead.
    """

    clause: Clause
    parts: tuple["Unit", ...] = ()
    alternatives: tuple[Alternative, ...] = ()

    @property
    def is_loose(self) -> bool:
        """Whether it is a word, or words that are one term: not between quotes, and not one that must not occur."""
        return not (self.clause.phrase or self.clause.excluded)


@dataclass(frozen=True, slots=True)
class Widening:
    """What was typed, and what else was searched for. ``compounds``: longer Dutch words that hold it, too."""

    typed: str
    alternatives: tuple[Alternative, ...]
    compounds: bool


def widenings(units: Iterable[Unit]) -> tuple[Widening, ...]:
    """How a search was widened, for a reader; nothing of what stayed as it was typed."""
    return tuple(found for unit in units for found in _widenings(unit))


def _widenings(unit: Unit) -> Iterator[Widening]:
    if unit.alternatives:
        instead = tuple(one for one in unit.alternatives if one.reason != Reason.COMPOUND)
        yield Widening(unit.clause.text, instead, len(instead) < len(unit.alternatives))
    for part in unit.parts:
        yield from _widenings(part)
