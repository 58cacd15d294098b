#!/usr/bin/env python3
"""Copy third-party front-end files into the plugin, from npm packages with pinned versions and hashes.

    python scripts/vendor_assets.py            fetch the packages with `npm pack` and write the files
    python scripts/vendor_assets.py --check    compare the committed files with their recorded hashes (no network)

A package whose contents differ from the pinned integrity is refused, so what is committed is what was reviewed.
Comments that name source maps are removed: the maps are not shipped, and Django's manifest storage would fail on them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

from basemap import build_base_map
from npm import Package, fetch

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "citysynergy" / "static" / "citysynergy"
RECORD = STATIC / "vendor" / "vendored.json"

Transform = Callable[[bytes], bytes]


UTRECHT_COMPONENTS = ("button", "checkbox", "select", "skip-link", "textbox")

PACKAGES = (
    Package(
        "@fontsource/zilla-slab",
        "5.3.0",
        "sha512-xbdDx5OESJDQqp3GIp4pjBgI+qpcg4AxnHLN15ekfJbG+ZYaOXg3uBjDpYlkuPQpey91afxHBNaqZgzluJ2FWA==",
        {
            "files/zilla-slab-latin-600-normal.woff2": "fonts/zilla-slab-latin-600.woff2",
            "files/zilla-slab-latin-ext-600-normal.woff2": "fonts/zilla-slab-latin-ext-600.woff2",
            "LICENSE": "fonts/zilla-slab.LICENSE.txt",
        },
    ),
    Package(
        "@fontsource-variable/atkinson-hyperlegible-next",
        "5.3.0",
        "sha512-UnLzNUy1RWoLDfydAatP4NaRm99X/WbQEph7q/PymJnCFIOOwKOx3pBmp5ys8trO0dM+CKGuJgeZP9fAR4mQpA==",
        {
            "files/atkinson-hyperlegible-next-latin-wght-normal.woff2": "fonts/atkinson-next-latin.woff2",
            "files/atkinson-hyperlegible-next-latin-ext-wght-normal.woff2": "fonts/atkinson-next-latin-ext.woff2",
            "LICENSE": "fonts/atkinson-next.LICENSE.txt",
        },
    ),
    Package(
        "leaflet",
        "1.9.4",
        "sha512-nxS1ynzJOmOlHp+iL3FyWqK89GtNL8U8rvlMOsQdTTssxZwCXh8N2NB3GDQOL+YR3XnWyZAxwQixURb+FA74PA==",
        {
            "dist/leaflet.js": "vendor/leaflet/leaflet.js",
            "dist/leaflet.css": "vendor/leaflet/leaflet.css",
            "dist/images/layers.png": "vendor/leaflet/images/layers.png",
            "dist/images/layers-2x.png": "vendor/leaflet/images/layers-2x.png",
            "dist/images/marker-icon.png": "vendor/leaflet/images/marker-icon.png",
            "dist/images/marker-icon-2x.png": "vendor/leaflet/images/marker-icon-2x.png",
            "dist/images/marker-shadow.png": "vendor/leaflet/images/marker-shadow.png",
            "LICENSE": "vendor/leaflet/LICENSE.txt",
        },
    ),
    Package(
        "topojson-client",
        "3.1.0",
        "sha512-605uxS6bcYxGXw9qi62XyrV6Q3xwbndjachmNxu8HWTtVPxZfEJN9fd/SZS1Q54Sn2y0TMyMxFj/cJINqGHrKw==",
        {
            "dist/topojson-client.min.js": "vendor/topojson/topojson-client.min.js",
            "LICENSE": "vendor/topojson/LICENSE.txt",
        },
    ),
    Package(
        "htmx.org",
        "4.0.1",
        "sha512-oF7JgXhDW9UXCy/k1ZYFUQgzu/rm19ORWPSPNL91vPluB2PB9+MV55tyQdH/w7o2EAbTYUG5SDW1R60mdkdqGg==",
        {
            "dist/htmx.min.js": "vendor/htmx/htmx.min.js",
            "LICENSE": "vendor/htmx/LICENSE.txt",
        },
    ),
    Package(
        "@utrecht/component-library-css",
        "9.0.4",
        "sha512-gVA7D6GfP9/+fzehkYLSBR+0UPUTA97PZmgvTYQE88lPQhHGMlUk8FjmCpLKRsRC9hAYd32JuF/KzG6fmBfjJA==",
        {
            "dist/index.css": "vendor/utrecht/components.css",
            "LICENSE.md": "vendor/utrecht/LICENSE.md",
        },
    ),
    Package(
        "world-atlas",
        "2.0.2",
        "sha512-IXfV0qwlKXpckz1FhwXVwKRjiIhOnWttOskm5CtxMsjgE/MXAYRHWJqgXOpM8IkcPBoXnyTU5lFHcYa5ChG0LQ==",
        {
            "countries-50m.json": "data/base-map.json",
            "LICENSE": "data/base-map.LICENSE.txt",
        },
    ),
)


def without_source_map(content: bytes) -> bytes:
    """Drop the comment that names a source map, in JavaScript and in CSS."""
    content = re.sub(rb"^//[#@] sourceMappingURL=.*$", b"", content, flags=re.MULTILINE)
    return re.sub(rb"/\*[#@] sourceMappingURL=.*?\*/", b"", content).rstrip() + b"\n"


def used_components(content: bytes) -> bytes:
    """Keep only the rules of the Utrecht components that our templates use."""
    text = content.decode()
    notice = re.search(r"/\*\*.*?\*/", text, flags=re.DOTALL)
    wanted = re.compile(rf"^\.utrecht-(?:{'|'.join(UTRECHT_COMPONENTS)})(?![a-z]|-[a-z])")
    # Rules for states that a pseudo-class covers already, and for hints we do not offer, only add weight.
    unwanted = re.compile(r"--(?:danger|ready|warning|busy|pressed|distanced|html-|placeholder|custom|read-only)")
    rules = []
    for selector, body in re.findall(
        r"^([.@][^{}]*)\{([^{}]*)\}",
        re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL),
        re.MULTILINE,
    ):
        parts = [part.strip() for part in selector.split(",\n")]
        kept = [part for part in parts if wanted.match(part) and not unwanted.search(part)]
        if kept:
            declarations = re.sub(r"\s+", " ", body).strip()
            rules.append(f"{', '.join(kept)} {{ {declarations} }}")
    head = f"{notice.group(0)}\n" if notice else ""
    return (head + "\n".join(rules) + "\n").encode()


TRANSFORMS: dict[str, Transform] = {
    "vendor/leaflet/leaflet.js": without_source_map,
    "vendor/topojson/topojson-client.min.js": without_source_map,
    "vendor/htmx/htmx.min.js": without_source_map,
    "vendor/utrecht/components.css": used_components,
    "data/base-map.json": build_base_map,
}


def write_all() -> None:
    """Fetch every package, write its files and record what was written."""
    record: dict[str, dict[str, object]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for package in PACKAGES:
            print(package.spec, flush=True)
            hashes: dict[str, str] = {}
            with tarfile.open(fetch(package, Path(folder))) as archive:
                for source, target in package.files.items():
                    member = archive.extractfile(f"package/{source}")
                    if member is None:
                        raise SystemExit(f"{package.spec} holds no {source}")
                    content = TRANSFORMS.get(target, bytes)(member.read())
                    path = STATIC / target
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(content)
                    hashes[target] = hashlib.sha256(content).hexdigest()
                    print(f"  {target}  {len(content):,} bytes")
            record[package.name] = {
                "version": package.version,
                "integrity": package.integrity,
                "files": hashes,
            }
    RECORD.write_text(json.dumps(record, indent=2) + "\n")


def problems() -> list[str]:
    """What differs between the committed files, their record and this script."""
    if not RECORD.exists():
        return [f"{RECORD.relative_to(ROOT)} is missing: run scripts/vendor_assets.py"]
    record = json.loads(RECORD.read_text())
    found = []
    for package in PACKAGES:
        entry = record.get(package.name, {})
        if (entry.get("version"), entry.get("integrity")) != (
            package.version,
            package.integrity,
        ):
            found.append(f"{package.spec}: the record holds another version; run scripts/vendor_assets.py")
        for target in package.files.values():
            path = STATIC / target
            if not path.exists():
                found.append(f"{target} is missing")
            elif hashlib.sha256(path.read_bytes()).hexdigest() != entry.get("files", {}).get(target):
                found.append(f"{target} is not what was vendored")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "--check",
        action="store_true",
        help="only compare the committed files with their hashes",
    )
    if not parser.parse_args().check:
        write_all()
    found = problems()
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
