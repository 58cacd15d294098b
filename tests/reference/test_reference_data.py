"""The reference files: complete on their date, consistent, every point in its country."""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from citysynergy.taxonomy.files import read_compressed_reference, read_reference

ROOT = Path(__file__).resolve().parent.parent.parent

PLACES_OF_THE_FACTS = """
GB Glasgow, SE Umeå, CZ Brno, PL Gdańsk, IT Parma, SE Gothenburg, FR Nice, FI Vaasa, GR Alexandroupolis,
ES Santa Cruz de Tenerife, RO Focșani, GB Manchester, NO Stavanger, DE Leipzig, CZ Prague, ES Sabadell, FI Oulu,
IT Bassano del Grappa, TR Kadıköy, ES León, PL Lublin, SK Trenčín, BG Vidin, PT Évora, IT Bari, SI Celje, ES Granada,
DK Hvidovre, GR Ioannina, HU Újpest, ES Bilbao, SK Bratislava, HU Budapest, DK Copenhagen, PL Kraków, PT Matosinhos,
LV Riga, FR Grenoble, IT Genoa, FI Tampere, ES Barcelona, US New York, ID Jakarta, VN Ho Chi Minh City, DK Vejle,
SE Arvika, DE Oldenburg, NI León, CN Shanghai, CN Nanjing, ZW Mutare, FR Angers, DE Osnabrück, GB Derby, NI San Carlos,
NI Estelí, NI Matagalpa, PL Lublin, CN Changzhou, NI Masaya, ID Banda Aceh, GH Kumasi, PL Wrocław, BE Diest,
SE Botkyrka, CN Yangzhou, PL Warsaw, US Palo Alto, DE Münster, DE Aachen, BE Liège, BE Hasselt, IN Chennai, BD Khulna,
ID Semarang, KE Nairobi, SR Paramaribo, NI Managua, IN New Delhi, UA Kyiv, GH Accra, ZA Pretoria, CO Bogotá,
DE Düsseldorf
"""
MISSIONS_OF_THE_FACTS = {
    "embassy-jakarta": "ID",
    "embassy-nairobi": "KE",
    "embassy-paramaribo": "SR",
    "embassy-managua": "NI",
    "consulate-general-shanghai": "CN",
    "embassy-new-delhi": "IN",
    "embassy-warsaw": "PL",
    "embassy-kyiv": "UA",
    "embassy-accra": "GH",
    "embassy-pretoria": "ZA",
    "embassy-bogota": "CO",
    "consulate-general-dusseldorf": "DE",
}
MUNICIPALITIES_OF_THE_FACTS = {
    *("rotterdam", "utrecht", "eindhoven", "groningen", "alkmaar", "amsterdam", "dordrecht", "enschede", "zwolle"),
    *("heerlen", "sluis", "haarlem", "delft", "tilburg", "nijmegen", "apeldoorn", "almere", "breda", "den-haag"),
    "maastricht",
}


@pytest.fixture(scope="module")
def countries():
    return {country["code"]: country for country in read_reference("countries")}


@pytest.fixture(scope="module")
def municipalities():
    return read_reference("municipalities")


@pytest.fixture(scope="module")
def gazetteer():
    return read_compressed_reference("gazetteer")


def current(municipalities):
    return [record for record in municipalities if not record.get("valid_to")]


def outside(country, latitude, longitude):
    west, south, east, north = country["bounds"]
    across = west <= longitude <= east if west <= east else longitude >= west or longitude <= east
    return not (south <= latitude <= north and across)


def test_the_netherlands_has_342_municipalities_in_12_provinces(municipalities):
    dutch = [record for record in current(municipalities) if record["country"] == "NL"]
    assert len(dutch) == 342
    assert len({record["province"] for record in dutch}) == 12
    assert all(re.fullmatch(r"GM\d{4}", record["code"]) for record in dutch)


def test_six_islands_of_the_kingdom_are_there_as_what_they_are(municipalities):
    overseas = {record["slug"]: record["kind"] for record in municipalities if record["country"] != "NL"}
    assert overseas == {
        "aruba": "kingdom-country",
        "curacao": "kingdom-country",
        "sint-maarten": "kingdom-country",
        "bonaire": "public-body",
        "saba": "public-body",
        "sint-eustatius": "public-body",
    }


def test_former_municipalities_point_to_present_ones(municipalities):
    present = {record["slug"] for record in current(municipalities)}
    former = {record["slug"]: record for record in municipalities if record.get("valid_to")}
    for slug in ("delfzijl", "appingedam", "loppersum"):
        assert former[slug]["successors"] == ["eemsdelta"]
        assert former[slug]["valid_to"] == "2021-01-01"
    assert all(record["successors"] and set(record["successors"]) <= present for record in former.values())


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("municipalities", "slug"),
        ("missions", "slug"),
        ("organisations", "slug"),
        ("cities", "slug"),
        ("networks", "slug"),
        ("programmes", "slug"),
        ("countries", "code"),
        ("areas", "code"),
        ("goals", "number"),
    ],
)
def test_keys_are_unique(name, key):
    counted = Counter(record[key] for record in read_reference(name))
    assert [value for value, count in counted.items() if count > 1] == []


def test_organisations_share_no_address(municipalities):
    slugs = [r["slug"] for r in [*municipalities, *read_reference("missions"), *read_reference("organisations")]]
    assert len(slugs) == len(set(slugs))
    assert all(re.fullmatch(r"[a-z0-9-]+", slug) for slug in slugs)


def test_codes_of_statistics_netherlands_are_unique(municipalities):
    codes = [record["code"] for record in municipalities if record["code"]]
    assert len(codes) == len(set(codes)) == 342 + 52


def test_every_point_lies_in_its_country(countries, municipalities):
    records = [
        *municipalities,
        *read_reference("missions"),
        *read_reference("organisations"),
        *({**city, "point": city} for city in read_reference("cities")),
    ]
    strays = [
        r["slug"] for r in records if outside(countries[r["country"]], r["point"]["latitude"], r["point"]["longitude"])
    ]
    assert strays == []


def test_every_place_of_the_gazetteer_lies_in_its_country(countries, gazetteer):
    columns = gazetteer["columns"]
    name, code, lat, lon = (columns.index(column) for column in ("name", "country", "latitude", "longitude"))
    assert [row[name] for row in gazetteer["places"] if outside(countries[row[code]], row[lat], row[lon])] == []
    assert len(gazetteer["places"]) > 50_000


def test_bounds_cross_180_degrees_where_the_country_does(countries):
    crossing = {code for code, country in countries.items() if country["bounds"][0] > country["bounds"][2]}
    assert crossing == {"FJ", "KI", "NZ", "RU", "UM", "US"}
    assert countries["NL"]["bounds"][0] > 3, "the Netherlands does not span the Atlantic"


def test_countries_have_codes_names_and_a_region(countries):
    assert len(countries) == 250
    assert {"XK", "TW", "AW", "CW", "SX", "BQ"} <= set(countries)
    regions = {region["code"] for region in read_reference("regions")["regions"]}
    for country in countries.values():
        assert country["name"]["nl"]
        assert country["name"]["en"]
        assert len(country["iso3"]) == 3
        assert country["region"] in regions
    assert countries["ID"]["region"] == "035"


def test_regions_form_one_tree_with_parents_first():
    seen = set()
    for region in read_reference("regions")["regions"]:
        assert region["parent"] in seen or region["code"] == "001"
        assert region["name"]["nl"]
        assert region["name"]["en"]
        seen.add(region["code"])
    parents = {region["code"]: region["parent"] for region in read_reference("regions")["regions"]}
    assert (parents["035"], parents["142"]) == ("142", "001")


def test_there_are_17_goals_with_colours():
    goals = read_reference("goals")
    assert [goal["number"] for goal in goals] == list(range(1, 18))
    assert all(re.fullmatch(r"#[0-9A-F]{6}", goal["colour"]) for goal in goals)


def test_themes_of_all_schemes_map_to_un_habitat(municipalities):
    table = read_reference("themes")
    by_scheme = Counter(theme["scheme"] for theme in table["themes"])
    assert by_scheme == {"un-habitat": 23, "nl-smart-city": 5, "additions": 3}
    main = {theme["slug"] for theme in table["themes"] if theme["scheme"] == "un-habitat"}
    names = {record["code"]: record["name"]["en"] for record in municipalities}
    leads = {}
    for theme in table["themes"]:
        assert all(theme[field][language] for field in ("name", "description") for language in ("nl", "en"))
        if theme["scheme"] == "nl-smart-city":
            assert theme["maps_to"]
            assert set(theme["maps_to"]) <= main
            leads[theme["slug"]] = names[theme["lead"]]
    assert leads == {
        "smart-mobility": "Eindhoven",
        "safety-and-security": "The Hague",
        "healthy-urban-living": "Utrecht",
        "circularity": "Amsterdam",
        "sustainability": "Rotterdam",
    }


def test_places_of_the_facts_have_a_record():
    known = {(city["country"], city["name"]["en"]) for city in read_reference("cities")}
    wanted = {(item.strip()[:2], item.strip()[3:]) for item in PLACES_OF_THE_FACTS.replace("\n", " ").split(",")}
    assert wanted - known == set()


def test_municipalities_of_the_facts_are_current(municipalities):
    assert MUNICIPALITIES_OF_THE_FACTS - {record["slug"] for record in current(municipalities)} == set()


def test_seats_of_all_municipalities_are_in_the_gazetteer(municipalities, gazetteer):
    known = {name for row in gazetteer["places"] if row[3] == "NL" for name in (row[1], *row[8])}
    towns = {r["point"]["town"] for r in current(municipalities) if r["country"] == "NL"}
    assert len(towns - known) <= 5, towns - known


def test_missions_of_the_facts_serve_their_country():
    missions = {mission["slug"]: mission for mission in read_reference("missions")}
    for slug, country in MISSIONS_OF_THE_FACTS.items():
        assert country in {row.get("country") for row in missions[slug]["ressort"]}
    assert [row["area"] for row in missions["consulate-general-dusseldorf"]["ressort"]] == [
        "DE-NW",
        "DE-HE",
        "DE-RP",
        "DE-SL",
    ]


def test_what_missions_refer_to_exists(countries):
    areas = {area["code"]: area["country"] for area in read_reference("areas")}
    missions = read_reference("missions")
    slugs, cities = {mission["slug"] for mission in missions}, {city["slug"] for city in read_reference("cities")}
    for mission in missions:
        assert mission["name"]["nl"]
        assert mission["name"]["en"]
        assert mission["ressort"]
        assert mission["city"] in cities
        assert set(mission["successors"]) <= slugs
        for row in mission["ressort"]:
            assert row.get("subject") or row["country"] in countries
            assert "area" not in row or areas[row["area"]] == row["country"]


def test_the_committed_files_match_what_they_were_made_from():
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "build_reference.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_the_committed_files_stay_small():
    folder = ROOT / "citysynergy" / "reference" / "data"
    assert sum(path.stat().st_size for path in folder.iterdir()) < 6_000_000
