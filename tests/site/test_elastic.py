"""The download of Elasticsearch: it goes on where it stopped, and takes nothing but what is known."""

import hashlib
import http.server
import importlib
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTENT = bytes(range(256)) * 40


class Repository(http.server.BaseHTTPRequestHandler):
    """Serves one file, from the byte that is asked for."""

    asked: list[int]

    def do_GET(self) -> None:
        start = int(self.headers["Range"].removeprefix("bytes=").removesuffix("-"))
        self.asked.append(start)
        if start >= len(CONTENT):
            self.send_error(416)
            return
        self.send_response(206)
        self.send_header("Content-Length", str(len(CONTENT) - start))
        self.end_headers()
        self.wfile.write(CONTENT[start:])

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def elastic(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[ModuleType]:
    """The script, with a Maven repository of its own that the user's settings name."""
    monkeypatch.syspath_prepend(ROOT / "scripts")
    module = importlib.import_module("elastic")
    Repository.asked = []
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Repository) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        (tmp_path / ".m2").mkdir()
        (tmp_path / ".m2" / "settings.xml").write_text(
            '<settings xmlns="http://maven.apache.org/SETTINGS/1.0.0"><mirrors><mirror><id>ours</id>'
            f"<mirrorOf>central</mirrorOf><url>http://127.0.0.1:{server.server_port}/</url></mirror></mirrors></settings>"
        )
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setattr(module, "SHA256", hashlib.sha256(CONTENT).hexdigest())
        yield module
        server.shutdown()


@pytest.mark.parametrize("have", [0, 1, 5_000, len(CONTENT)])
def test_a_download_goes_on_where_it_stopped(elastic: ModuleType, tmp_path: Path, have: int) -> None:
    target = tmp_path / "archive.zip"
    target.with_suffix(".part").write_bytes(CONTENT[:have])
    elastic._download(target)
    assert target.read_bytes() == CONTENT
    assert Repository.asked == [have]
    assert not target.with_suffix(".part").exists()


def test_what_is_not_known_is_thrown_away(elastic: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elastic, "SHA256", "0" * 64)
    with pytest.raises(SystemExit, match="not the Elasticsearch we know"):
        elastic._download(tmp_path / "archive.zip")
    assert not list(tmp_path.glob("archive*"))


def test_without_settings_the_environment_says_where_it_comes_from(
    elastic: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".m2" / "settings.xml").unlink()
    monkeypatch.setenv("MAVEN_REPOSITORY", "http://127.0.0.1/repository/")
    assert elastic.repository() == "http://127.0.0.1/repository"
    monkeypatch.delenv("MAVEN_REPOSITORY")
    with pytest.raises(SystemExit, match="MAVEN_REPOSITORY"):
        elastic.repository()
