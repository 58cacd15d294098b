"""Search, write and rebuild on an Elasticsearch cluster."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from elasticsearch import Elasticsearch

from citysynergy.discovery.dictionary.lookup import Dictionary
from citysynergy.discovery.documents import CaseDocument
from citysynergy.discovery.engines.base import NO_WORDS, Change, Engine, EngineError, Entry, Wanted
from citysynergy.discovery.engines.elasticsearch import lease, relations, writer
from citysynergy.discovery.engines.elasticsearch.asking import Answer, ask, header
from citysynergy.discovery.engines.elasticsearch.compiler import Compiler, titled
from citysynergy.discovery.engines.elasticsearch.configuration import Configuration
from citysynergy.discovery.engines.elasticsearch.errors import errors_told
from citysynergy.discovery.engines.elasticsearch.indices import Indices
from citysynergy.discovery.engines.elasticsearch.search import Search, found_hit
from citysynergy.discovery.engines.elasticsearch.spellings import spellings
from citysynergy.discovery.query import CaseQuery
from citysynergy.discovery.related import Related, Traits
from citysynergy.discovery.results import CaseResults, Hit
from citysynergy.discovery.spelling import Spelling
from citysynergy.discovery.viewers import Viewer

# A page waits no longer for what it can do without.
HASTY_SECONDS = 1.0
# Searches that began before a switch end within it.
GRACE_SECONDS = 1.0
# Nobody waits for the steps of a rebuild as a visitor waits for a page.
REBUILD_SECONDS = 60.0
# Entries read at a time, and how long the cluster keeps the state they are read from.
PORTION, KEPT = 2_000, "1m"


class ElasticsearchEngine(Engine):
    """An index on a cluster. One object serves all threads of a process."""

    name = "elasticsearch"

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration

    @cached_property
    def client(self) -> Elasticsearch:
        return self.configuration.client()

    @cached_property
    def indices(self) -> Indices:
        shape = self.configuration
        seconds = max(REBUILD_SECONDS, shape.seconds)
        return Indices(self.client, shape.index, shards=shape.shards, replicas=shape.replicas, seconds=seconds)

    # Reading

    def search(self, query: CaseQuery, viewer: Viewer, wanted: Wanted, now: datetime) -> CaseResults:
        with errors_told():
            return Search(self.client, self.indices.alias, query, viewer, wanted, now).results()

    def counts(self, queries: Sequence[CaseQuery], viewer: Viewer, dictionary: Dictionary = NO_WORDS) -> list[int]:
        with errors_told():
            wanted = Wanted(dictionary=dictionary)
            # Neither order nor time changes a number.
            now = datetime.now(UTC)
            bodies = [Compiler(query, viewer, wanted, now).number() for query in queries]
            return [answer["hits"]["total"]["value"] for answer in self._ask(bodies)]

    def spellings(self, words: Sequence[str], viewer: Viewer) -> list[list[Spelling]]:
        with errors_told():
            return spellings(self._ask, words, viewer)

    def titled(self, text: str, viewer: Viewer, limit: int) -> list[Hit]:
        with errors_told():
            [answer] = self._ask([titled(text, viewer, limit)])
        return [found_hit(hit) for hit in answer["hits"]["hits"]]

    def _ask(self, bodies: Sequence[dict[str, Any]]) -> list[Answer]:
        return ask(self.client, header(self.indices.alias), bodies)

    def held(self, cases: Sequence[str]) -> Iterator[Entry]:
        with errors_told():
            found = self._hits(index=self.indices.alias, query={"ids": {"values": list(cases)}}, size=len(cases))
        yield from map(_entry, found)

    def related(self, traits: Traits, viewer: Viewer, limit: int) -> list[Related]:
        hasty = self.client.options(request_timeout=min(HASTY_SECONDS, self.configuration.seconds))
        with errors_told():
            return relations.find(hasty, self.indices.alias, traits, viewer, limit)

    def entries(self) -> Iterator[Entry]:
        """Everything the index holds at one moment, whatever is written meanwhile."""
        with errors_told():
            state = self.client.open_point_in_time(index=self.indices.alias, keep_alive=KEPT).body["id"]
            try:
                yield from self._entries(state)
            finally:
                self.client.close_point_in_time(id=state)

    def _entries(self, state: str) -> Iterator[Entry]:
        after: list[Any] | None = None
        while True:
            pit = {"id": state, "keep_alive": KEPT}
            found = self._hits(pit=pit, size=PORTION, sort=["_shard_doc"], search_after=after)
            yield from map(_entry, found)
            if len(found) < PORTION:
                return
            after = found[-1]["sort"]

    def _hits(self, **asked: Any) -> list[dict[str, Any]]:
        """What a search finds, of all shards or none: a case that can't be read is not a case that is missing."""
        hits: list[dict[str, Any]] = self.client.search(
            source={"includes": ["version", "digest"]},
            track_total_hits=False,
            allow_partial_search_results=False,
            **asked,
        ).body["hits"]["hits"]
        return hits

    def state(self) -> dict[str, Any]:
        with errors_told():
            name = self.indices.serving()
            documents = self.client.count(index=name).body["count"]
            stored = self.client.indices.stats(index=name, metric="store").body["_all"]["primaries"]["store"]
        return {"index": name, "documents": documents, "bytes": stored["size_in_bytes"]}

    # Writing

    def apply(self, changes: Sequence[Change], *, timeout: float) -> None:
        if changes:
            hasty = self.client.options(request_timeout=timeout)
            writer.apply(hasty, self.indices.alias, changes)

    def rebuild(self, documents: Iterable[CaseDocument], *, missed: Callable[[], Sequence[Change]] = tuple) -> int:
        patient = self.client.options(request_timeout=max(REBUILD_SECONDS, self.configuration.seconds))
        with errors_told(), lease.held(patient, self.indices.lock) as right:
            self.indices.drop(self.indices.debris())
            name = self.indices.create()
            try:
                writer.fill(patient, name, documents, right.renew)
                writer.fill(patient, name, missed(), right.renew)
                self.indices.complete(name)
                right.renew()
                self.indices.switch(name)
            except BaseException:
                self._abandon(name)
                raise
            # Writers did not stand still: what reached the old index just before the switch is missed by the new one.
            writer.apply(patient, self.indices.alias, missed(), patiently=True)
            if old := self.indices.others():
                threading.Event().wait(GRACE_SECONDS)
                self.indices.drop(old)
            count: int = patient.count(index=name).body["count"]
        return count

    def _abandon(self, name: str) -> None:
        """Remove an index that failed. Where the cluster does not answer, the next rebuild removes it."""
        with suppress(EngineError), errors_told():
            if name in self.indices.others():
                self.indices.drop([name])


def _entry(hit: dict[str, Any]) -> Entry:
    return Entry(hit["_id"], hit["_source"]["version"], hit["_source"]["digest"])
