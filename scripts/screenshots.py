"""``make screenshots``: a picture of every kind of public page, and of what it becomes in use.

Each page of ``public_pages.toml`` is taken in Dutch and English, wide and narrow, from a demonstration that the command
starts, or from the one that ``CITYSYNERGY_DEMO_URL`` names, into ``docs/screenshots/``. Names as arguments narrow.
"""

import io
import os
import subprocess
import sys
import tempfile
import time
import tomllib
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, FloatRect, Page, ViewportSize, sync_playwright
from screenshots_index import write_index
from system import ROOT, Server, chromium, end_on_signals, free_port, say

FOLDER = ROOT / "docs" / "screenshots"
TABLE = ROOT / "scripts" / "public_pages.toml"
STARTS_WITHIN_SECONDS = 1200
ANSWERS_WITHIN_SECONDS = 120
LANGUAGES = {"nl": "nl-NL", "en": "en-GB"}


@dataclass(frozen=True)
class Width:
    """A window, how far down a picture of it goes, and how wide the picture is kept; all in pixels."""

    window: ViewportSize
    deepest: int
    kept: int


WIDTHS = {
    "wide": Width({"width": 1280, "height": 900}, 1800, 760),
    "narrow": Width({"width": 375, "height": 812}, 1600, 375),
}
QUALITY = 40


@dataclass(frozen=True)
class Kind:
    """A kind of page, or a state of one."""

    name: str
    title: str
    path: str
    action: str = ""
    widths: list[str] = field(default_factory=lambda: list(WIDTHS))
    dark: bool = False
    fixed: bool = False


@dataclass(frozen=True)
class Picture:
    """One picture: what of, and how."""

    kind: Kind
    language: str
    width: str
    dark: bool = False

    @property
    def file(self) -> str:
        """The name of its file, the same each time."""
        return f"{self.kind.name}-{self.language}-{self.width}{'-dark' if self.dark else ''}.webp"

    @property
    def words(self) -> str:
        """What tells it from the other pictures of its kind."""
        language = {"nl": "Dutch", "en": "English"}[self.language]
        return f"{language}, {self.width}{', dark' if self.dark else ''}"


def kinds() -> list[Kind]:
    """Return every kind of page, then every state."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return [Kind(**row) for row in (*table["page"], *table["state"])]


def pictures(kind: Kind) -> list[Picture]:
    """Return the pictures of a kind: both languages at each width, and Dutch in dark colours where that is asked."""
    light = [Picture(kind, language, width) for width in kind.widths for language in LANGUAGES]
    return light + [Picture(kind, "nl", width, dark=True) for width in kind.widths if kind.dark]


class Demonstration(Server):
    """What ``make demo`` gives, with data of its own."""

    name = "The demonstration"

    def __init__(self) -> None:
        self.port = free_port()
        self.temporary = tempfile.TemporaryDirectory(prefix="citysynergy-screenshots-")
        self.folder = Path(self.temporary.name)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> str:
        """Load the content and serve it."""
        say("Starting a demonstration; loading its content takes minutes")
        environment = os.environ | {"CITYSYNERGY_DATA": str(self.folder), "PORT": str(self.port)}
        for name in ("DATABASE_URL", "ELASTICSEARCH_URL", "DJANGO_SETTINGS_MODULE", "BASE_URL"):
            environment.pop(name, None)
        self.process = subprocess.Popen([sys.executable, "scripts/demo.py"], cwd=ROOT, env=environment)
        address = f"http://127.0.0.1:{self.port}"
        deadline = time.monotonic() + STARTS_WITHIN_SECONDS
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{address}/health/live", timeout=5):
                    return address
            except OSError:
                if self.process.poll() is not None:
                    sys.exit("The demonstration did not start; see above.")
                time.sleep(0.5)
        sys.exit(f"The demonstration did not answer within {STARTS_WITHIN_SECONDS} seconds.")

    def stop(self) -> None:
        """Stop it and forget its data."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(30)
        self.temporary.cleanup()


def suggestions(page: Page) -> None:
    """Type the beginning of a word, and go to the first suggestion."""
    page.locator("#q").fill("rot")
    page.locator(".cs-suggest [role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")


def facets(page: Page) -> None:
    """Open the filters."""
    page.locator(".cs-facets-open").click()
    page.locator("#facets").wait_for(state="visible")


def popup(page: Page) -> None:
    """Choose the first case on the map."""
    page.locator("button.cs-pin").first.press("Enter")
    page.locator(".leaflet-popup").wait_for()


def contact(page: Page) -> None:
    """Follow the link to the contact desk."""
    address = page.locator("a[href*='/contact/']").first.get_attribute("href")
    page.goto(str(address))


def errors(page: Page) -> None:
    """Send the form to the contact desk with mistakes."""
    contact(page)
    page.locator("input[name=name]").fill("Anna de Vries")
    page.locator("input[name=email]").fill("anna")
    page.locator(".cs-form button[type=submit]").click()
    page.locator(".cs-errors").wait_for()


ACTIONS: dict[str, Callable[[Page], None]] = {
    action.__name__: action for action in (suggestions, facets, popup, contact, errors)
}

# What loads or is drawn only when it comes near the window, is there.
LOAD_ALL = """async () => {
  for (const image of document.images) image.loading = "eager";
  for (const entry of document.querySelectorAll(".cs-entry")) entry.style.contentVisibility = "visible";
  for (let top = 0; top < document.body.scrollHeight; top += innerHeight) {
    scrollTo(0, top);
    await new Promise((done) => setTimeout(done, 50));
  }
  scrollTo(0, 0);
}"""


def take(page: Page, picture: Picture) -> bytes:
    """Open the page as a visitor who wants little motion, do what its state asks, and return it as WebP."""
    kind, width = picture.kind, WIDTHS[picture.width]
    page.goto(f"/{picture.language}{kind.path}")
    page.wait_for_load_state("networkidle")
    if kind.action:
        ACTIONS[kind.action](page)
    if not kind.fixed:
        page.evaluate(LOAD_ALL)
    page.wait_for_load_state("networkidle")
    whole = int(page.evaluate("document.documentElement.scrollHeight"))
    height = width.window["height"] if kind.fixed else min(whole, width.deepest)
    clip: FloatRect = {"x": 0, "y": 0, "width": width.window["width"], "height": height}
    return small(page.screenshot(full_page=not kind.fixed, clip=clip, animations="disabled"), width.kept)


def small(picture: bytes, width: int) -> bytes:
    """Return a picture as WebP, no wider than this."""
    output = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        plain = image.convert("RGB")
        if plain.width > width:
            plain = plain.resize((width, round(plain.height * width / plain.width)), Image.Resampling.LANCZOS)
        plain.save(output, "WEBP", quality=QUALITY, method=6)
    return output.getvalue()


def take_all(site: str, chosen: list[Picture]) -> Iterator[tuple[Picture, bytes]]:
    """Take pictures, in a browser of its own for each way of looking."""
    ways = sorted({(picture.language, picture.width, picture.dark) for picture in chosen})
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for way in ways:
            page = visitor(browser, site, *way)
            for picture in chosen:
                if (picture.language, picture.width, picture.dark) == way:
                    yield picture, take(page, picture)
            page.context.close()
        browser.close()


def visitor(browser: Browser, site: str, language: str, width: str, dark: bool) -> Page:
    """A stranger's browser."""
    page = browser.new_context(
        base_url=site,
        viewport=WIDTHS[width].window,
        locale=LANGUAGES[language],
        timezone_id="Europe/Amsterdam",
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
    ).new_page()
    page.set_default_timeout(ANSWERS_WITHIN_SECONDS * 1000)
    return page


def main() -> int:
    """Take the pictures that are asked for, all without arguments; then write the index of all."""
    end_on_signals()
    every = kinds()
    asked = sys.argv[1:]
    if unknown := set(asked) - {kind.name for kind in every}:
        sys.exit(f"No page has this name: {', '.join(sorted(unknown))}. {TABLE.relative_to(ROOT)} has the names.")
    chosen = [picture for kind in every if not asked or kind.name in asked for picture in pictures(kind)]
    running = os.environ.get("CITYSYNERGY_DEMO_URL", "").rstrip("/")
    demonstration: AbstractContextManager[str] = nullcontext(running) if running else Demonstration()
    FOLDER.mkdir(exist_ok=True)
    with demonstration as site:
        for picture, content in take_all(site, chosen):
            (FOLDER / picture.file).write_bytes(content)
            say(f"{picture.file}  {len(content) / 1000:.0f} KB")
    wanted = {picture.file for kind in every for picture in pictures(kind)}
    for old in FOLDER.glob("*.webp"):
        if old.name not in wanted:
            old.unlink()
    write_index(FOLDER, [(kind.name, kind.title, [(one.words, one.file) for one in pictures(kind)]) for kind in every])
    size = sum(file.stat().st_size for file in FOLDER.glob("*.webp"))
    say(f"{len(wanted)} pictures, {size / 1e6:.1f} MB, in {FOLDER.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
