"""What ``make screenshots`` would take, and the page that it writes about it."""

import importlib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def screenshots(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(ROOT / "scripts")
    return importlib.import_module("screenshots")


def test_every_picture_has_a_name_of_its_own(screenshots: ModuleType) -> None:
    files = [picture.file for kind in screenshots.kinds() for picture in screenshots.pictures(kind)]
    assert len(files) == len(set(files))
    assert {"front-nl-wide.webp", "front-en-narrow.webp", "front-nl-wide-dark.webp"} <= set(files)


def test_every_state_can_be_made(screenshots: ModuleType) -> None:
    kinds = screenshots.kinds()
    assert {kind.action for kind in kinds} - {""} == set(screenshots.ACTIONS)
    assert {width for kind in kinds for width in kind.widths} <= set(screenshots.WIDTHS)


def test_the_page_shows_the_pictures_beside_each_other_and_the_notes_below(
    screenshots: ModuleType, tmp_path: Path
) -> None:
    notes = tmp_path / "notes.toml"
    notes.write_text('[front]\nimprove = ["Too high."]\n')
    shown = [
        ("front", "Front page", [("Dutch, wide", "a.webp"), ("English, wide", "b.webp")]),
        ("map", "Map", [("Dutch, wide", "c.webp")]),
    ]
    screenshots.write_index(tmp_path, shown)
    front, chart = (tmp_path / "README.md").read_text().split("## ")[1:]
    assert "| Dutch, wide | English, wide |\n|---|---|\n| [![Front page: Dutch, wide](a.webp)](a.webp) | [![" in front
    assert "- Too high." in front
    assert "improve" not in chart
    assert notes.read_text() == '[front]\nimprove = ["Too high."]\n'


def test_a_note_about_a_page_that_is_not_pictured_is_refused(screenshots: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "notes.toml").write_text('[gone]\nimprove = ["Mend it."]\n')
    with pytest.raises(SystemExit, match="gone"):
        screenshots.write_index(tmp_path, [("front", "Front page", [("Dutch, wide", "a.webp")])])


def test_the_notes_are_about_pages_that_are_pictured(screenshots: ModuleType, tmp_path: Path) -> None:
    notes = (ROOT / "docs" / "screenshots" / "notes.toml").read_text()
    (tmp_path / "notes.toml").write_text(notes)
    screenshots.write_index(tmp_path, [(kind.name, kind.title, []) for kind in screenshots.kinds()])
    assert notes.count('"') > 2
