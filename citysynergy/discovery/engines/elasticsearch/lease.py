"""A lock that all machines respect: a document that says who rebuilds, and until when."""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from elasticsearch import ApiError, BadRequestError, ConflictError, Elasticsearch, NotFoundError, TransportError

from citysynergy.discovery.engines.base import EngineBusyError

# Who holds it renews it long before; a holder that died keeps others out no longer than this.
SECONDS = 300.0
DOCUMENT = "rebuild"
BUSY = "Another rebuild of the search index is going on (its rebuild lock is held)."


class Lease:
    """The right to rebuild, for a while. Made by :func:`held`."""

    def __init__(self, client: Elasticsearch, index: str) -> None:
        self._client = client
        self._index = index
        self._owner = secrets.token_hex(8)
        self._renew_at = 0.0
        # Which state of the document is ours; with any other the cluster refuses what we write.
        self._state: dict[str, Any] = {}

    def take(self) -> None:
        """Raises :class:`EngineBusyError` where another holds it."""
        try:
            self._write(op_type="create")
        except ConflictError:
            self._take_over()

    def renew(self) -> None:
        """Hold it longer. Raises :class:`EngineBusyError` where it was lost, since this came too late."""
        if time.monotonic() < self._renew_at:
            return
        try:
            self._write(**self._state)
        except ConflictError as error:
            raise EngineBusyError(BUSY) from error

    def release(self) -> None:
        """Let others have it; where that fails they wait until its time has passed."""
        with suppress(ApiError, TransportError):
            self._client.delete(index=self._index, id=DOCUMENT, **self._state)

    def _take_over(self) -> None:
        """Take it from a holder whose time has passed."""
        try:
            found = self._client.get(index=self._index, id=DOCUMENT).body
            if found["_source"]["until"] > time.time():
                raise EngineBusyError(BUSY)
            self._write(if_seq_no=found["_seq_no"], if_primary_term=found["_primary_term"])
        except (ConflictError, NotFoundError) as error:
            # Someone else was faster.
            raise EngineBusyError(BUSY) from error

    def _write(self, **condition: Any) -> None:
        now = time.time()
        done = self._client.index(
            index=self._index, id=DOCUMENT, document={"owner": self._owner, "until": now + SECONDS}, **condition
        ).body
        self._state = {"if_seq_no": done["_seq_no"], "if_primary_term": done["_primary_term"]}
        self._renew_at = time.monotonic() + SECONDS / 5


@contextmanager
def held(client: Elasticsearch, index: str) -> Iterator[Lease]:
    """Hold the lease in the index named, which is made where it is missing, or raise :class:`EngineBusyError`."""
    with suppress(BadRequestError):  # It is there already.
        client.indices.create(
            index=index,
            settings={"number_of_shards": 1, "auto_expand_replicas": "0-1"},
            mappings={"dynamic": False},
        )
    lease = Lease(client, index)
    lease.take()
    try:
        yield lease
    finally:
        lease.release()
