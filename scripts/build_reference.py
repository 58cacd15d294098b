"""Build the reference data in ``citysynergy/reference/data`` from named packages and from ``scripts/reference_input``.

    python3 scripts/build_reference.py           downloads what is missing, builds all files
    python3 scripts/build_reference.py --check   says whether the committed files still match what they were made from

The check needs neither packages nor a network. The build installs ``requirements/reference.txt`` in an environment of
its own, in the user's cache folder, and needs npm for its downloads.
"""

import argparse
import os
import subprocess
import sys
import venv
from pathlib import Path

from reference_build import files, sources

IN_ENVIRONMENT = "CITYSYNERGY_REFERENCE_ENVIRONMENT"
REQUIREMENTS = files.ROOT / "requirements" / "reference.txt"


def check() -> int:
    """Print each difference; return 1 if there is any."""
    found = files.differences()
    for difference in found:
        print(difference)
    print("Build it again: python3 scripts/build_reference.py" if found else "The reference data matches its sources.")
    return int(bool(found))


def enter_environment() -> int:
    """Run this script in an environment that has the packages; return its exit code."""
    folder = sources.cache_folder() / "environment"
    python = folder / "bin" / "python"
    if not python.exists():
        print("Making an environment for the build …", flush=True)
        venv.create(folder, with_pip=True)
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    subprocess.run([*install, "--requirement", str(REQUIREMENTS)], check=True)
    return subprocess.run(
        [python, Path(__file__).resolve()], env={**os.environ, IN_ENVIRONMENT: "1"}, check=False
    ).returncode


def build() -> int:
    """Write all files, and say how many records each holds."""
    from reference_build.countries import build_countries, build_regions
    from reference_build.missions import build_missions, build_organisations
    from reference_build.municipalities import Municipalities
    from reference_build.places import Places, build_areas, build_cities, build_extra_places

    files.OUTPUT.mkdir(parents=True, exist_ok=True)
    countries = build_countries()
    places = Places(countries)
    given = files.read_input("organisations")
    missions_given = files.read_input("missions")["missions"]
    cities = build_cities(places, missions_given)
    municipalities = Municipalities(places).build()
    missions = build_missions(cities, lambda town, country: places.find(town, country)["geonameid"])
    wanted = {city["geonames_id"] for city in cities}
    tables = {
        "themes": files.read_input("themes"),
        "goals": files.read_input("goals"),
        "regions": build_regions(),
        "countries": countries,
        "areas": build_areas(places, cities, missions_given),
        "cities": cities,
        "municipalities": municipalities,
        "missions": missions,
        "organisations": build_organisations(municipalities),
        "networks": given["networks"],
        "programmes": given["programmes"],
    }
    for name, table in tables.items():
        files.write(f"{name}.json", table)
        print(f"{name:16}{len(table) if isinstance(table, list) else {key: len(v) for key, v in table.items()}}")
    gazetteer = places.gazetteer(wanted, build_extra_places(cities, municipalities))
    files.write_compressed("gazetteer.json.gz", gazetteer)
    print(f"{'gazetteer':16}{len(gazetteer['places'])} places; {len(places.left_out)} outside their country left out")
    files.write_manifest()
    return 0


def main() -> int:
    """Check or build."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only compare the committed files with their sources")
    if parser.parse_args().check:
        return check()
    return build() if os.environ.get(IN_ENVIRONMENT) else enter_environment()


if __name__ == "__main__":
    sys.exit(main())
