"""Changes of reference records that editors bring about."""

from django.db import transaction
from django.utils.text import slugify

from citysynergy.taxonomy import gazetteer
from citysynergy.taxonomy.models import Area, City, Country
from citysynergy.values.languages import language_codes
from citysynergy.values.multilingual import MultilingualText

GAZETTEER_SOURCE = "GeoNames (CC BY 4.0)"


def free_slug(name: str, country: str) -> str:
    """A slug for a city that no other has: the name, with the country and then a number where that is taken."""
    base = slugify(name)[:100] or "place"
    candidates = [base, f"{base}-{country.lower()}"]
    taken = set(City.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number = 2
    while candidates and (slug := candidates.pop(0)) in taken:
        if not candidates:
            candidates.append(f"{base}-{country.lower()}-{number}")
            number += 1
    return slug


def _area(place: gazetteer.Place) -> Area | None:
    """The province or state in which a place lies, its record made where there is none."""
    names = gazetteer.area_names(place.area)
    if not names:
        return None
    defaults = {"country_id": place.country, "name": MultilingualText(names), "source": GAZETTEER_SOURCE}
    return Area.objects.get_or_create(code=place.area, defaults=defaults)[0]


@transaction.atomic
def city_from_gazetteer(geonames_id: int) -> City | None:
    """The city with this id of the gazetteer, its record made where there is none; None for an unknown id."""
    cities = City.objects.select_related("country", "merged_into__country")
    place = gazetteer.by_id(geonames_id)
    known = cities.filter(geonames_id=geonames_id).first()
    if known is None and place is not None and geonames_id < 0:
        # A place that GeoNames lacks has no lasting id; where it lies tells that it is the same.
        known = cities.filter(country=place.country, latitude=place.latitude, longitude=place.longitude).first()
    if known is not None:
        return known.merged_into or known
    if place is None or not Country.objects.filter(code=place.country).exists():
        return None
    return City.objects.create(
        geonames_id=geonames_id if geonames_id > 0 else None,
        slug=free_slug(place.name, place.country),
        name=MultilingualText(place.names(language_codes())),
        country_id=place.country,
        area=_area(place),
        latitude=place.latitude,
        longitude=place.longitude,
        population=place.population or None,
        source=GAZETTEER_SOURCE,
    )


def propose_city(name: str, country: Country, latitude: float, longitude: float, *, by: str) -> City:
    """Record a place that the gazetteer lacks; a data steward accepts it, corrects it or merges it later."""
    names = MultilingualText(dict.fromkeys(language_codes(), name))
    return City.objects.create(
        slug=free_slug(name, country.code),
        name=names,
        country=country,
        latitude=latitude,
        longitude=longitude,
        state=City.State.PROPOSED,
        source=by,
    )
