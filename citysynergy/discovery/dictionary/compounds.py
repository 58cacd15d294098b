"""Takes Dutch compounds apart: "afvalwaterzuivering" holds "afval", "water", "zuivering" and "afvalwater".

A word is taken apart only where all of it is made of known parts, so that "haven" is not found in "schaven".
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache

from citysynergy.discovery.dictionary.inflection import bases
from citysynergy.discovery.dictionary.layers import rows
from citysynergy.discovery.words import MAX_WORD
from citysynergy.taxonomy.gazetteer import fold

# Between two parts: "veiligheid-s-raad", "boer-en-markt".
LINKS = ("", "s", "en", "n", "e", "er")
SHORTEST_PART = 3
# No shorter word has two parts that say something by themselves.
SHORTEST = 7
# More parts than this are a chain of coincidences.
MOST_PARTS = 5
# Words whose parts are remembered; a register of 10,000 cases holds fewer different ones.
REMEMBERED = 200_000

_WORD = re.compile(rf"[^\W\d_]{{{SHORTEST},{MAX_WORD}}}")


@cache
def _known() -> Mapping[str, tuple[str, ...]]:
    """The words that are not taken apart, each with what it is found by besides."""
    return {fold(row[0]): tuple(fold(text) for text in row[1:]) for row in rows("parts.tsv")}


def is_part(word: str) -> bool:
    """Whether a word, without accents, may be found as a part of longer ones."""
    return _is_known(word) or bool(spans(word))


def parts_of(texts: Iterable[str]) -> str:
    """The parts of all compounds in texts, each once, in the order in which they occur; without accents."""
    found: dict[str, None] = {}
    for text in texts:
        for written in unicodedata.normalize("NFC", text).split():
            if len(written) >= SHORTEST and (parts := _parts_in(written)):
                found.update(dict.fromkeys(parts))
    return " ".join(found)


@lru_cache(REMEMBERED)
def _parts_in(written: str) -> tuple[str, ...]:
    """The parts of the words in what stands between blanks: mostly one word, with the comma that follows it."""
    return tuple(part for word in _WORD.findall(written) for part in _parts(word))


def _parts(word: str) -> tuple[str, ...]:
    """What a word is found by: its parts, and those of them that stand together; none where it is no compound."""
    folded = fold(word)
    split = spans(folded)
    if not split:
        return _besides(folded)
    found: dict[str, None] = {}
    for first in range(len(split)):
        for last in range(first, len(split)):
            start, end = split[first][0], split[last][1]
            if (start, end) != (0, len(folded)):
                found[folded[start:end]] = None
    for start, end in split:
        found.update(dict.fromkeys(_besides(folded[start:end])))
    return tuple(found)


@lru_cache(REMEMBERED)
def spans(word: str) -> tuple[tuple[int, int], ...]:
    """Where the parts of a compound stand, as few as possible and the first ones long; empty for any other word."""
    if word in _known() or not SHORTEST <= len(word) <= MAX_WORD:
        return ()
    best = min(_splits(word, 0, MOST_PARTS), key=len, default=())
    return best if len(best) > 1 else ()


def _splits(word: str, start: int, most: int) -> Iterator[tuple[tuple[int, int], ...]]:
    """Every way to read the rest of a word as parts."""
    if not most:
        return
    # The last part may be inflected: "watersystemen".
    if _is_known(word[start:]) and len(word) - start >= SHORTEST_PART:
        yield ((start, len(word)),)
    for end in range(len(word) - SHORTEST_PART, start + SHORTEST_PART - 1, -1):
        if word[start:end] in _known():
            for link in LINKS:
                if word.startswith(link, end):
                    for rest in _splits(word, end + len(link), most - 1):
                        yield ((start, end), *rest)


def _besides(word: str) -> tuple[str, ...]:
    """What a word that is not taken apart is found by besides."""
    return next((_known()[form] for form in (word, *bases(word)) if form in _known()), ())


def _is_known(word: str) -> bool:
    """As it is, or inflected."""
    return any(form in _known() for form in (word, *bases(word)))
