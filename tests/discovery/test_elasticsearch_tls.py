"""Elasticsearch behind TLS and credentials, as the settings name them: a real TLS endpoint before the real server."""

import ssl
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from citysynergy.discovery.engines.base import EngineDownError
from citysynergy.discovery.engines.elasticsearch import ElasticsearchEngine
from citysynergy.discovery.engines.registry import get_engine
from tests.discovery.contract.test_lifecycle import case, titles
from tests.discovery.engines import configuration, remove_indexes
from tests.discovery.sick import passed_on, serving

AUTHORITY = ["-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign"]


def openssl(*arguments: Any) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an authority of its own (``ca.pem``), and what it signed for 127.0.0.1 (``server.pem``)."""
    folder = tmp_path_factory.mktemp("certificates")
    new = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    openssl(*new, "-subj", "/CN=Authority", *AUTHORITY, "-keyout", folder / "ca.key", "-out", folder / "ca.pem")
    signed = ["-CA", folder / "ca.pem", "-CAkey", folder / "ca.key", "-addext", "subjectAltName=IP:127.0.0.1"]
    signed += ["-addext", "basicConstraints=critical,CA:FALSE"]
    openssl(*new, "-subj", "/CN=Search", *signed, "-keyout", folder / "server.key", "-out", folder / "server.pem")
    return folder


@pytest.fixture
def endpoint(certificates: Path) -> Iterator[SimpleNamespace]:
    """A TLS endpoint that passes everything on to Elasticsearch; ``sent`` holds the credentials of each request."""
    sent: list[str | None] = []

    def forward(request: BaseHTTPRequestHandler, body: bytes) -> tuple[int, bytes]:
        sent.append(request.headers["Authorization"])
        return passed_on(request, body)

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates / "server.pem", certificates / "server.key")
    with serving(forward, context) as made:
        yield SimpleNamespace(port=made.server_port, sent=sent)


@pytest.fixture
def configured(settings: Any) -> Iterator[Any]:
    """Make the engine of the site with settings as given; the index has a name of its own."""
    plain = configuration()

    def make(url: str, **given: Any) -> ElasticsearchEngine:
        others = {f"ELASTICSEARCH_{name}": value for name, value in given.items()}
        settings.CITYSYNERGY = {
            **settings.CITYSYNERGY,
            "SEARCH_ENGINE": "elasticsearch",
            "ELASTICSEARCH_URL": url,
            "ELASTICSEARCH_INDEX": plain.index,
            "ELASTICSEARCH_REPLICAS": 0,
            "ELASTICSEARCH_SECONDS": 30,
            **others,
        }
        engine = get_engine()
        assert isinstance(engine, ElasticsearchEngine)
        return engine

    yield make
    remove_indexes(ElasticsearchEngine(plain))


def test_an_api_key_travels_behind_tls(endpoint: SimpleNamespace, certificates: Path, configured: Any) -> None:
    engine = configured(f"https://127.0.0.1:{endpoint.port}", CA_CERTS=str(certificates / "ca.pem"), API_KEY="a2V5")
    engine.rebuild([case("brug")])
    engine.apply([case("plan")], timeout=30)
    assert titles(engine) == ["brug", "plan"]
    assert set(endpoint.sent) == {"ApiKey a2V5"}


def test_a_name_and_password_in_the_address_do_too(
    endpoint: SimpleNamespace, certificates: Path, configured: Any
) -> None:
    address = f"https://editor:very%20secret@127.0.0.1:{endpoint.port}"
    configured(address, CA_CERTS=str(certificates / "ca.pem")).rebuild([])
    assert set(endpoint.sent) == {"Basic " + b64encode(b"editor:very secret").decode()}


def test_a_server_that_cannot_prove_who_it_is_gets_no_credentials(
    endpoint: SimpleNamespace, certificates: Path, configured: Any
) -> None:
    trusted = str(certificates / "ca.pem")
    for engine in (
        # Signed by an authority that this machine does not know.
        configured(f"https://127.0.0.1:{endpoint.port}", API_KEY="a2V5"),
        # Signed for another name.
        configured(f"https://localhost:{endpoint.port}", CA_CERTS=trusted, API_KEY="a2V5"),
    ):
        with pytest.raises(EngineDownError, match=r"(?i)certificate"):
            titles(engine)
    assert endpoint.sent == []
