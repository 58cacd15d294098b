"""Searching 100,000 cases: the page, the engines and the index, each beside what could not be faster.

The reference is one raw request to Elasticsearch with the very body that the page asks, over a connection that is open,
its answer not even read as JSON. ``SEARCH_CASES`` makes the collection smaller, for a quick look.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.db.models import Count, Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks import searching
from benchmarks.searching import Raw, alternated, percentiles, ratios
from citysynergy.demo import synthetic
from citysynergy.discovery import CaseQuery, maintenance, search
from citysynergy.discovery.builder import Builder
from citysynergy.discovery.engines.elasticsearch import ElasticsearchEngine
from citysynergy.discovery.engines.elasticsearch.documents import to_source
from citysynergy.discovery.engines.embedded import EmbeddedEngine
from citysynergy.discovery.engines.registry import get_engine
from citysynergy.discovery.viewers import ANYONE
from citysynergy.models import CasePage

DATABASES = ("postgresql",)
ELASTICSEARCH = True
CASES = int(os.environ.get("SEARCH_CASES", "100000"))
FEW = CASES // 10
QUERIES, ROUNDS = 100, 5
# Of the database's own searches, which take seconds.
SLOW_QUERIES = 5
CHUNK = 500


def measure() -> dict[str, Any]:
    """Milliseconds and ratios, in the order of a visitor's way through the layers."""
    call_command("citysynergy_load_reference", verbosity=0)
    engine: Any = get_engine()
    synthetic.generate(FEW, 1)
    maintenance.rebuild()
    few = _raw_and_page(engine)
    seconds, made = _timed(lambda: synthetic.generate(CASES, 1))
    rebuild, documents = _timed(maintenance.rebuild)
    found: dict[str, Any] = {
        "cases": documents,
        "made per second": round(made / seconds),
        f"with {FEW:,} cases": few,
        f"with {CASES:,} cases": (many := _raw_and_page(engine)),
        f"{CASES:,} ÷ {FEW:,} cases, p50 of the page": round(many["page"]["p50"] / few["page"]["p50"], 2),
        "layers": _layers(engine),
        "index": _indexing(engine, documents / rebuild),
    }
    with tempfile.TemporaryDirectory(prefix="citysynergy-embedded-") as folder:
        found["embedded"] = _embedded(engine, EmbeddedEngine(Path(folder)))
    found["database"] = _database(engine)
    return found


def _timed(work: Callable[[], int]) -> tuple[float, int]:
    """Seconds, and what the work returned."""
    started = time.perf_counter()
    count = work()
    return time.perf_counter() - started, count


def _raw_and_page(engine: ElasticsearchEngine) -> dict[str, Any]:
    """The page over HTTP beside the raw request, with the queries of the database that it takes."""
    raw, asked = Raw(engine), searching.queries(QUERIES)
    requests = [raw.search(raw.bodies(query)) for query in asked]
    with searching.site() as get:
        times = alternated(
            {
                "raw": [lambda body=body: raw.post("/_msearch", body) for body in requests],
                "page": [lambda query=query: get(searching.address(query)) for query in asked],
            },
            ROUNDS,
        )
    return {
        "raw": percentiles(times["raw"]),
        "page": percentiles(times["page"]),
        "page ÷ raw": ratios(times, "page", "raw"),
    }


def _layers(engine: ElasticsearchEngine) -> dict[str, Any]:
    """``search()`` to usable results; its own time of the processor; one request per facet instead of one for all."""
    raw, asked = Raw(engine), searching.queries(QUERIES)
    bodies = [raw.bodies(query) for query in asked]
    together = [raw.search(body) for body in bodies]
    apart = [[raw.search([part]) for part in _per_facet(body[0])] for body in bodies]
    counts = [searching.wanted(query).facets for query in asked]

    def ask(query: CaseQuery, names: tuple[str, ...]) -> None:
        assert not search(query, viewer=ANYONE, counts=names).degraded

    times = alternated(
        {
            "raw": [lambda body=body: raw.post("/_msearch", body) for body in together],
            "search()": [
                lambda query=query, names=names: ask(query, names) for query, names in zip(asked, counts, strict=True)
            ],
            "one request per facet": [
                lambda parts=parts: [raw.post("/_msearch", part) for part in parts] for parts in apart
            ],
        },
        ROUNDS,
    )
    own = time.process_time()
    for query, names in zip(asked, counts, strict=True):
        ask(query, names)
    own = (time.process_time() - own) * 1000 / len(asked)
    with CaptureQueriesContext(connection) as database:
        ask(asked[0], counts[0])
    return {
        **{name: percentiles(found) for name, found in times.items()},
        "search() ÷ raw": ratios(times, "search()", "raw"),
        "search(), milliseconds of the processor": round(own, 2),
        "search(), database queries": len(database),
        "raw ÷ one request per facet": ratios(times, "raw", "one request per facet"),
    }


def _per_facet(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The page without counts, then each count with a request of its own, as Wagtail's ``facet()`` asks."""
    yield {name: part for name, part in body.items() if name != "aggs"}
    for name, aggregation in body.get("aggs", {}).items():
        filters, parts = aggregation.get("filter"), aggregation.get("aggs", {name: aggregation})
        query = {"bool": {"must": [body["query"]], "filter": [filters] if filters else []}}
        for facet, part in parts.items():
            yield {"size": 0, "query": query, "aggs": {facet: part}}


def _indexing(engine: ElasticsearchEngine, rate: float) -> dict[str, Any]:
    """From the database to the index, beside documents that are ready to be sent; and one publication."""
    raw = Raw(engine)
    name = f"{engine.indices.alias}-raw"
    lines = []
    for document in Builder().everything():
        lines.append(b'{"index":{"_id":"%s"}}\n%s\n' % (document.id.encode(), to_source(document)))
        if len(lines) == min(CASES, 20_000):
            break
    chunks = [b"".join(lines[start : start + CHUNK]) for start in range(0, len(lines), CHUNK)]
    body = engine.client.indices.get(index=engine.indices.alias).body
    [shape] = body.values()
    settings = {"number_of_replicas": 0, "refresh_interval": "-1"}
    engine.client.indices.create(
        index=name,
        mappings=shape["mappings"],
        settings={
            **settings,
            "analysis": shape["settings"]["index"]["analysis"],
        },
    )
    try:
        seconds, sent = _timed(lambda: sum(bool(raw.post(f"/{name}/_bulk", chunk)) for chunk in chunks) and len(lines))
        single = lines[0]
        page = CasePage.objects.filter(live=True).specific().first()

        def publish() -> None:
            page.save_revision().publish()

        times = alternated(
            {
                "raw index and refresh": [lambda: raw.post(f"/{name}/_bulk?refresh=true", single)] * 20,
                "publish to searchable": [publish] * 20,
            },
            2,
        )
    finally:
        engine.client.indices.delete(index=name)
    return {
        "cases per second, rebuild": round(rate),
        "cases per second, raw": round(sent / seconds),
        "rebuild ÷ raw, time per case": round(sent / seconds / rate, 2),
        **{what: percentiles(found) for what, found in times.items()},
        "publish ÷ raw": ratios(times, "publish to searchable", "raw index and refresh"),
    }


def _embedded(engine: ElasticsearchEngine, embedded: EmbeddedEngine) -> dict[str, Any]:
    """The embedded engine beside the raw request, for the same searches."""
    seconds, documents = _timed(lambda: embedded.rebuild(Builder().everything()))
    raw, asked = Raw(engine), searching.queries(QUERIES)
    requests = [raw.search(raw.bodies(query)) for query in asked]
    before = searching.resident_megabytes()
    now = timezone.now()
    times = alternated(
        {
            "raw": [lambda body=body: raw.post("/_msearch", body) for body in requests],
            "embedded": [
                lambda query=query: embedded.search(query, ANYONE, searching.wanted(query), now) for query in asked
            ],
        },
        ROUNDS,
    )
    return {
        **{name: percentiles(found) for name, found in times.items()},
        "embedded ÷ raw": ratios(times, "embedded", "raw"),
        "megabytes of memory more": round(searching.resident_megabytes() - before),
        "cases per second, rebuild": round(documents / seconds),
    }


def _database(engine: ElasticsearchEngine) -> dict[str, Any]:
    """What a site without an index would do: the ORM with ``icontains`` and counts, beside the embedded engine."""
    asked = [query for query in searching.queries(QUERIES) if query.q][:SLOW_QUERIES]

    def by_orm(query: CaseQuery) -> None:
        rows = CasePage.objects.filter(live=True).filter(Q(title__icontains=query.q) | Q(summary__icontains=query.q))
        rows.count()
        list(rows.order_by("-first_published_at")[:20])
        list(rows.values("themes").annotate(count=Count("pk", distinct=True)))
        list(rows.values("language").annotate(count=Count("pk", distinct=True)))

    times = alternated(
        {
            "search()": [lambda query=query: search(query, viewer=ANYONE) for query in asked],
            "ORM": [lambda query=query: by_orm(query) for query in asked],
        },
        1,
    )
    return {name: percentiles(found) for name, found in times.items()} | {
        "ORM ÷ search()": ratios(times, "ORM", "search()")
    }
