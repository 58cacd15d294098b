"""Searching 100,000 cases: the page, the engines and the index, each beside what could not be faster.

The reference is one raw request to Elasticsearch with the very body that the page asks, over a connection that is open,
its answer not even read as JSON. What is compared takes turns, search by search. ``SEARCH_CASES`` makes the collection
smaller, for a quick look.
"""

import os
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any
from unittest import mock

from django.core.management import call_command
from django.db import connection
from django.db.models import Count, Q
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.search.backends import get_search_backend

from benchmarks import indexing, searching, under_load
from benchmarks.per_facet import OneRequestPerFacet, apart
from benchmarks.searching import Raw, alternated, each, percentiles, ratios, timed
from citysynergy.demo import synthetic
from citysynergy.discovery import CaseQuery, api, search
from citysynergy.discovery.builder import Builder
from citysynergy.discovery.engines.base import Engine
from citysynergy.discovery.engines.elasticsearch import ElasticsearchEngine
from citysynergy.discovery.engines.embedded import EmbeddedEngine
from citysynergy.discovery.engines.registry import get_engine
from citysynergy.discovery.viewers import ANYONE
from citysynergy.models import CasePage

DATABASES = ("postgresql",)
ELASTICSEARCH = True
CASES = int(os.environ.get("SEARCH_CASES", "100000"))
FEW = CASES // 10
QUERIES, ROUNDS = 100, 4
# Of the database's own searches, which take seconds.
SLOW_QUERIES = 5
CHUNK = 1_000

type Found = dict[str, Any]


def measure() -> Found:
    """Milliseconds and ratios, and the table of what was aimed at."""
    call_command("citysynergy_load_reference", verbosity=0)
    engine: Any = get_engine()
    seconds, made = timed(lambda: synthetic.generate(CASES, 1))
    found: Found = {"cases": CASES}
    if made:
        found["cases made a second"] = round(made / seconds)
    engine.rebuild(islice(Builder().everything(), FEW))
    found["page, few cases"] = _page(engine)
    found["index"] = indexing.everything(engine)
    found["page"] = _page(engine)
    found["layers"] = _layers(engine)
    found["one request per facet"] = _per_facet(engine)
    with tempfile.TemporaryDirectory(prefix="citysynergy-embedded-") as folder:
        found["embedded"] = _embedded(engine, EmbeddedEngine(Path(folder)))
    found["publication"] = indexing.publications(engine)
    found["under load"] = under_load.rebuild_under_load(engine)
    found["raw body"] = Raw(engine).bodies(searching.queries(1)[0])
    found["table"] = _table(found)
    return found


def _page(engine: ElasticsearchEngine) -> Found:
    """The page over HTTP beside the raw request, with the queries of the database that it takes."""
    raw, asked = Raw(engine), searching.queries(QUERIES)
    requests = [raw.search(raw.bodies(query)) for query in asked]
    with searching.site() as get:
        times = alternated(
            {
                "raw": each(raw.ask, requests),
                "page": each(lambda query: get(searching.address(query)), asked),
            },
            ROUNDS,
        )
        size = len(get(searching.address(asked[0])))
    client = Client(headers={"host": "127.0.0.1"})
    client.get(searching.address(asked[0]))
    with CaptureQueriesContext(connection) as database:
        client.get(searching.address(asked[1]))
    return {
        "raw": percentiles(times["raw"]),
        "page": percentiles(times["page"]),
        "page ÷ raw": ratios(times, "page", "raw"),
        "bytes of HTML": size,
        "database queries": len(database),
    }


def _layers(engine: ElasticsearchEngine) -> Found:
    """``search()`` to usable results, and its own time of the processor."""
    raw, asked = Raw(engine), searching.queries(QUERIES)
    requests = [raw.search(raw.bodies(query)) for query in asked]
    works = each(_ask, asked)
    times = alternated(
        {
            "raw": each(raw.ask, requests),
            "search()": works,
        },
        ROUNDS,
    )
    own = time.process_time()
    for work in works:
        work()
    own = (time.process_time() - own) * 1000 / len(works)
    return {
        **{name: percentiles(found) for name, found in times.items()},
        "search() ÷ raw": ratios(times, "search()", "raw"),
        "search(), milliseconds of the processor": round(own, 2),
    }


def _ask(query: CaseQuery) -> Any:
    """What the search page asks."""
    results = search(query, viewer=ANYONE, counts=searching.wanted(query).facets)
    assert not results.degraded
    return results


def _per_facet(engine: ElasticsearchEngine) -> Found:
    """The page, and the bare requests, beside one request per facet with the same counts."""
    raw, asked = Raw(engine), searching.queries(QUERIES)
    bodies = [raw.bodies(query)[0] for query in asked]
    together = [raw.search([body]) for body in bodies]
    separate = [[raw.search([part]) for _name, part in apart(body)] for body in bodies]
    other = OneRequestPerFacet(engine.configuration)
    for query in asked[:10]:
        with _answered_by(other):
            expected = _ask(query)
        assert _ask(query).facets == expected.facets, "the counts differ"
    client = Client(headers={"host": "127.0.0.1"})

    def visit(query: CaseQuery) -> None:
        assert client.get(searching.address(query)).status_code == 200

    def visit_other(query: CaseQuery) -> None:
        with _answered_by(other):
            visit(query)

    times = alternated(
        {
            "requests: one": each(raw.ask, together),
            "requests: one per facet": each(lambda parts: list(map(raw.ask, parts)), separate),
            "page: one": each(visit, asked),
            "page: one per facet": each(visit_other, asked),
        },
        1,
    )
    return {
        **{name: percentiles(found) for name, found in times.items()},
        "requests": ratios(times, "requests: one", "requests: one per facet"),
        "page": ratios(times, "page: one", "page: one per facet"),
    }


@contextmanager
def _answered_by(engine: Engine) -> Iterator[None]:
    """Let ``search()`` ask another engine."""
    with mock.patch.object(api, "get_engine", return_value=engine):
        yield


def _embedded(engine: ElasticsearchEngine, embedded: EmbeddedEngine) -> Found:
    """The embedded engine beside the raw request, and beside what a site without an index would do."""
    seconds, documents = timed(lambda: embedded.rebuild(Builder().everything()))
    raw, asked = Raw(engine), searching.queries(QUERIES)
    requests = [raw.search(raw.bodies(query)) for query in asked]
    before = searching.resident_megabytes()
    now = timezone.now()

    def by_embedded(query: CaseQuery) -> Any:
        return embedded.search(query, ANYONE, searching.wanted(query), now)

    def by_embedded_anew(query: CaseQuery) -> Any:
        embedded.reader().kept.clear()
        return by_embedded(query)

    times = alternated(
        {
            "raw": each(raw.ask, requests),
            "embedded, nothing kept": each(by_embedded_anew, asked),
        },
        ROUNDS,
    )
    # A run of its own: what is kept of one search serves the next.
    again = alternated(
        {
            "raw, again": each(raw.ask, requests),
            "embedded": each(by_embedded, asked),
        },
        ROUNDS,
    )
    times |= again
    memory = _more(before)
    mapped = replace(searching.wanted(CaseQuery()), zoom=3)
    embedded.search(CaseQuery(), ANYONE, mapped, now)
    with_map = _more(before)
    _index_in_database()
    worded = [query for query in asked if query.q][:SLOW_QUERIES]
    slow = alternated(
        {
            "embedded": each(by_embedded, worded),
            "Wagtail's search in the database": each(_by_wagtail, worded),
            "ORM": each(_by_orm, worded),
        },
        2,
    )
    return {
        **{name: percentiles(found) for name, found in times.items()},
        "embedded ÷ raw": ratios(times, "embedded", "raw, again"),
        "embedded, nothing kept ÷ raw": ratios(times, "embedded, nothing kept", "raw"),
        "megabytes of memory more": memory,
        "megabytes of memory more, with the map": with_map,
        "rebuild, cases a second": round(documents / seconds),
        "the same searches": {name: percentiles(found) for name, found in slow.items()},
        "Wagtail ÷ embedded": ratios(slow, "Wagtail's search in the database", "embedded"),
        "ORM ÷ embedded": ratios(slow, "ORM", "embedded"),
    }


def _more(before: Mapping[str, float]) -> dict[str, int]:
    """Megabytes more than before, of each kind of memory."""
    return {kind: round(now - before[kind]) for kind, now in searching.resident_megabytes().items()}


def _index_in_database() -> None:
    """What ``update_index`` writes for Wagtail's search in the database."""
    backend = get_search_backend()
    for model in synthetic.writing.TYPES:
        index = backend.get_index_for_model(model)
        pages: Any = model._default_manager.order_by("pk")
        portion: Sequence[Any] = list(pages[:CHUNK])
        while portion:
            index.add_items(model, portion)
            portion = list(pages.filter(pk__gt=portion[-1].pk)[:CHUNK])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _by_wagtail(query: CaseQuery) -> None:
    """A list of 20, the total and one facet, by Wagtail's own means."""
    found = CasePage.objects.filter(live=True).search(query.q)
    list(found[:20])
    found.count()
    found.facet("content_type_id")


def _by_orm(query: CaseQuery) -> None:
    """The same with ``icontains`` and ``Count``."""
    rows = CasePage.objects.filter(live=True).filter(Q(title__icontains=query.q) | Q(summary__icontains=query.q))
    rows.count()
    list(rows.order_by("-first_published_at")[:20])
    list(rows.values("themes").annotate(count=Count("pk", distinct=True)))
    list(rows.values("language").annotate(count=Count("pk", distinct=True)))


def _table(found: Found) -> list[Found]:
    """What was aimed at, and what was measured."""
    page, layers, embedded, index = found["page"], found["layers"], found["embedded"], found["index"]
    load, publication = found["under load"], found["publication"]

    def row(what: str, goal: str, *measured: Any) -> Found:
        return {"what": what, "goal": goal, "measured": ", ".join(map(str, measured))}

    def both(ratio: Found) -> tuple[Any, Any]:
        return ratio["p50"], ratio["p95"]

    return [
        row("search page over HTTP ÷ raw request, p50, p95", "≤ 1.4, ≤ 1.3", *both(page["page ÷ raw"])),
        row("search() ÷ raw request, p50", "≤ 1.15", layers["search() ÷ raw"]["p50"]),
        row("search(), own time of the processor, ms", "≤ 2", layers["search(), milliseconds of the processor"]),
        row("page ÷ page with a request per facet, p50", "≤ 0.75", found["one request per facet"]["page"]["p50"]),
        row("requests of the two, p50", "", found["one request per facet"]["requests"]["p50"]),
        row(
            "embedded engine, first asked ÷ raw request, p50, p95",
            "≤ 0.5, ≤ 0.5",
            *both(embedded["embedded, nothing kept ÷ raw"]),
        ),
        row("the same, asked again", "", *both(embedded["embedded ÷ raw"])),
        row(
            "embedded engine, more memory with that of mapped files, before and after a map, MB",
            "≤ 100",
            sum(embedded["megabytes of memory more"].values()),
            sum(embedded["megabytes of memory more, with the map"].values()),
        ),
        row(
            "of that its own, MB",
            "",
            embedded["megabytes of memory more"]["own"],
            embedded["megabytes of memory more, with the map"]["own"],
        ),
        row("Wagtail's search in the database ÷ embedded, p50", "≥ 50", embedded["Wagtail ÷ embedded"]["p50"]),
        row("ORM ÷ embedded, p50", "≥ 50", embedded["ORM ÷ embedded"]["p50"]),
        row("database to Elasticsearch ÷ raw lines", "≤ 1.2", index["rebuild ÷ raw"]),
        row("update_index ÷ database to Elasticsearch, a case", "≥ 3", index["update_index ÷ rebuild"]),
        row("commit to searchable ÷ raw with refresh, p95", "≤ 2", publication["÷ raw"]["p95"]),
        row(
            "wrong or failed reads during a rebuild",
            "0",
            len(load["wrong or failed"]),
            load["reads during the rebuilds"],
        ),
        row("changes lost during a rebuild", "0", load["changes lost"], load["changes made meanwhile"]),
        row("reads during a rebuild ÷ quiet, p95", "≤ 2", load["p95 during ÷ quiet"]),
        row(
            "ten times the cases, page, p50",
            "≤ 2",
            round(page["page"]["p50"] / found["page, few cases"]["page"]["p50"], 2),
        ),
        row("database queries of a search page", "≤ 10", page["database queries"]),
    ]
