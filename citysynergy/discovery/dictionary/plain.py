"""Words that say nothing by themselves: those of grammar, and those that fit every case of a register of cities."""

from functools import cache

from citysynergy.discovery.dictionary.compounds import spans
from citysynergy.discovery.dictionary.layers import key_of, rows


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(word for row in rows("plain.tsv") if row[0] == name for word in row[1].split())


def is_grammar(text: str) -> bool:
    """Whether this is an article, preposition or other such word, in Dutch or English."""
    return len(key := key_of(text)) == 1 and any(key[0] in _listed(language) for language in ("nl", "en"))


def telling(text: str) -> str:
    """What of a word tells cases apart: nothing of "projecten", "water" of "waterprojecten", all of any other."""
    key = key_of(text)
    if len(key) != 1:
        return text
    [word] = key
    if word in _listed("register"):
        return ""
    found = spans(word)
    kept = len(found)
    while kept and word[slice(*found[kept - 1])] in _listed("ending"):
        kept -= 1
    if kept == len(found):
        return text
    return telling(word[: found[kept - 1][1]]) if kept else ""
