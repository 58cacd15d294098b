"""The ready site's search: where it stands, and whether its settings can work."""

import pytest
from django.urls import reverse
from django.utils import translation

from search.checks import index_folder_is_writable


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_search_stands_directly_below_the_language(language):
    with translation.override(language):
        assert reverse("citysynergy:search") == f"/{language}/search/"
        assert reverse("citysynergy:map") == f"/{language}/map/"


def found(identifier: str) -> bool:
    return identifier in {message.id for message in index_folder_is_writable(None)}


def test_a_folder_that_can_be_made_is_fine(settings, tmp_path):
    settings.CITYSYNERGY = {"INDEX_DIR": tmp_path / "some" / "where"}
    assert not found("search.E001")


def test_a_folder_that_cannot_be_made_is_an_error_before_the_first_search(settings, tmp_path):
    (tmp_path / "file").touch()
    settings.CITYSYNERGY = {"INDEX_DIR": tmp_path / "file" / "index"}
    assert found("search.E001")


def test_another_engine_needs_no_folder(settings, tmp_path):
    (tmp_path / "file").touch()
    settings.CITYSYNERGY = {"INDEX_DIR": tmp_path / "file" / "index", "SEARCH_ENGINE": "some.Engine"}
    assert not found("search.E001")
