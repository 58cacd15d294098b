"""The settings keep their promises; each is loaded by a process of its own, as a server would."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "SECRET_KEY": "k3y-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "ALLOWED_HOSTS": "citysynergy.example.nl",
    "BASE_URL": "https://citysynergy.example.nl",
    "DATABASE_URL": "",
}


def manage(*arguments: str, settings: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py with these settings and nothing of this process's own configuration."""
    clean = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    module = f"citysynergy_site.settings.{settings}"
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=clean | {"DJANGO_SETTINGS_MODULE": module, "CITYSYNERGY_DATA": str(folder)} | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS", "BASE_URL"])
def test_production_refuses_to_start_without(missing, tmp_path):
    environment = GOOD | {missing: ""}
    done = manage("check", settings="production", folder=tmp_path, **environment)
    assert done.returncode != 0
    assert f"Set {missing} to" in done.stderr


def test_production_refuses_a_short_key(tmp_path):
    done = manage("check", settings="production", folder=tmp_path, **(GOOD | {"SECRET_KEY": "short"}))
    assert done.returncode != 0
    assert "at least 50 characters" in done.stderr


def test_production_passes_djangos_deployment_check(tmp_path):
    done = manage("check", "--deploy", "--fail-level", "WARNING", settings="production", folder=tmp_path, **GOOD)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("settings", ["demo", "dev", "test"])
def test_the_other_settings_need_nothing(settings, tmp_path):
    done = manage("check", settings=settings, folder=tmp_path)
    assert done.returncode == 0, done.stderr


def test_the_demonstration_keeps_its_secret_key_to_itself_and_has_debug_off(tmp_path):
    script = "from django.conf import settings as s; print(s.DEBUG, s.SECRET_KEY)"
    first, second = (manage("shell", "-v0", "-c", script, settings="demo", folder=tmp_path).stdout for _ in range(2))
    assert first == second
    assert first.startswith("False ")
    assert len(first.split()[1]) >= 50
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("settings", ["demo", "production"])
def test_no_setting_names_another_host(settings, tmp_path):
    script = (
        "import json; from django.conf import settings as s;"
        "print(json.dumps({n: str(getattr(s, n)) for n in dir(s) if n.isupper()}))"
    )
    environment = GOOD if settings == "production" else {}
    done = manage("shell", "-v0", "-c", script, settings=settings, folder=tmp_path, **environment)
    values = json.loads(done.stdout)
    hosts = {
        (name, host)
        for name, value in values.items()
        for host in re.findall(r"https?://([^/'\"\s]+)", value)
        if host not in ("citysynergy.example.nl", "127.0.0.1:8000")
    }
    assert hosts == set()
    assert values["WAGTAIL_GRAVATAR_PROVIDER_URL"] == "None"
    assert values["WAGTAIL_ENABLE_UPDATE_CHECK"] == "False"
    assert values["WAGTAIL_ENABLE_WHATS_NEW_BANNER"] == "False"


def test_the_address_of_elasticsearch_chooses_its_engine(tmp_path):
    code = "from citysynergy.discovery.engines.registry import get_engine; engine = get_engine(); print(engine.name)"
    for address, expected in (("", "embedded"), ("https://one.example.nl,https://two.example.nl", "elasticsearch")):
        environment = {"ELASTICSEARCH_URL": address, "ELASTICSEARCH_SHARDS": "3"}
        code += "; print(engine.configuration)" if address else ""
        done = manage("shell", "--no-imports", "-c", code, settings="demo", folder=tmp_path, **environment)
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith(expected)
    assert "shards=3" in done.stdout
    assert address in done.stdout
