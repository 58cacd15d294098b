"""A wrong setting is told at start, with what to do."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from citysynergy.discovery import checks

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
        ("DESK_EMAIL", "Desk <desk@example.nl>", "citysynergy.E016"),
        ("MESSAGES_PER_HOUR", 0, "citysynergy.E017"),
        ("MESSAGES_PER_HOUR_ABOUT_ONE_CASE", "many", "citysynergy.E017"),
        ("TRUSTED_PROXIES", None, "citysynergy.E018"),
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


ELASTICSEARCH = {
    "SEARCH_ENGINE": "elasticsearch",
    "ELASTICSEARCH_URL": "https://editor:very-secret@search.example.nl:9200",
}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ELASTICSEARCH_URL", ""),
        ("ELASTICSEARCH_URL", "search.example.nl:9200"),
        ("ELASTICSEARCH_URL", "https://one.example.nl, two:very-secret"),
        ("ELASTICSEARCH_CA_CERTS", "/no/such/file.pem"),
        ("ELASTICSEARCH_INDEX", "Cases of the Kingdom"),
        ("ELASTICSEARCH_SHARDS", 0),
        ("ELASTICSEARCH_REPLICAS", "one"),
        ("ELASTICSEARCH_SECONDS", 0),
    ],
)
def test_a_wrong_setting_of_elasticsearch_is_told(settings: Any, name: str, value: Any) -> None:
    settings.CITYSYNERGY = {**settings.CITYSYNERGY, **ELASTICSEARCH, name: value}
    with pytest.raises(SystemCheckError, match=rf"citysynergy\.E015\).*{name}") as told:
        call_command("check")
    assert "very-secret" not in str(told.value)


def test_certificates_for_a_cluster_without_tls_are_told(settings: Any, tmp_path: Path) -> None:
    certificates = tmp_path / "ca.pem"
    certificates.write_text("")
    given = {"ELASTICSEARCH_URL": "http://search.example.nl:9200", "ELASTICSEARCH_CA_CERTS": str(certificates)}
    settings.CITYSYNERGY = {**settings.CITYSYNERGY, **ELASTICSEARCH, **given}
    with pytest.raises(SystemCheckError, match=r"citysynergy\.E015\).*is not HTTPS"):
        call_command("check")


def test_a_missing_client_of_elasticsearch_is_told(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CITYSYNERGY = {**settings.CITYSYNERGY, **ELASTICSEARCH}
    monkeypatch.setattr(checks, "find_spec", lambda name: None)
    with pytest.raises(SystemCheckError, match=r"citysynergy\.E014\)[^?]*pip install 'citysynergy\[elasticsearch\]'"):
        call_command("check")


def test_good_settings_of_elasticsearch_ask_nothing_of_the_cluster(settings: Any) -> None:
    settings.CITYSYNERGY = {**settings.CITYSYNERGY, **ELASTICSEARCH}
    call_command("check")


def test_good_settings_are_silent(settings: Any) -> None:
    settings.CITYSYNERGY = {**settings.CITYSYNERGY, "API_REQUESTS_PER_SECOND": None}
    call_command("check")
