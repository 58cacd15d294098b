"""Reading the reference data that ships with the plugin (see ``citysynergy/reference/data/README.md``)."""

import gzip
import json
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "reference" / "data"


def read_reference(name: str) -> Any:
    """Return the content of a reference file, such as ``read_reference("countries")``."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def read_compressed_reference(name: str) -> Any:
    """Return the content of a compressed reference file."""
    with gzip.open(DATA / f"{name}.json.gz", "rt", encoding="utf-8") as file:
        return json.load(file)
