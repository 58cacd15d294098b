"""Finds what else says the same as what was typed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from citysynergy.discovery.dictionary.inflection import bases
from citysynergy.discovery.dictionary.layers import Key, Layer, key_of
from citysynergy.discovery.dictionary.units import WEIGHTS, Alternative, Reason, Unit
from citysynergy.discovery.words import Clause

# Alternatives of one clause, and of a whole search: each is looked for in a dozen fields.
MOST_OF_ONE, MOST_OF_ALL = 10, 40


def _no_part(_word: str) -> bool:
    return False


class Dictionary:
    """Plurals, other layers in order of trust, and which words are parts of compounds. It never changes."""

    def __init__(
        self, layers: Sequence[Layer] = (), *, numbers: Layer | None = None, is_part: Callable[[str], bool] = _no_part
    ) -> None:
        self._layers = layers
        self._numbers = numbers or {}
        self._is_part = is_part
        # By their first word, the lengths of terms of several words: most words begin none.
        self._longer: dict[str, int] = {}
        for layer in layers:
            for key in layer:
                if len(key) > 1:
                    self._longer[key[0]] = max(len(key), self._longer.get(key[0], 0))

    def units(self, clauses: Sequence[Clause], *, exact: bool = False) -> tuple[Unit, ...]:
        """What to look for. With ``exact``, and of phrases and excluded words always, as it was typed."""
        if exact:
            return tuple(Unit(clause) for clause in clauses)
        most = max(1, min(MOST_OF_ONE, MOST_OF_ALL // max(1, len(clauses))))
        return tuple(self._units(clauses, most))

    def _units(self, clauses: Sequence[Clause], most: int) -> Iterator[Unit]:
        keys = [() if clause.phrase or clause.excluded else key_of(clause.text) for clause in clauses]
        start = 0
        while start < len(clauses):
            end, alternatives = self._longest(keys, start)
            if end - start > 1:
                together = Clause(" ".join(clause.text for clause in clauses[start:end]))
                # The parts of a name say nothing by themselves.
                widened = not any(one.reason == Reason.NAME for one in alternatives)
                parts = [self._single(clauses[at], keys[at] if widened else (), most) for at in range(start, end)]
                yield Unit(together, tuple(parts), alternatives[:most])
            else:
                yield self._single(clauses[start], keys[start], most)
            start = end

    def _longest(self, keys: Sequence[Key], start: int) -> tuple[int, tuple[Alternative, ...]]:
        """Where the longest term of several clauses ends that begins here, with what says the same."""
        first = keys[start]
        longest = self._longer.get(first[0], 0) if first else 0
        runs: list[tuple[int, Key]] = []
        key, end = first, start + 1
        while end < len(keys) and keys[end] and len(key) + len(keys[end]) <= longest:
            key, end = key + keys[end], end + 1
            runs.append((end, key))
        for end, key in reversed(runs):
            if alternatives := self._alternatives(key):
                return end, alternatives
        return start + 1, ()

    def _single(self, clause: Clause, key: Key, most: int) -> Unit:
        alternatives = self._alternatives(key)[:most] if key else ()
        words = [key, *(key_of(one.text) for one in alternatives)]
        compounds = [
            Alternative(text, Reason.COMPOUND, WEIGHTS[Reason.COMPOUND] * weight)
            for (text, weight), found in zip(
                [(clause.text, 1.0), *((one.text, one.weight) for one in alternatives)], words, strict=True
            )
            if len(found) == 1 and self._is_part(found[0])
        ]
        return Unit(clause, (), (*alternatives, *compounds))

    def _alternatives(self, key: Key) -> tuple[Alternative, ...]:
        """What says the same as a term, the surest first."""
        found: dict[Key, Alternative] = {}
        numbers = self._numbers.get(key, ())
        for form in [key, *(key_of(one.text) for one in numbers)] if numbers else [key]:
            self._gather(form, found)
        if not found and not numbers:
            for base in bases(key[-1]):
                self._gather((*key[:-1], base), found)
                if found:
                    break
        for one in list(found.values()):
            for other in self._numbers.get(key_of(one.text), ()):
                found.setdefault(key_of(other.text), replace(one, text=other.text, weight=one.weight * other.weight))
        found.pop(key, None)
        for one in numbers:
            found[key_of(one.text)] = one
        return tuple(sorted(found.values(), key=lambda one: -one.weight))

    def _gather(self, key: Key, found: dict[Key, Alternative]) -> None:
        for layer in self._layers:
            for one in layer.get(key, ()):
                found.setdefault(key_of(one.text), one)
