"""Regions, countries and cities abroad as subjects."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from citysynergy.organisations.models import Organisation
from citysynergy.taxonomy.broader import WORLD
from citysynergy.taxonomy.models import City, Country, Region
from citysynergy.values.languages import active_language
from citysynergy.web import locator
from citysynergy.web.addresses import subject_url
from citysynergy.web.navigation import Link, home_link
from citysynergy.web.parts import Facts, Item, Text, organisation_item, organisation_urls, record_item, record_text
from citysynergy.web.reader import Reader
from citysynergy.web.subjects.subject import Subject, counts_of
from citysynergy.web.words import grouped

# Who comes to a city's page wants to know its ties, then what it asks, then what was done.
CITY_ORDER = ("partnership", "challenge", "opportunity", "initiative", "expertise")
COUNTRY_ORDER = ("challenge", "opportunity", "initiative", "partnership", "expertise")


def places_link() -> Link:
    """The index of regions and countries."""
    return Link(_("Regions and countries"), reverse("citysynergy:places"))


def region_subject(region: Region, reader: Reader) -> Subject:
    """A region with the regions and countries in it."""
    [found] = counts_of(reader, "country", region=[region.code])
    counts = found or {}
    countries = list(Country.objects.filter(regions__in=[region.pk, *_below(region)], code__in=counts).distinct())
    below = [_item("region", child.code, child.name) for child in region.children.all()]
    below += sorted(
        (_item("country", country.code, country.name, grouped(counts[country.code])) for country in countries),
        key=lambda item: item.label.casefold(),
    )
    return Subject(
        parameter="region",
        value=region.code,
        title=record_text(region.name),
        kind_word=_("Region"),
        description=Text(""),
        breadcrumbs=[home_link(), places_link(), *_links(_above(region.parent))],
        below=below,
        below_title=_("In this region"),
        around=[corner for country in countries for corner in locator.corners(country)],
        order=COUNTRY_ORDER,
        lists=("municipality", "theme", "goal"),
    )


def country_subject(country: Country, reader: Reader) -> Subject:
    """A country: in which region it lies, and which missions serve it."""
    regions = list(country.regions.select_related("parent__parent__parent").order_by("scheme_id", "code"))
    facts = Facts()
    facts.add(_("Region"), *(_item("region", region.code, region.name) for region in regions))
    _serving(facts, reader, country.code)
    above = _above(regions[0]) if regions else []
    return Subject(
        parameter="country",
        value=country.code,
        title=record_text(country.name),
        kind_word=_("Country"),
        description=Text(""),
        breadcrumbs=[home_link(), places_link(), *_links(above)],
        facts=facts,
        around=locator.corners(country),
        order=COUNTRY_ORDER,
        lists=("city", "municipality", "theme", "goal"),
    )


def city_subject(city: City, reader: Reader) -> Subject:
    """A city: its other names, and which mission serves it."""
    facts = Facts()
    facts.add(_("Country"), _item("country", city.country_id, city.country.name))
    facts.add(_("Province or state"), record_item(city.area.name) if city.area else "")
    facts.add(_("Inhabitants"), grouped(city.population) if city.population else "")
    facts.add(_("Also called"), *_names(city))
    _serving(facts, reader, city.country_id, city.area.code if city.area else "")
    facts.add("GeoNames", _elsewhere("https://www.geonames.org/", city.geonames_id))
    facts.add("Wikidata", _elsewhere("https://www.wikidata.org/wiki/", city.wikidata_id))
    return Subject(
        parameter="city",
        value=city.slug,
        title=record_text(city.name),
        kind_word=_("City"),
        description=record_text(city.introduction),
        breadcrumbs=[
            home_link(),
            places_link(),
            Link(str(city.country.name), subject_url("country", city.country_id)),
        ],
        facts=facts,
        around=[(city.latitude, city.longitude)],
        order=CITY_ORDER,
        lists=("municipality", "theme", "goal"),
    )


def _elsewhere(address: str, number: Any) -> Item | str:
    """The same place in another register."""
    return Item(str(number), f"{address}{number}") if number else ""


def _names(city: City) -> list[str]:
    """Other names than the one above the page."""
    shown = str(city.name)
    names = [*(name for language, name in city.name.items() if language != active_language())]
    names += [row.name for row in city.names.all()]
    return [name for name in dict.fromkeys(names) if name != shown]


def _serving(facts: Facts, reader: Reader, country: str, area: str = "") -> None:
    """Which missions serve a place."""
    missions = list(Organisation.objects.serving(country, area).order_by("slug"))
    urls = organisation_urls(missions, reader)
    facts.add(_("Dutch mission that serves it"), *(organisation_item(mission, urls) for mission in missions))


def _item(facet: str, value: str, name: Any, note: str = "") -> Item:
    item = record_item(name, subject_url(facet, value), note)
    return Item(capfirst(item.label), item.url, item.note, item.lang)


def _above(region: Region | None) -> list[Region]:
    """A region and those that it lies in, the widest first; without the world."""
    found: list[Region] = []
    while region is not None and region.code != WORLD:
        found.insert(0, region)
        region = region.parent
    return found


def _below(region: Region) -> list[int]:
    """The regions within a region, at every level."""
    found: list[int] = []
    level = [region.pk]
    while level:
        level = list(Region.objects.filter(parent__in=level).values_list("pk", flat=True))
        found += level
    return found


def _links(regions: Iterable[Region]) -> list[Link]:
    return [Link(str(region.name), subject_url("region", region.code)) for region in regions]
