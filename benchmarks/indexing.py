"""From the database to the index: everything, one publication, and beside them documents that are ready to be sent."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import batched, islice
from typing import Any
from unittest import mock

from wagtail.search.backends.elasticsearch9 import Elasticsearch9SearchBackend

from benchmarks.searching import Raw, alternated, each, percentiles, ratios, timed
from citysynergy.discovery import maintenance, outbox
from citysynergy.discovery.builder import Builder
from citysynergy.discovery.engines.elasticsearch import ElasticsearchEngine, writer
from citysynergy.discovery.engines.elasticsearch.documents import index_body
from citysynergy.initiatives.pages import InitiativePage
from citysynergy.models import CasePage

# Cases that Wagtail's own command is given, and that are made without being sent: both go on at the pace of the first.
SOME_CASES = 4_000
WAGTAIL_CHUNK = 1_000
PUBLICATIONS = 60


def everything(engine: ElasticsearchEngine) -> dict[str, Any]:
    """Build the whole index, then send the very same lines once more without making them."""
    chunks: list[bytes] = []
    send = writer._send

    def kept(client: Any, chunk: list[bytes], **options: Any) -> None:
        chunks.append(b"\n".join(chunk) + b"\n")
        send(client, chunk, **options)

    with mock.patch.object(writer, "_send", kept):
        seconds, cases = timed(maintenance.rebuild)
    raw_seconds = _raw(engine, chunks)
    wagtail_seconds, wagtail_cases = _update_index(engine)
    builder_seconds, built = timed(lambda: sum(1 for _ in islice(Builder().everything(), SOME_CASES)))
    return {
        "cases": cases,
        "bytes a case": round(sum(map(len, chunks)) / cases),
        "rebuild, cases a second": round(cases / seconds),
        "raw, cases a second": round(cases / raw_seconds),
        "making documents alone, cases a second": round(built / builder_seconds),
        "update_index, cases a second": round(wagtail_cases / wagtail_seconds),
        "rebuild ÷ raw": round(seconds / raw_seconds, 2),
        "update_index ÷ rebuild": round(wagtail_seconds / wagtail_cases * cases / seconds, 2),
    }


def _raw(engine: ElasticsearchEngine, chunks: Sequence[bytes]) -> float:
    """Seconds to send lines that are ready, as many at once as the engine sends."""
    raw = Raw(engine)
    with raw_index(engine) as name, ThreadPoolExecutor(writer.SENDERS) as senders:
        seconds, _sent = timed(
            lambda: len(list(senders.map(lambda chunk: raw.post(f"/{name}/_bulk?filter_path=errors", chunk), chunks)))
        )
        refreshed, _done = timed(lambda: len(engine.client.indices.refresh(index=name).body))
    return seconds + refreshed


@contextmanager
def raw_index(engine: ElasticsearchEngine) -> Iterator[str]:
    """An empty index with the same mapping."""
    name = f"{engine.indices.alias}-raw"
    engine.client.options(request_timeout=60).indices.create(index=name, **index_body(engine.configuration.shards))
    try:
        yield name
    finally:
        engine.client.options(request_timeout=60).indices.delete(index=name)


def _update_index(engine: ElasticsearchEngine) -> tuple[float, int]:
    """Wagtail's way to the same cluster. It holds title and summary of each page, not what belongs to it."""
    backend = Elasticsearch9SearchBackend({"URLS": engine.configuration.hosts, "INDEX_PREFIX": "wagtail_bench_"})
    rebuilder = backend.rebuilder_class(backend.get_index_for_model(InitiativePage))
    index = rebuilder.start()
    index.add_model(InitiativePage)

    def fill() -> int:
        count = 0
        for chunk in batched(
            InitiativePage.get_indexed_objects().order_by("pk").iterator(WAGTAIL_CHUNK), WAGTAIL_CHUNK
        ):
            index.add_items(InitiativePage, list(chunk))
            count += len(chunk)
            if count >= SOME_CASES:
                break
        return count

    found = timed(fill)
    rebuilder.finish()
    backend.es.indices.delete(index=list(backend.es.indices.get(index="wagtail_bench_*").body))
    return found


def publications(engine: ElasticsearchEngine) -> dict[str, Any]:
    """From the commit of a publication until the case is found, beside one raw document with a refresh.

    Each document that is sent replaces one of the large index, in both ways.
    """
    raw = Raw(engine)
    pages = list(CasePage.objects.filter(live=True).order_by("translation_key").specific()[: 2 * PUBLICATIONS])
    ours, others = pages[:PUBLICATIONS], pages[PUBLICATIONS:]
    lines = [
        b"\n".join(writer._lines(document)) + b"\n"
        for document in Builder().of_pages(page.pk for page in others).values()
    ]

    def commit(page: CasePage) -> None:
        with mock.patch.object(outbox, "send_inline"):
            page.save_revision().publish()

    address = f"/{engine.indices.alias}/_bulk?refresh=true"
    times = alternated(
        {
            "publication in Wagtail, without the index": each(commit, ours),
            "from commit to searchable": [outbox.send_inline] * len(ours),
            "raw": each(partial(raw.post, address), lines),
        },
        1,
        warm=False,
    )
    return {
        **{name: percentiles(found) for name, found in times.items()},
        "÷ raw": ratios(times, "from commit to searchable", "raw"),
        "left waiting": outbox.waiting(),
    }
