"""The style sheets of the public pages name only what is there, and each is loaded somewhere."""

import re
from pathlib import Path

import pytest

import citysynergy

ROOT = Path(citysynergy.__file__).parent.parent
SHEETS = sorted((ROOT / "citysynergy" / "static" / "citysynergy" / "css").glob("*.css"))
SOURCES = ("citysynergy", "citysynergy_site", "home", "search", "templates")
# Beginnings of classes that are put together: of the type of a case, of a number.
MADE = ("cs-is-", "cs-entry__", "cs-goal__tile--", "cs-lesson--", "cs-cluster--")
# Classes that scripts of others set.
THEIRS = ("leaflet-", "htmx-", "utrecht-")


def sources() -> str:
    """Templates, Python and scripts of our own, as one text."""
    found = (path for name in SOURCES for path in (ROOT / name).rglob("*"))
    read = (path for path in found if path.suffix in (".html", ".py", ".js", ".mjs") and "vendor" not in path.parts)
    return "\n".join(path.read_text() for path in read)


def classes(sheet: str) -> set[str]:
    """The classes in the selectors of a style sheet."""
    bare = re.sub(r"/\*.*?\*/|url\([^)]*\)|\"[^\"]*\"", "", sheet, flags=re.DOTALL)
    return set(re.findall(r"\.([A-Za-z_][\w-]*)", re.sub(r"\{[^{}]*\}", " ", bare)))


@pytest.fixture(scope="module")
def written() -> str:
    return sources()


def test_every_class_of_a_style_sheet_is_written_somewhere(written: str) -> None:
    named = set(re.findall(r"[A-Za-z_][\w-]*", written))
    dead = {
        f"{sheet.name}: {name}"
        for sheet in SHEETS
        for name in classes(sheet.read_text())
        if name not in named and not name.startswith((*MADE, *THEIRS))
    }
    assert dead == set()


def test_what_is_put_together_is_put_together_somewhere(written: str) -> None:
    assert [start for start in MADE if not re.search(re.escape(start) + r"[{$]", written)] == []


def test_every_style_sheet_is_loaded_somewhere(written: str) -> None:
    imported = (SHEETS[0].parent / "site.css").read_text()
    loaded = [f'"{sheet.name}"' in imported or f"citysynergy/css/{sheet.name}" in written for sheet in SHEETS]
    assert [sheet.name for sheet, found in zip(SHEETS, loaded, strict=True) if not found] == []
