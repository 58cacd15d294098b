"""Elasticsearch for development and tests: nothing but what is known is taken, and it runs on a fitting Java only."""

import importlib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def elastic(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(ROOT / "scripts")
    return importlib.import_module("elastic")


def test_an_archive_that_is_not_known_is_refused(elastic: ModuleType, tmp_path: Path) -> None:
    archive = tmp_path / "archive.zip"
    archive.write_bytes(b"something else")
    with pytest.raises(SystemExit, match="not the Elasticsearch we know"):
        elastic.check(archive)
