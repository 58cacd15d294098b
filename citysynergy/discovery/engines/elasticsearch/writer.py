"""Sends documents to the cluster."""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import orjson
from elasticsearch import Elasticsearch

from citysynergy.discovery.engines.base import Change, Deletion, EngineBusyError
from citysynergy.discovery.engines.elasticsearch.documents import to_source
from citysynergy.discovery.engines.elasticsearch.errors import errors_told, told

# Of one request, whichever is reached first.
CHUNK_CASES, CHUNK_BYTES = 500, 5_000_000
# Requests under way at once while an index is filled.
SENDERS = 2
# Seconds. A cluster that merges, or whose memory is full for a moment, refuses for some of them.
PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0)
# Up to so many changes an own refresh is cheap; more wait for the next regular one, within a second.
SMALL = 50
CONFLICT, NOT_FOUND = 409, 404

# Lines of JSON as bytes, which the client sends as they are; its types know mappings only.
Chunk = list[Any]


def apply(client: Elasticsearch, alias: str, changes: Sequence[Change], *, patiently: bool = False) -> None:
    """Write changes to the index that serves; searchable on return. An older version changes nothing.

    ``patiently`` asks a cluster again that has too much to do; who publishes can't wait for that.
    """
    send = _send_patiently if patiently else _send
    refresh = "true" if len(changes) <= SMALL else "wait_for"
    for chunk in _chunks(changes):
        # Without an index behind the alias, Elasticsearch would make one of its own under that name.
        send(client, chunk, index=alias, require_alias=True, refresh=refresh)


def fill(client: Elasticsearch, index: str, changes: Iterable[Change], each: Callable[[], None]) -> None:
    """Write many documents to a new index; not searchable before its refresh. Calls ``each`` between requests.

    They are read in the calling thread alone: what makes them may hold a connection to the database.
    """
    under_way: deque[Future[None]] = deque()
    with ThreadPoolExecutor(SENDERS, thread_name_prefix="citysynergy-index") as senders:
        for chunk in _chunks(changes):
            if len(under_way) == SENDERS:
                under_way.popleft().result()
            under_way.append(senders.submit(_send_patiently, client, chunk, index=index))
            each()
        for request in under_way:
            request.result()


def _chunks(changes: Iterable[Change]) -> Iterator[Chunk]:
    """Changes as lines for the bulk API, in requests of a fair size."""
    chunk: Chunk = []
    cases = size = 0
    for change in changes:
        lines = _lines(change)
        chunk += lines
        cases += 1
        size += sum(map(len, lines))
        if cases == CHUNK_CASES or size >= CHUNK_BYTES:
            yield chunk
            chunk, cases, size = [], 0, 0
    if chunk:
        yield chunk


def _lines(change: Change) -> Chunk:
    versioned = {"_id": change.id, "version": change.version, "version_type": "external_gte"}
    if isinstance(change, Deletion):
        return [orjson.dumps({"delete": versioned})]
    return [orjson.dumps({"index": versioned}), to_source(change)]


def _send_patiently(client: Elasticsearch, chunk: Chunk, **options: Any) -> None:
    """Send a chunk that can wait: a cluster that has too much to do is asked again, after longer and longer pauses."""
    for pause in PAUSES:
        try:
            return _send(client, chunk, **options)
        except EngineBusyError:
            threading.Event().wait(pause)
    return _send(client, chunk, **options)


def _send(client: Elasticsearch, chunk: Chunk, **options: Any) -> None:
    with errors_told(writing=True):
        answer = client.bulk(
            operations=chunk, filter_path=["errors", "items.*.status", "items.*.error"], **options
        ).body
    if not answer["errors"]:
        return
    for item in answer["items"]:
        [outcome] = item.values()
        # A newer version is there already; deleting what is not there says 404 without an error.
        if "error" in outcome and outcome["status"] != CONFLICT:
            raise told(outcome["status"], outcome)
