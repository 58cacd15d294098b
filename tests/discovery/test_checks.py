"""A wrong setting is told at start, with what to do."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

# Some of Wagtail's checks read the database.
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("SEARCH_ENGINE", "elastic", "citysynergy.E010"),
        ("SEARCH_ENGINE", "datetime.datetime", "citysynergy.E010"),
        ("INDEX_INLINE_SECONDS", "soon", "citysynergy.E012"),
        ("INDEX_INLINE_SECONDS", 0, "citysynergy.E012"),
        ("API_REQUESTS_PER_SECOND", 0, "citysynergy.E013"),
    ],
)
def test_a_wrong_setting_is_told(settings: Any, name: str, value: Any, code: str) -> None:
    settings.CITYSYNERGY = {**settings.CITYSYNERGY, name: value}
    with pytest.raises(SystemCheckError, match=code):
        call_command("check")


def test_a_folder_that_is_a_file_is_told(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "index").write_text("")
    settings.CITYSYNERGY = {**settings.CITYSYNERGY, "INDEX_DIR": tmp_path / "index"}
    with pytest.raises(SystemCheckError, match=r"citysynergy\.E011"):
        call_command("check")


def test_good_settings_are_silent(settings: Any) -> None:
    settings.CITYSYNERGY = {**settings.CITYSYNERGY, "API_REQUESTS_PER_SECOND": None}
    call_command("check")
