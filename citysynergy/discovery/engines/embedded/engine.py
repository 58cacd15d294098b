"""Search, write and rebuild on the embedded index."""

import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import tantivy

from citysynergy.discovery.dictionary.lookup import Dictionary
from citysynergy.discovery.documents import CaseDocument
from citysynergy.discovery.engines.base import (
    NO_WORDS,
    Change,
    Deletion,
    Engine,
    EngineUnavailableError,
    Entry,
    Wanted,
)
from citysynergy.discovery.engines.embedded import relations, schema
from citysynergy.discovery.engines.embedded.compiler import Compiler
from citysynergy.discovery.engines.embedded.folder import IndexFolder, errors_told
from citysynergy.discovery.engines.embedded.reader import Reader, open_index, open_reader, register_analyzers, stored
from citysynergy.discovery.engines.embedded.search import Search
from citysynergy.discovery.engines.embedded.spellings import spellings
from citysynergy.discovery.engines.embedded.titles import titled
from citysynergy.discovery.query import CaseQuery
from citysynergy.discovery.related import Related, Traits
from citysynergy.discovery.results import CaseResults, Hit
from citysynergy.discovery.spelling import Spelling
from citysynergy.discovery.viewers import Viewer

# Least memory of a writer; enough for a few documents, and for many.
SMALL_HEAP, LARGE_HEAP = 15_000_000, 100_000_000
# Above so many segments a writer waits for their merge, else it leaves at once.
MAX_SEGMENTS = 16
# What the ids of cases, which are UUIDs, begin with: entries are read one beginning at a time.
PORTIONS = [f"{number:02x}" for number in range(256)]
# A rebuild waits for a writer that is busy with one publication.
SWITCH_SECONDS = 30.0


class EmbeddedEngine(Engine):
    """A tantivy index below one folder. One object serves all threads of a process."""

    name = "embedded"

    def __init__(self, root: Path) -> None:
        self.folder = IndexFolder(root, schema.fingerprint())
        self._reader: Reader | None = None
        self._opening = threading.Lock()

    # Reading

    def search(self, query: CaseQuery, viewer: Viewer, wanted: Wanted, now: datetime) -> CaseResults:
        reader = self.reader()
        with errors_told():
            return Search(reader, query, viewer, wanted, now).results()

    def counts(self, queries: Sequence[CaseQuery], viewer: Viewer, dictionary: Dictionary = NO_WORDS) -> list[int]:
        reader = self.reader()
        with errors_told():
            widened = ((query, dictionary.units(query.clauses, exact=query.exact)) for query in queries)
            return [reader.count(Compiler(reader, query, units, viewer).main()) for query, units in widened]

    def spellings(self, words: Sequence[str], viewer: Viewer) -> list[list[Spelling]]:
        reader = self.reader()
        with errors_told():
            return [spellings(reader, word, viewer) for word in words]

    def titled(self, text: str, viewer: Viewer, limit: int) -> list[Hit]:
        reader = self.reader()
        with errors_told():
            return titled(reader, text, viewer, limit)

    def related(self, traits: Traits, viewer: Viewer, limit: int) -> list[Related]:
        reader = self.reader()
        with errors_told():
            return relations.find(reader, traits, viewer, limit)

    def reader(self) -> Reader:
        """The index as it is now, opened again only when something was written."""
        reader = self._reader
        if reader is not None and _is_fresh(reader, self.folder):
            return reader
        with self._opening:
            if self._reader is None or not _is_fresh(self._reader, self.folder):
                self._reader = open_reader(self.folder, self._reader)
            return self._reader

    def held(self, cases: Sequence[str]) -> Iterator[Entry]:
        with errors_told():
            yield from _entries(self.reader(), cases)

    def entries(self) -> Iterator[Entry]:
        reader = self.reader()
        for beginning in PORTIONS:
            with errors_told():
                # Terms of deleted cases stay until their segment is merged; the search below passes them over.
                cases = [case for case, _count in reader.searcher.terms_with_prefix("id", beginning)]
                found = list(_entries(reader, cases))
            yield from found

    def state(self) -> dict[str, Any]:
        reader = self.reader()
        size = sum(file.stat().st_size for file in reader.path.iterdir() if file.is_file())
        return {"index": reader.path.name, "documents": reader.searcher.num_docs, "bytes": size}

    # Writing

    def apply(self, changes: Sequence[Change], *, timeout: float) -> None:
        if not changes:
            return
        with self.folder.lock("writer", timeout):
            path = self.folder.current()
            with errors_told():
                self._write(path, changes, self.reader())

    def _write(self, path: Path, changes: Sequence[Change], reader: Reader) -> None:
        writer = open_index(path).writer(SMALL_HEAP, 1)
        try:
            for change in changes:
                if _stored_version(reader, change.id) > change.version:
                    continue
                writer.delete_documents_by_term("id", change.id)
                if not isinstance(change, Deletion):
                    writer.add_document(schema.to_tantivy(change))
            writer.commit()
            if reader.searcher.num_segments > MAX_SEGMENTS:
                writer.wait_merging_threads()
        finally:
            # What was not committed goes with the writer. An error that is kept anywhere keeps this frame, and with it
            # the writer and its lock, for nobody knows how long.
            del writer

    def rebuild(self, documents: Iterable[CaseDocument], *, missed: Callable[[], Sequence[Change]] = tuple) -> int:
        with self.folder.lock("rebuild", 0):
            self.folder.clear()
            with errors_told():
                path = self.folder.new()
            try:
                with errors_told():
                    _build(path, documents)
                with self.folder.lock("writer", SWITCH_SECONDS), errors_told():
                    # Writers stand still from here: what they changed since the start is in ``missed``.
                    _catch_up(path, missed())
                    self.folder.switch(path)
            except BaseException:
                shutil.rmtree(path, ignore_errors=True)
                raise
            self.folder.clear()
        return self.reader().searcher.num_docs


def _is_fresh(reader: Reader, folder: IndexFolder) -> bool:
    try:
        return reader.is_fresh(folder)
    except EngineUnavailableError:
        return False


def _build(path: Path, documents: Iterable[CaseDocument]) -> None:
    index = tantivy.Index(schema.build_schema(), path=str(path))
    register_analyzers(index)
    writer = index.writer(LARGE_HEAP, 1)
    try:
        for document in documents:
            writer.add_document(schema.to_tantivy(document))
        writer.commit()
        writer.wait_merging_threads()
    finally:
        del writer


def _catch_up(path: Path, changes: Sequence[Change]) -> None:
    if not changes:
        return
    writer = open_index(path).writer(SMALL_HEAP, 1)
    try:
        for change in changes:
            writer.delete_documents_by_term("id", change.id)
            if not isinstance(change, Deletion):
                writer.add_document(schema.to_tantivy(change))
        writer.commit()
        writer.wait_merging_threads()
    finally:
        del writer


def _entries(reader: Reader, cases: Sequence[str]) -> Iterator[Entry]:
    if not cases:
        return
    query = tantivy.Query.term_set_query(reader.schema, "id", list(cases))
    for _, address in reader.searcher.search(query, limit=len(cases), count=False).hits:
        document = reader.searcher.doc(address)
        yield Entry(stored(document, "id"), stored(document, "version"), stored(document, "digest"))


def _stored_version(reader: Reader, case_id: str) -> int:
    found = reader.searcher.search(
        tantivy.Query.term_query(reader.schema, "id", case_id, "basic"), limit=1, count=False
    ).hits
    return reader.searcher.fast_field_values("version", [found[0][1]])[0] if found else -1  # type: ignore[return-value]
