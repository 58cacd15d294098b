"""How near two words are to each other. Pure rules that every engine shares."""

from collections.abc import Iterable
from dataclasses import dataclass

from citysynergy.discovery.fields import plain

# Shorter words have too many neighbours, and longer ones are no words.
MIN_LETTERS, MAX_LETTERS = 4, 40
# From this length on two letters may be wrong.
LONG = 8
MOST_EDITS = 2
# Words of the index whose occurrence is looked up for one word, and those that are handed on.
MAX_LOOKED_UP, MAX_SPELLINGS = 30, 5


@dataclass(frozen=True, slots=True)
class Spelling:
    """A word as texts write it, in lower case. ``distance`` counts the edits that lead there from what was typed;
    ``count`` the cases of the viewer that hold it."""

    word: str
    distance: int
    count: int


def is_word(text: str) -> bool:
    """Whether a text is a word that may be misspelt: letters alone, and neither short nor endless."""
    return text.isalpha() and MIN_LETTERS <= len(text) <= MAX_LETTERS


def allowed_edits(word: str) -> int:
    """How many edits a word may be away."""
    return MOST_EDITS if len(word) >= LONG else 1


def near(typed: str, words: Iterable[tuple[str, int]]) -> list[tuple[int, str]]:
    """Of words with their frequencies, those that ``typed`` may have meant, as (distance, word): the nearest first,
    then the most frequent.

    Accents and capitals are no difference, and the first letter is taken to be right.
    """
    target = plain(typed)
    allowed, letters = allowed_edits(target), set(target)
    found = []
    for word, frequency in words:
        # Looked at first, since it settles most words at once. Folding may lengthen a word by a letter.
        if abs(len(word) - len(target)) > allowed + 1 or not is_word(word):
            continue
        folded = word if word.isascii() else plain(word)
        if folded[:1] != target[:1] or folded == target:
            continue
        # An edit takes at most one letter away and brings one: far cheaper to see than the distance.
        if len(letters.symmetric_difference(folded)) > 2 * allowed:
            continue
        edits = distance(target, folded, allowed)
        if edits <= allowed:
            found.append((edits, -frequency, word))
    return [(edits, word) for edits, _frequency, word in sorted(found)[:MAX_LOOKED_UP]]


def ranked(spellings: Iterable[Spelling]) -> list[Spelling]:
    """The nearest first, then the most frequent; what the viewer may read nowhere is left out."""
    known = [spelling for spelling in spellings if spelling.count]
    known.sort(key=lambda spelling: (spelling.distance, -spelling.count, spelling.word))
    return known[:MAX_SPELLINGS]


def distance(one: str, other: str, limit: int) -> int:
    """Letters to add, drop, change or swap with their neighbour; ``limit`` + 1 for whatever is more than ``limit``."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        current = [row]
        for column, another in enumerate(other, start=1):
            cost = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + (letter != another))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == another:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        if min(current) > limit:
            return limit + 1
        before, last = last, current
    return min(last[-1], limit + 1)
