"""Reading what was written by hand, writing what is committed, and the manifest that ties them together."""

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

from reference_build.sources import declared

ROOT = Path(__file__).resolve().parent.parent.parent
INPUT = ROOT / "scripts" / "reference_input"
OUTPUT = ROOT / "citysynergy" / "reference" / "data"
MANIFEST = OUTPUT / "manifest.json"


def read_input(name: str) -> Any:
    """Return the content of a file that people keep."""
    return json.loads((INPUT / f"{name}.json").read_text(encoding="utf-8"))


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(", ", ": "))


def _lines(value: Any) -> str:
    """Return JSON with one record a line, so that a difference between two versions can be read."""
    if isinstance(value, list):
        return "[\n" + ",\n".join(_line(record) for record in value) + "\n]"
    parts = (
        f"{_line(key)}: {_lines(records) if isinstance(records, list) else _line(records)}"
        for key, records in sorted(value.items())
    )
    return "{\n" + ",\n".join(parts) + "\n}"


def write(name: str, value: Any) -> None:
    """Write a data file."""
    (OUTPUT / name).write_text(_lines(value) + "\n", encoding="utf-8")


def write_compressed(name: str, value: Any) -> None:
    """Write a large data file, compressed; the same content always gives the same bytes."""
    content = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    with open(OUTPUT / name, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
        packed.write(content)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _present_state() -> dict[str, Any]:
    outputs = [path for path in OUTPUT.glob("*.json*") if path != MANIFEST]
    return {
        "sources": declared(),
        "inputs": {path.name: _digest(path) for path in sorted(INPUT.glob("*.json"))},
        "outputs": {path.name: _digest(path) for path in sorted(outputs)},
    }


def write_manifest() -> None:
    """Record what the data was made from and what came out."""
    text = json.dumps(_present_state(), ensure_ascii=False, indent=1, sort_keys=True)
    MANIFEST.write_text(text + "\n", encoding="utf-8")


def differences() -> list[str]:
    """Say in words where the committed files no longer match what they were made from. Needs no network."""
    if not MANIFEST.exists():
        return [f"{MANIFEST.relative_to(ROOT)} is missing."]
    recorded, present = json.loads(MANIFEST.read_text(encoding="utf-8")), _present_state()
    words = {
        "sources": "The declared package {} changed since the data was built.",
        "inputs": "scripts/reference_input/{} changed since the data was built.",
        "outputs": "citysynergy/reference/data/{} was changed by hand, or is missing.",
    }
    return [
        words[part].format(name)
        for part in words
        for name in sorted({*recorded.get(part, {}), *present[part]})
        if recorded.get(part, {}).get(name) != present[part].get(name)
    ]
