"""A real site with the demonstration's content, in folders and on a port of its own, and Chromium to use it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "citysynergy-demo"
# It loads everything first; on a busy machine that takes many times as long as on a quiet one.
STARTS_WITHIN_SECONDS = 1200
ANSWERS_WITHIN_SECONDS = 60

expect.set_options(timeout=ANSWERS_WITHIN_SECONDS * 1000)


@dataclass(frozen=True)
class DemoSite:
    """Where the site answers and where it keeps its data."""

    url: str
    data: Path


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_up(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{url}/health/live", timeout=5):
                return
        except OSError:
            try:
                process.wait(0.25)
            except subprocess.TimeoutExpired:
                continue
            pytest.fail(f"The demonstration did not start:\n{log.read_text()}")
    pytest.fail(f"The demonstration did not answer in time:\n{log.read_text()}")


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoSite]:
    """What ``make demo`` gives, once for all browser tests. Tests add content of their own and change no other.

    No request may fail in it, whether or not a test looked at the answer.

    With ``BROWSER_ON_SERVERS`` it stands on the servers of ``DATABASE_URL`` and ``ELASTICSEARCH_URL``.
    ``CITYSYNERGY_DEMO_URL`` names a running demonstration to use instead, while writing tests.
    """
    if running := os.environ.get("CITYSYNERGY_DEMO_URL"):
        yield DemoSite(running.rstrip("/"), Path(os.environ.get("CITYSYNERGY_DATA") or ROOT / "var"))
        return
    data = tmp_path_factory.mktemp("demo")
    log = data.parent / "demo.log"
    port = _free_port()
    environment = os.environ | {"CITYSYNERGY_DATA": str(data), "PORT": str(port)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    if os.environ.get("BROWSER_ON_SERVERS"):
        # What else this machine tests may hold the cluster up, and then the page would list from the database.
        environment["ELASTICSEARCH_SECONDS"] = str(ANSWERS_WITHIN_SECONDS)
    else:
        environment.pop("DATABASE_URL", None)
        environment.pop("ELASTICSEARCH_URL", None)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "scripts/demo.py"], cwd=ROOT, env=environment, stdout=output, stderr=output
        )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_until_up(url, process, log)
        yield DemoSite(url, data)
    finally:
        process.terminate()
        process.wait(30)
    failed = [line for line in log.read_text().splitlines() if "request_failed" in line]
    assert failed == []


@pytest.fixture(scope="session")
def base_url(demo_site: DemoSite) -> str:
    """Lets tests go to ``/nl/`` without naming the host."""
    return demo_site.url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium instead of a browser that Playwright would download."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not executable:
        pytest.fail("Chromium was not found. Install it: apt install chromium")
    return browser_type_launch_args | {"executable_path": executable, "args": ["--no-sandbox"]}


@pytest.fixture(scope="session")
def signed_in_state(browser: Browser, base_url: str) -> Callable[[str], Any]:
    """The cookies of a demo account that signed in through the form, once in the session."""
    states: dict[str, Any] = {}

    def state(username: str) -> Any:
        if username not in states:
            with browser.new_context(base_url=base_url) as context:
                page = context.new_page()
                page.goto("/account/login/")
                page.locator("input[name=login]").fill(username)
                page.locator("input[name=password]").fill(PASSWORD)
                page.locator("input[name=password]").press("Enter")
                page.wait_for_url(lambda url: "/login" not in url)
                states[username] = context.storage_state()
        return states[username]

    return state


@pytest.fixture
def as_user(new_context: Callable[..., BrowserContext], signed_in_state: Callable[[str], Any]) -> Callable[..., Page]:
    """Opens a page in a browser of its own, signed in as a demo account; ``None`` is a stranger."""

    def open_page(username: str | None = None, **options: Any) -> Page:
        settings: dict[str, Any] = {
            "viewport": {"width": 1280, "height": 900},
            "locale": "nl-NL",
            "timezone_id": "Europe/Amsterdam",
            **options,
        }
        if username:
            settings["storage_state"] = signed_in_state(username)
        page = new_context(**settings).new_page()
        page.set_default_timeout(ANSWERS_WITHIN_SECONDS * 1000)
        return page

    return open_page


@pytest.fixture
def public_page(as_user: Callable[..., Page]) -> Page:
    """A stranger's browser."""
    return as_user()


@pytest.fixture
def quiet_page(public_page: Page, base_url: str) -> Iterator[Page]:
    """A stranger's browser that fails the test when a page complains or asks another host."""
    complaints: list[str] = []
    public_page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    public_page.on("pageerror", lambda error: complaints.append(str(error)))
    public_page.on(
        "request",
        lambda asked: complaints.append(asked.url) if not asked.url.startswith((f"{base_url}/", "data:")) else None,
    )
    yield public_page
    assert complaints == []
