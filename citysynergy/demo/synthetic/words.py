"""Words whose frequencies fall as in natural language, from the demonstration's own texts in both languages."""

import random
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from typing import Any

from citysynergy.demo import content

# Words of a language. Real collections go on growing; twenty thousand make an index as large and as uneven as one.
VOCABULARY = 20_000
# Zipf's law: the word of rank r occurs in proportion to 1 / r ** EXPONENT (Zipf 1949; 1 to 1.1 for prose).
EXPONENT = 1.05
_WORD = re.compile(r"[^\W\d_]{2,}")


@cache
def vocabulary(language: str) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """The words of a language, most frequent first, with their cumulative weights."""
    counts: Counter[str] = Counter()
    for case in content.load().cases:
        counts.update(word.lower() for text in _texts(case, language) for word in _WORD.findall(text))
    words = [word for word, _count in counts.most_common()]
    words += _made_up(words, VOCABULARY - len(words), language)
    weights = accumulate(1 / rank**EXPONENT for rank in range(1, len(words) + 1))
    return tuple(words), tuple(weights)


def _texts(value: Any, language: str) -> Iterator[str]:
    """Every text in a language within an entry of the content files, which stands under the language's code."""
    parts = value if isinstance(value, list) else value.values() if isinstance(value, dict) else ()
    if isinstance(value, dict) and language in value:
        own = value[language]
        yield from own.values() if isinstance(own, dict) else (own,)
    for part in parts:
        yield from _texts(part, language)


def _made_up(words: list[str], count: int, seed: str) -> list[str]:
    """Rare words, each the beginning of one word and the end of another: compounds that nobody ever wrote."""
    dice = random.Random(seed)
    long = [word for word in words if len(word) > 5]
    known = set(words)
    made: list[str] = []
    while len(made) < count:
        first, second = dice.choice(long), dice.choice(long)
        word = first[: dice.randint(3, len(first))] + second[-dice.randint(3, len(second)) :]
        if word not in known:
            known.add(word)
            made.append(word)
    return made


def sentence(dice: random.Random, language: str, length: int) -> str:
    """A sentence of so many words."""
    words, weights = vocabulary(language)
    text = " ".join(dice.choices(words, cum_weights=weights, k=length))
    return text[0].upper() + text[1:] + "."


def text(dice: random.Random, language: str, length: int) -> str:
    """Sentences of together so many words."""
    parts = []
    while length > 0:
        size = min(length, dice.randint(8, 22))
        parts.append(sentence(dice, language, size))
        length -= size
    return " ".join(parts)
