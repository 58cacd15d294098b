"""What was taken from elsewhere is what was reviewed, and weighs what it may weigh."""

import gzip
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "citysynergy" / "static" / "citysynergy"


def test_vendored_files_are_those_that_were_reviewed() -> None:
    check = subprocess.run([sys.executable, ROOT / "scripts" / "vendor_assets.py", "--check"], capture_output=True)
    assert check.returncode == 0, check.stderr.decode()


def test_no_file_names_a_source_map_that_is_not_shipped() -> None:
    for path in [*STATIC.rglob("*.js"), *STATIC.rglob("*.mjs"), *STATIC.rglob("*.css")]:
        assert "sourceMappingURL" not in path.read_text(), path


def test_the_base_map_is_light() -> None:
    assert len(gzip.compress((STATIC / "data" / "base-map.json").read_bytes(), 9)) <= 60_000


def test_no_style_or_script_of_ours_names_another_host() -> None:
    for path in [*(STATIC / "css").iterdir(), *(STATIC / "js").iterdir()]:
        text = path.read_text().replace("http://www.w3.org/2000/svg", "")
        assert "http://" not in text, path
        assert "https://" not in text, path
