"""Names of themes, cities and organisations, found by the beginning of any of their words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from citysynergy.discovery.catalogue import CATALOGUE
from citysynergy.discovery.fields import plain
from citysynergy.organisations.models import MUNICIPAL_KINDS, Organisation
from citysynergy.taxonomy.models import City, Theme
from citysynergy.values.multilingual import MultilingualText


@dataclass(frozen=True, slots=True)
class Named:
    """A record to search by: ``facet`` and ``value`` are the parameter, ``detail`` the country or kind."""

    facet: str
    value: str
    names: Mapping[str, str]
    # Every name it is known by, folded, for comparison.
    known: tuple[str, ...]
    detail: str = ""

    def label(self, language: str) -> str:
        return MultilingualText(self.names).text_in(language)[0] or self.value

    def fits(self, words: Iterable[str]) -> bool:
        """Whether one of its names has, for each word, a word that begins with it."""
        return any(all(f" {word}" in f" {name}" for word in words) for name in self.known)


def named_like(text: str, facets: Iterable[str]) -> list[Named]:
    """The records of some facets that fit a text, whatever its accents and capitals."""
    words = _folded(text).split()
    wanted = frozenset(facets)
    return [row for row in CATALOGUE.kept(_rows) if row.facet in wanted and row.fits(words)] if words else []


def _folded(text: str) -> str:
    """Words in plain letters with single spaces between them, whatever else stood there."""
    return " ".join("".join(char if char.isalnum() else " " for char in plain(text)).split())


def _rows() -> tuple[Named, ...]:
    """Everything public that has a name: what an editor proposed, or what was merged into another, has none yet."""
    return (*_themes(), *_cities(), *_organisations())


def _themes() -> Iterator[Named]:
    for slug, names in Theme.objects.filter(merged_into=None).values_list("slug", "name"):
        yield _named("theme", slug, names)


def _cities() -> Iterator[Named]:
    rows = City.objects.filter(merged_into=None, state=City.State.ACCEPTED).prefetch_related("names")
    for city in rows:
        yield _named("city", city.slug, city.name, (row.name for row in city.names.all()), city.country_id)


def _organisations() -> Iterator[Named]:
    for row in Organisation.objects.prefetch_related("other_names"):
        facet = "municipality" if row.kind in MUNICIPAL_KINDS else "mission"
        yield _named(facet, row.slug, row.name, (other.name for other in row.other_names.all()), row.kind)


def _named(facet: str, value: str, names: Mapping[str, str], others: Iterable[str] = (), detail: str = "") -> Named:
    known = tuple(dict.fromkeys(_folded(name) for name in (*names.values(), *others) if name))
    return Named(facet, value, dict(names), known, detail)
