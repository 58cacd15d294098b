"""The forms under which a dictionary may hold a word. Generous: what comes out counts only where it is known."""

from collections.abc import Iterator

_VOWELS = "aeiou"
_HARD = {"z": "s", "v": "f"}


def bases(word: str) -> Iterator[str]:
    """The words of which this may be a plural or inflected form, in Dutch or English; without accents."""
    if word.endswith("ies"):
        yield f"{word[:-3]}y"
    if word.endswith("es"):
        yield word[:-2]
    if word.endswith("s"):
        yield word[:-1]
    for ending in ("en", "e"):
        if word.endswith(ending):
            yield from _stems(word[: -len(ending)])


def _stems(stem: str) -> Iterator[str]:
    """ "brugg" is of "brug", "schol" of "school", "huiz" of "huis"."""
    yield stem
    if len(stem) < 3 or stem[-1] in _VOWELS:
        return
    if stem[-1] == stem[-2]:
        yield stem[:-1]
    single = _HARD.get(stem[-1], stem[-1])
    if single != stem[-1]:
        yield stem[:-1] + single
    if stem[-2] in _VOWELS and stem[-3] not in _VOWELS:
        yield stem[:-1] + stem[-2] + single
