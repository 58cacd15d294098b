"""What the benchmark of searching asks, of whom, and how it takes the time."""

import itertools
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any
from urllib.parse import urlencode, urlsplit

import orjson
import urllib3
from django.utils import timezone

from benchmarks.measuring import once
from citysynergy.demo.synthetic.words import vocabulary
from citysynergy.discovery import CaseQuery
from citysynergy.discovery.dictionary.present import DICTIONARY
from citysynergy.discovery.engines.base import NO_WORDS, Wanted
from citysynergy.discovery.engines.elasticsearch import ElasticsearchEngine
from citysynergy.discovery.engines.elasticsearch.asking import header
from citysynergy.discovery.engines.elasticsearch.compiler import Compiler
from citysynergy.discovery.viewers import ANYONE
from citysynergy.models import Country, Theme
from citysynergy.web import facet_panel

SERVER_STARTS_WITHIN_SECONDS = 60

type Times = dict[str, list[float]]


def queries(count: int) -> list[CaseQuery]:
    """Searches as visitors make them: frequent, usual and rare words in both languages, filters, and both."""
    themes = list(Theme.objects.order_by("slug").values_list("slug", flat=True)[:20])
    countries = list(
        Country.objects.filter(cities__isnull=False).distinct().order_by("code").values_list("code", flat=True)[:20]
    )
    words = [vocabulary(language)[0][rank] for rank in range(15, 3_000, 61) for language in ("nl", "en")]
    shapes = itertools.cycle(
        (
            lambda word, theme, country: {"q": word},
            lambda word, theme, country: {"theme": [theme]},
            lambda word, theme, country: {"q": word, "theme": [theme]},
            lambda word, theme, country: {"country": [country], "sort": "newest"},
            lambda word, theme, country: {"q": word, "country": [country]},
        )
    )
    parts = zip(itertools.cycle(words), itertools.cycle(themes), itertools.cycle(countries), strict=False)
    return [CaseQuery.of(**shape(*part)) for shape, part in itertools.islice(zip(shapes, parts, strict=False), count)]


def address(query: CaseQuery) -> str:
    """The address of a search on the site."""
    return f"/nl/search/?{urlencode(query.to_params())}"


def wanted(query: CaseQuery) -> Wanted:
    """What the search page asks for."""
    dictionary = DICTIONARY.now() if query.has_words else NO_WORDS
    return Wanted("nl", tuple(facet_panel.counted(query)), dictionary=dictionary)


class Raw:
    """Asks the cluster over one connection, without a client: the bytes are ready, and those that come are not read."""

    def __init__(self, engine: ElasticsearchEngine) -> None:
        self.engine = engine
        url = urlsplit(engine.configuration.hosts[0])
        self.pool = urllib3.HTTPConnectionPool(url.hostname or "", url.port, maxsize=4)

    def post(self, path: str, body: bytes) -> bytes:
        """Send lines of JSON."""
        answer = self.pool.request("POST", path, body=body, headers={"Content-Type": "application/x-ndjson"})
        if answer.status != 200:
            raise RuntimeError(f"{answer.status}: {answer.data[:500]!r}")
        return answer.data

    def ask(self, lines: bytes) -> bytes:
        """Ask for searches that are ready to be sent."""
        return self.post("/_msearch", lines)

    def bodies(self, query: CaseQuery) -> list[dict[str, Any]]:
        """What the page asks of the cluster for a query."""
        return [Compiler(query, ANYONE, wanted(query), timezone.now()).page()]

    def search(self, bodies: Sequence[Mapping[str, Any]]) -> bytes:
        """One request with some searches, ready to be sent."""
        lines = (part for body in bodies for part in (header(self.engine.indices.alias), body))
        return b"".join(orjson.dumps(line) + b"\n" for line in lines)


def each[Item](work: Callable[[Item], Any], items: Sequence[Item]) -> list[Callable[[], Any]]:
    """The work for each item."""
    return [partial(work, item) for item in items]


def alternated(works: Mapping[str, Sequence[Callable[[], Any]]], rounds: int, *, warm: bool = True) -> Times:
    """The times of works that take turns, step by step. A first round, which warms up, does not count, unless all does:
    then the rounds are all there are."""
    times: Times = {name: [] for name in works}
    for turn in range(-1 if warm else 0, rounds):
        for step in zip(*works.values(), strict=True):
            for name, work in zip(works, step, strict=True):
                taken = once(work)
                if turn >= 0:
                    times[name].append(taken)
    return times


def timed(work: Callable[[], int]) -> tuple[float, int]:
    """Seconds, and what the work returned."""
    started = time.perf_counter()
    count = work()
    return time.perf_counter() - started, count


def percentiles(found: Sequence[float]) -> dict[str, float]:
    """p50 and p95 in milliseconds."""
    cuts = statistics.quantiles(found, n=20)
    return {"p50": round(statistics.median(found), 2), "p95": round(cuts[18], 2)}


def ratios(times: Times, name: str, reference: str) -> dict[str, float]:
    """p50 and p95 of one beside those of another."""
    mine, other = percentiles(times[name]), percentiles(times[reference])
    return {cut: round(mine[cut] / other[cut], 2) for cut in mine}


def resident_megabytes() -> dict[str, float]:
    """The memory of this process: its own, and the pages of files that are mapped into it.

    The latter are the system's cache of files, which all processes share and which the system takes back when it needs
    the memory.
    """
    with open("/proc/self/status", encoding="ascii") as told:
        lines = dict(line.split(":", 1) for line in told)
    own, mapped = (int(lines[name].split()[0]) * 1024 / 1e6 for name in ("RssAnon", "RssFile"))
    return {"own": own, "mapped files": mapped}


@contextmanager
def site() -> Iterator[Callable[[str], bytes]]:
    """The site as in production, in one process; yields how to get a page over HTTP."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen([*command, "citysynergy_site.wsgi:application"], stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + SERVER_STARTS_WITHIN_SECONDS
        while time.monotonic() < deadline and server.poll() is None:
            with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live", timeout=1):
                break
            with suppress(subprocess.TimeoutExpired):
                server.wait(0.2)
        pool = urllib3.HTTPConnectionPool("127.0.0.1", port, maxsize=1)

        def get(path: str) -> bytes:
            answer = pool.request("GET", path)
            if answer.status != 200:
                raise RuntimeError(f"{path}: {answer.status}")
            return answer.data

        yield get
    finally:
        server.terminate()
        server.wait(30)
