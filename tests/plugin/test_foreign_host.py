"""The plugin installs from its wheel in a Wagtail site that knows nothing of ours, and wears that site's clothes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TESTAPP = Path(__file__).resolve().parents[1] / "testapp"

pytestmark = pytest.mark.heavy


@pytest.fixture(scope="module")
def told(wheel, tmp_path_factory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("host")
    packages = folder / "packages"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(packages)]
    subprocess.run([*install, str(wheel)], check=True)
    shutil.copytree(TESTAPP, folder / "testapp", ignore=shutil.ignore_patterns("__pycache__"))
    # A host makes the migrations of its own pages itself; neither the checkout nor our site is on the path.
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{packages}{os.pathsep}{folder}",
        "HOST_FOLDER": str(folder),
        "DJANGO_SETTINGS_MODULE": "testapp.settings",
    }
    lines = []
    for command in (["-m", "django", "makemigrations", "pages", "-v0"], ["-P", "-m", "testapp.story"]):
        done = subprocess.run(
            [sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        lines += done.stdout.splitlines()
    assert str(packages) in lines[0] or any(str(packages) in line for line in lines)
    return dict(line.split(maxsplit=1) for line in lines if " " in line)


def test_it_is_the_installed_plugin_that_runs(told):
    assert "/packages/citysynergy/" in told["plugin:"]


def test_the_hosts_own_pages_work_as_before(told):
    assert told["home"] == "200 False"


def test_a_page_of_the_plugin_wears_the_hosts_frame(told):
    assert told["organisation"] == "200 True"


def test_the_search_page_wears_the_hosts_frame_at_the_hosts_address(told):
    assert told["search"] == "200 True"
