"""What the index knows about one case. Plain data: nothing here touches a model, so engines stay free of Django."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from citysynergy.discovery import facets

PUBLIC = "public"
# A period that has not ended, or whose start is unknown.
FOREVER = 9999
ALWAYS = 0

_KEYWORDS = frozenset(facets.KEYWORDS)


def written_point(latitude: float, longitude: float) -> str:
    """A point as the index writes it. Adding zero turns -0.0 into 0.0, so that one place has one spelling."""
    return f"{round(latitude, 5) + 0.0:.5f},{round(longitude, 5) + 0.0:.5f}"


def read_point(written: str) -> tuple[float, float]:
    """Latitude and longitude of a point as the index writes it."""
    latitude, longitude = written.split(",")
    return float(latitude), float(longitude)


@dataclass(frozen=True)
class PlaceDocument:
    """A place where a case happens, at its own point. Without a point it is listed but never drawn.

    The name is one for all readers, or one per language.
    """

    name: str | Mapping[str, str]
    country: str
    latitude: float | None = None
    longitude: float | None = None

    @property
    def point(self) -> str | None:
        """The point as the index writes it: latitude and longitude to five decimals (about a metre)."""
        if self.latitude is None or self.longitude is None:
            return None
        return written_point(self.latitude, self.longitude)


@dataclass(frozen=True)
class Texts:
    """What a reader sees in one language. ``context`` holds names around the case: places, organisations, themes."""

    title: str = ""
    summary: str = ""
    body: str = ""
    context: str = ""


@dataclass(frozen=True)
class CaseDocument:
    """One published case.

    ``keywords`` and ``texts`` are for everyone who may see the case; ``network_keywords`` and ``network_texts`` add
    what only the network may find it by. ``parts`` and ``network_parts`` hold the parts of Dutch compounds in either.
    ``payload`` is what a list, card or API answer shows; ``network_payload``
    what it adds for the network.
    """

    id: str
    page_id: int
    version: int
    access: str
    language: str
    texts: Mapping[str, Texts]
    keywords: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    network_keywords: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    network_texts: Mapping[str, str] = field(default_factory=dict)
    parts: str = ""
    network_parts: str = ""
    places: tuple[PlaceDocument, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    deadline: datetime | None = None
    published: datetime | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)
    network_payload: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in (self.keywords.keys() | self.network_keywords.keys()) - _KEYWORDS:
            raise ValueError(f"'{name}' is not a keyword field; see citysynergy.discovery.facets")
        for name in self.network_keywords.keys() - facets.NETWORK:
            raise ValueError(f"The facet '{name}' keeps no network-only values; see citysynergy.discovery.facets")

    def values(self, name: str, *, network: bool = False) -> tuple[str, ...]:
        """Return the distinct values of a keyword field, sorted; with those of the network if asked."""
        found = self.keywords.get(name, ())
        if network:
            found += self.network_keywords.get(name, ())
        return found if len(found) < 2 else tuple(sorted(set(found)))

    @property
    def points(self) -> tuple[str, ...]:
        """The distinct points of the case."""
        return tuple(sorted({place.point for place in self.places if place.point is not None}))

    @property
    def is_open(self) -> bool:
        return "open" in self.keywords.get("status", ())

    def text_in(self, language: str) -> Texts:
        """The texts in a language, or in the case's own where there is no translation."""
        found = self.texts.get(language)
        # A language may hold names alone, by which the case is found but not shown.
        return found if found and found.title else self.texts.get(self.language, Texts())

    @property
    def digest(self) -> str:
        """A fingerprint of everything but the version, by which index and database are compared."""
        content = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "version"}
        return hashlib.sha1(orjson.dumps(content, option=orjson.OPT_SORT_KEYS), usedforsecurity=False).hexdigest()
