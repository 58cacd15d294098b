"""The dictionary as it is now: what comes with the package, and what the database holds."""

import time
from collections.abc import Iterator
from typing import Any

from citysynergy.discovery.dictionary import layers
from citysynergy.discovery.dictionary.compounds import is_part
from citysynergy.discovery.dictionary.layers import Layer, Word, key_of, layer
from citysynergy.discovery.dictionary.lookup import Dictionary
from citysynergy.discovery.dictionary.models import Stamp, SynonymGroup
from citysynergy.discovery.dictionary.units import Reason
from citysynergy.organisations.models import Organisation
from citysynergy.taxonomy.models import City, Country, Theme

# Another process may have changed a record.
SECONDS = 60.0
# Shorter names of cities are codes, or words of a language.
SHORTEST_NAME = 3


class PresentDictionary:
    """Makes the dictionary when it is first asked for, and again when what it was made of changed."""

    def __init__(self) -> None:
        self._held: tuple[Dictionary, Stamp, float] | None = None

    def forget(self) -> None:
        """Read again, since a record was changed."""
        self._held = None

    def now(self) -> Dictionary:
        """With the synonyms as they are now, whoever changed them, and records at most a minute old.

        Asks the database one small question.
        """
        held, stamp = self._held, SynonymGroup.objects.stamp()
        if held is not None and held[1] == stamp and time.monotonic() - held[2] < SECONDS:
            return held[0]
        made = Dictionary(
            [synonyms(), layers.terms(), themes(), names(), layers.names()], numbers=layers.numbers(), is_part=is_part
        )
        self._held = made, stamp, time.monotonic()
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
    for organisation in Organisation.objects.prefetch_related("other_names"):
        yield [*_named(organisation.name), *(Word(row.name) for row in organisation.other_names.all())]


def _cities() -> Iterator[list[Word]]:
    """Cities; of their other names those that mean nothing else."""
    rows = City.objects.filter(state=City.State.ACCEPTED, merged_into=None).prefetch_related("names")
    for city in rows:
        others = (Word(row.name) for row in city.names.all() if _is_only_a_name(row.name))
        yield [*_named(city.name), *others]


def _countries() -> Iterator[list[Word]]:
    for name in Country.objects.values_list("name", flat=True):
        yield _named(name)


def _named(name: Any) -> list[Word]:
    return [Word(text, language) for language, text in name.items() if text]


def _is_only_a_name(text: str) -> bool:
    key = key_of(text)
    return len("".join(key)) >= SHORTEST_NAME and key not in layers.terms() and not (len(key) == 1 and is_part(key[0]))
