"""Reads of cities by name: those with a record, and those of the gazetteer."""

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from citysynergy.taxonomy import gazetteer
from citysynergy.taxonomy.models import City, Country
from citysynergy.values.languages import active_language, language_codes

_WITH_COUNTRY = re.compile(r"^(?P<name>.+?)\s*(?:\((?P<brackets>[^()]+)\)|,\s*(?P<comma>[^,()]+))\s*$")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A city to choose: ``token`` tells the form which it is, ``label`` is what the box then shows."""

    token: str
    label: str
    detail: str
    country: str
    latitude: float
    longitude: float


def label(name: str, country: str) -> str:
    """How a city is written in a box."""
    return f"{name} ({country})"


def city_label(city: City) -> str:
    """How a city with a record is written in a box."""
    return label(str(city.name), str(city.country))


def named(text: str, *, whole: bool = False) -> QuerySet[City]:
    """The cities with a record one of whose names begins with (or, ``whole``, is) the text; merged doubles too."""
    lookup = "iexact" if whole else "istartswith"
    names = Q(**{f"names__name__{lookup}": text})
    for code in language_codes():
        names |= Q(**{f"name__{code}__{lookup}": text})
    return City.objects.filter(names).select_related("country", "area", "merged_into__country").distinct()


def country_named(text: str) -> Country | None:
    """The country with this code or, in any content language, this name."""
    names = Q(code__iexact=text)
    for code in language_codes():
        names |= Q(**{f"name__{code}__iexact": text})
    return Country.objects.filter(names).first()


def _known(city: City) -> Suggestion:
    return Suggestion(
        token=f"c{city.pk}",
        label=city_label(city),
        detail=str(city.area or ""),
        country=city.country_id,
        latitude=city.latitude,
        longitude=city.longitude,
    )


def suggestions(prefix: str, *, country: str = "", limit: int = 8) -> list[Suggestion]:
    """Cities whose name begins with the text: those with a record first, then those of the gazetteer."""
    prefix = prefix.strip()
    if not prefix:
        return []
    records = named(prefix).filter(merged_into=None)
    if country:
        records = records.filter(country=country)
    found = [_known(city) for city in records.order_by("-population", "slug")[:limit]]
    if len(found) < limit:
        found += _new(prefix, country, limit - len(found), limit)
    return found


def _new(prefix: str, country: str, wanted: int, limit: int) -> list[Suggestion]:
    places = gazetteer.complete(prefix, active_language(), country or None, limit * 2)
    ids = [place.geonames_id for place in places]
    recorded = set(City.objects.filter(geonames_id__in=ids).values_list("geonames_id", flat=True))
    countries = Country.objects.in_bulk({place.country for place in places})
    return [
        Suggestion(
            token=f"g{place.geonames_id}",
            label=label(place.name_in(active_language()), str(countries[place.country])),
            detail=place.area_name(active_language()),
            country=place.country,
            latitude=place.latitude,
            longitude=place.longitude,
        )
        for place in places
        if place.geonames_id not in recorded and place.country in countries
    ][:wanted]


def split_country(text: str) -> tuple[str, Country | None]:
    """Take "León (Nicaragua)" or "León, NI" apart; a text without a known country stays whole."""
    if match := _WITH_COUNTRY.match(text):
        country = country_named((match["brackets"] or match["comma"]).strip())
        if country is not None:
            return match["name"], country
    return text, None


def find_city(text: str, language: str) -> list[City]:
    """The cities that a name written by hand may mean, the gazetteer's with a record made for them.

    Of several with the same name in the same country the one with most residents is meant.
    """
    from citysynergy.taxonomy.actions import city_from_gazetteer

    name, country = split_country(text.strip())
    records = named(name, whole=True).order_by("-population", "slug")
    if country is not None:
        records = records.filter(country=country)
    by_country: dict[str, City] = {}
    for city in records:
        by_country.setdefault(city.country_id, city.merged_into or city)
    if by_country:
        return list(by_country.values())
    places: dict[str, Any] = {}
    for place in gazetteer.named(name, country.code if country else None):
        places.setdefault(place.country, place)
    if len(places) > 1:
        # Nothing is made for a name that leaves it open; unsaved records carry the labels to choose from.
        countries = Country.objects.in_bulk(places)
        return [
            City(name=place.names(language_codes()), country=countries[code])
            for code, place in places.items()
            if code in countries
        ]
    found = [city_from_gazetteer(place.geonames_id) for place in places.values()]
    return [city for city in found if city is not None]
