"""Missions with their seat and ressort, and the ministry and associations."""

from typing import Any

from reference_build.files import read_input
from reference_build.places import slugify


def build_missions(cities: list[dict[str, Any]], find: Any) -> list[dict[str, Any]]:
    """Return the missions; ``find(town, country)`` gives the GeoNames id of a seat."""
    given = read_input("missions")
    slugs = {city["geonames_id"]: city for city in cities}
    missions = []
    for record in given["missions"]:
        kind, town = record["kind"], record["town"]
        city = slugs[find(town, record["country"])]
        pattern = given["names"].get(kind, {})
        towns = {"nl": record.get("town_nl", town), "en": town}
        missions.append(
            {
                "city": city["slug"],
                "country": record["country"],
                "kind": kind,
                "name": record.get("name") or {lang: pattern[lang].format(town=towns[lang]) for lang in towns},
                "point": {"latitude": city["latitude"], "longitude": city["longitude"]},
                "ressort": record["ressort"],
                "slug": record.get("slug") or f"{kind}-{slugify(town)}",
                "successors": record.get("successors", []),
                "valid_to": record.get("valid_to", ""),
            }
        )
    return sorted(missions, key=lambda mission: mission["slug"])


def build_organisations(municipalities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the ministry and the associations, at the point of the town where they are."""
    points = {record["name"]["nl"]: record for record in municipalities if record.get("code")}
    organisations = []
    for record in read_input("organisations")["organisations"]:
        town = points[record["town"]]
        point = {"latitude": town["point"]["latitude"], "longitude": town["point"]["longitude"]}
        organisations.append(
            {key: value for key, value in record.items() if key != "town"}
            | {"point": point, "province": town["province"]}
        )
    return organisations
