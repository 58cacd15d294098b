"""The dictionary as it is now: what comes with the package, and what the database holds."""

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from citysynergy.discovery.dictionary import layers
from citysynergy.discovery.dictionary.compounds import is_part
from citysynergy.discovery.dictionary.layers import Layer, Word, key_of, layer
from citysynergy.discovery.dictionary.lookup import Dictionary
from citysynergy.discovery.dictionary.models import Stamp, SynonymGroup
from citysynergy.discovery.dictionary.units import Reason
from citysynergy.organisations.models import Organisation, OrganisationName
from citysynergy.taxonomy.models import City, CityName, Country, Theme

# Another process may have changed a record, or a synonym.
SECONDS = 60.0
SYNONYMS_SECONDS = 1.0
# Shorter names of cities are codes, or words of a language.
SHORTEST_NAME = 3


class PresentDictionary:
    """Makes the dictionary when it is first asked for, and again when what it was made of changed."""

    def __init__(self) -> None:
        self._held: tuple[Dictionary, Stamp] | None = None
        self._born = self._asked = 0.0

    def forget(self) -> None:
        """Read again, since a record was changed."""
        self._held = None

    def now(self) -> Dictionary:
        """As it is now after changes by this process; by others, synonyms a second old and records a minute."""
        now, held = time.monotonic(), self._held
        if held is not None and now - self._born < SECONDS:
            if now - self._asked < SYNONYMS_SECONDS:
                return held[0]
            self._asked = now
            if SynonymGroup.objects.stamp() == held[1]:
                return held[0]
        self._born = self._asked = now
        # The stamp first: what changes while the rest is read differs from it.
        stamp = SynonymGroup.objects.stamp()
        made = Dictionary(
            [synonyms(), layers.terms(), themes(), names(), layers.names()], numbers=layers.numbers(), is_part=is_part
        )
        self._held = made, stamp
        return made


DICTIONARY = PresentDictionary()


def synonyms() -> Layer:
    """What the data steward added."""
    return layer(([Word(text) for text in words], Reason.SYNONYM) for words in SynonymGroup.objects.listed())


def themes() -> Layer:
    """Names of themes in their languages."""
    rows = Theme.objects.filter(merged_into=None).values_list("name", flat=True)
    return layer((_named(name), None) for name in rows)


def names() -> Layer:
    """Names by which organisations, cities and countries are known."""
    return layer((words, Reason.NAME) for words in (*_organisations(), *_cities(), *_countries()))


def _organisations() -> Iterator[list[Word]]:
    others = _others(OrganisationName.objects.values_list("organisation", "name"))
    for pk, name in Organisation.objects.values_list("pk", "name"):
        yield [*_named(name), *(Word(text) for text in others[pk])]


def _cities() -> Iterator[list[Word]]:
    """Cities; of their other names those that mean nothing else."""
    others = _others(CityName.objects.values_list("city", "name"))
    for pk, name in City.objects.filter(state=City.State.ACCEPTED, merged_into=None).values_list("pk", "name"):
        yield [*_named(name), *(Word(text) for text in others[pk] if _is_only_a_name(text))]


def _others(rows: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    """Other names by the record that they are of."""
    found: dict[int, list[str]] = defaultdict(list)
    for pk, name in rows:
        found[pk].append(name)
    return found


def _countries() -> Iterator[list[Word]]:
    for name in Country.objects.values_list("name", flat=True):
        yield _named(name)


def _named(name: Any) -> list[Word]:
    return [Word(text, language) for language, text in name.items() if text]


def _is_only_a_name(text: str) -> bool:
    key = key_of(text)
    return len("".join(key)) >= SHORTEST_NAME and key not in layers.terms() and not (len(key) == 1 and is_part(key[0]))
