"""Loads themes, goals, countries, regions, cities, programmes and networks from the reference files."""

from collections.abc import Callable
from typing import Any

from citysynergy.taxonomy.files import read_reference
from citysynergy.taxonomy.models import (
    Area,
    City,
    CityName,
    Country,
    Goal,
    Network,
    Programme,
    ProgrammeIdentifier,
    Region,
    RegionScheme,
    Theme,
    ThemeScheme,
)
from citysynergy.taxonomy.sync import ManyToMany, Outcome, Rows, Synchroniser
from citysynergy.values.multilingual import MultilingualText

MAIN_SCHEME = "un-habitat"
GEONAMES = "GeoNames (CC BY 4.0)"
M49 = "United Nations, M49"
COUNTRY_SOURCES = "ISO 3166-1, United Nations M49, Unicode CLDR, Natural Earth"


def load() -> list[Outcome]:
    """Load all records of this room; return what was done, one outcome a model."""
    outcomes: list[Outcome] = []
    _load_themes(outcomes)
    _load_simple(outcomes, Goal, "goals", "number", ("name", "colour"))
    regions = _load_regions(outcomes)
    countries = _load_countries(outcomes, regions)
    areas = _load_areas(outcomes, countries)
    _load_cities(outcomes, countries, areas)
    _load_programmes(outcomes)
    _load_simple(outcomes, Network, "networks", "slug", ("name",))
    return outcomes


def text(value: dict[str, str]) -> MultilingualText:
    """A text of a reference file as the models hold it."""
    return MultilingualText(value)


def _run(outcomes: list[Outcome], synchroniser: Synchroniser, rows: list[dict[str, Any]]) -> dict[Any, Any]:
    outcomes.append(synchroniser.outcome)
    return synchroniser.run(rows)


def _load_simple(outcomes: list[Outcome], model: Any, name: str, key: str, fields: tuple[str, ...]) -> None:
    convert: dict[str, Callable[[Any], Any]] = {"name": text}
    rows = [
        {key: record[key], **{field: convert.get(field, str)(record[field]) for field in fields}}
        for record in read_reference(name)
    ]
    _run(outcomes, Synchroniser(model, key), rows)


def _load_themes(outcomes: list[Outcome]) -> None:
    table = read_reference("themes")
    schemes = _run(
        outcomes,
        Synchroniser(ThemeScheme, "slug"),
        [
            {
                "slug": record["slug"],
                "name": text(record["name"]),
                "is_main": record["slug"] == MAIN_SCHEME,
                "order": number,
            }
            for number, record in enumerate(table["schemes"])
        ],
    )
    rows = [
        {
            "slug": record["slug"],
            "scheme": schemes[record["scheme"]],
            "name": text(record["name"]),
            "description": text(record["description"]),
            "maps_to": record.get("maps_to", []),
        }
        for record in table["themes"]
    ]
    synchroniser = Synchroniser(Theme, "slug")
    # The main scheme first, so that the others can map to it.
    main = [{name: row[name] for name in row if name != "maps_to"} for row in rows if row["scheme"].is_main]
    themes = _run(outcomes, synchroniser, main)
    synchroniser.related = {"maps_to": ManyToMany(Theme, "maps_to", themes)}
    synchroniser.run([row for row in rows if not row["scheme"].is_main])


def _load_regions(outcomes: list[Outcome]) -> dict[str, Region]:
    table = read_reference("regions")
    schemes = _run(
        outcomes,
        Synchroniser(RegionScheme, "slug"),
        [{"slug": record["slug"], "name": text(record["name"])} for record in table["schemes"]],
    )
    scheme = schemes[table["schemes"][0]["slug"]]
    synchroniser = Synchroniser(Region, "code")
    outcomes.append(synchroniser.outcome)
    regions: dict[str, Region] = {}
    waiting = table["regions"]
    while waiting:
        # A level at a time: those whose wider region is there.
        ready = [record for record in waiting if not record["parent"] or record["parent"] in regions]
        waiting = [record for record in waiting if record not in ready]
        regions |= synchroniser.run(
            [
                {
                    "code": record["code"],
                    "scheme": scheme,
                    "name": text(record["name"]),
                    "parent": regions.get(record["parent"]),
                    "source": M49,
                }
                for record in ready
            ]
        )
    return regions


def _load_countries(outcomes: list[Outcome], regions: dict[str, Region]) -> dict[str, Country]:
    rows = []
    for record in read_reference("countries"):
        west, south, east, north = record["bounds"]
        rows.append(
            {
                "code": record["code"],
                "iso3": record["iso3"],
                "m49": record["m49"],
                "name": text(record["name"]),
                "west": west,
                "south": south,
                "east": east,
                "north": north,
                "source": COUNTRY_SOURCES,
                "regions": [record["region"]],
            }
        )
    related = {"regions": ManyToMany(Country, "regions", regions)}
    return _run(outcomes, Synchroniser(Country, "code", related=related), rows)


def _load_areas(outcomes: list[Outcome], countries: dict[str, Country]) -> dict[str, Area]:
    rows = [
        {
            "code": record["code"],
            "country": countries[record["country"]],
            "name": text(record["name"]),
            "source": "ISO 3166-2" if "-" in record["code"] else GEONAMES,
        }
        for record in read_reference("areas")
    ]
    return _run(outcomes, Synchroniser(Area, "code"), rows)


def _load_cities(outcomes: list[Outcome], countries: dict[str, Country], areas: dict[str, Area]) -> None:
    rows = [
        {
            "slug": record["slug"],
            "name": text(record["name"]),
            "country": countries[record["country"]],
            "area": areas.get(record["area"]),
            "latitude": record["latitude"],
            "longitude": record["longitude"],
            "population": record["population"],
            "geonames_id": record["geonames_id"],
            "source": GEONAMES if record["geonames_id"] else "",
            "names": [[name, "", CityName.Kind.VARIANT.value] for name in record["other_names"]],
        }
        for record in read_reference("cities")
    ]
    related = {"names": Rows(CityName, "city", ("name", "language", "kind"))}
    _run(outcomes, Synchroniser(City, "slug", other_key="geonames_id", related=related), rows)


def _load_programmes(outcomes: list[Outcome]) -> None:
    rows = [
        {
            "slug": record["slug"],
            "name": text(record["name"]),
            "funder": record["funder"],
            "start": record["start"] or None,
            "end": record["end"] or None,
            "identifiers": [[row["scheme"], row["value"]] for row in record.get("identifiers", [])],
        }
        for record in read_reference("programmes")
    ]
    related = {"identifiers": Rows(ProgrammeIdentifier, "programme", ("scheme", "value"))}
    _run(outcomes, Synchroniser(Programme, "slug", related=related), rows)
