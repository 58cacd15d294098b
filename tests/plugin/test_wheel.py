"""The wheel holds the plugin, whole, and nothing else."""

import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def names(wheel) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_it_holds_one_package(names):
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"citysynergy"}


@pytest.mark.parametrize("folder", ["templates", "static", "locale", "reference/data", "migrations"])
def test_it_holds_every_file_of(names, folder):
    files = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "citysynergy" / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert files
    assert files <= names


def test_it_holds_compiled_translations(names):
    assert "citysynergy/locale/nl/LC_MESSAGES/django.mo" in names


def test_it_says_that_it_is_typed_and_under_which_licence(names, wheel):
    assert "citysynergy/py.typed" in names
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = (name for name in names if name.endswith(".dist-info/METADATA"))
        text = archive.read(metadata).decode()
        (licence,) = (name for name in names if name.endswith("/licenses/LICENSE"))
        assert archive.read(licence) == (ROOT / "LICENSE").read_bytes()
    assert "License-Expression: EUPL-1.2" in text
    assert "Requires-Python: >=3.12" in text
