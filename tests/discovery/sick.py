"""Servers in the place of Elasticsearch that are not well: real ones, on the loopback interface."""

import http.client
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from tests.discovery.engines import closed_port, server


@contextmanager
def gone() -> Iterator[str]:
    """Nothing listens there."""
    yield closed_port()


@contextmanager
def stalled() -> Iterator[str]:
    """It takes connections and never answers."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


# Makes of a request and its body a status and what is said.
Answer = Callable[[BaseHTTPRequestHandler, bytes], tuple[int, bytes]]


class Handler(BaseHTTPRequestHandler):
    """Answers every request by what ``answer`` makes of it."""

    protocol_version = "HTTP/1.1"

    def __init__(self, answer: Answer, *args: Any) -> None:
        self.answer = answer
        super().__init__(*args)

    def handle_any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, said = self.answer(self, body)
        self.send_response(status)
        self.send_header("X-Elastic-Product", "Elasticsearch")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(said)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = handle_any  # noqa: N815

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


@contextmanager
def serving(answer: Answer, tls: ssl.SSLContext | None = None) -> Iterator[ThreadingHTTPServer]:
    """Run an HTTP server in a thread of its own, behind TLS if that is given."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, answer)) as made:
        if tls is not None:
            made.socket = tls.wrap_socket(made.socket, server_side=True)
        thread = threading.Thread(target=partial(made.serve_forever, poll_interval=0.02))
        thread.start()
        try:
            yield made
        finally:
            made.shutdown()
            thread.join()


def passed_on(request: BaseHTTPRequestHandler, body: bytes) -> tuple[int, bytes]:
    """What the real Elasticsearch answers."""
    behind = urlsplit(server())
    connection = http.client.HTTPConnection(behind.hostname or "", behind.port, timeout=30)
    kept = {name: request.headers[name] for name in ("Content-Type", "Accept") if request.headers[name]}
    connection.request(request.command, request.path, body, kept)
    answer = connection.getresponse()
    found = answer.status, answer.read()
    connection.close()
    return found


@contextmanager
def refusing(status: int) -> Iterator[str]:
    """It answers, and always the same: that it can't."""
    said = json.dumps({"error": {"type": "refused", "reason": "not now"}, "status": status}).encode()
    with serving(lambda _request, _body: (status, said)) as made:
        yield f"http://127.0.0.1:{made.server_port}"


SICK: dict[str, Callable[[], AbstractContextManager[str]]] = {
    "gone": gone,
    "stalled": stalled,
    "too busy (429)": partial(refusing, 429),
    "out of order (503)": partial(refusing, 503),
}
