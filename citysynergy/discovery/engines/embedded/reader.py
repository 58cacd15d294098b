"""An open index, as it was at its last commit."""

from functools import cached_property
from pathlib import Path
from typing import Any

import tantivy

from citysynergy.discovery.engines.base import EngineUnavailableError
from citysynergy.discovery.engines.embedded import schema
from citysynergy.discovery.engines.embedded.folder import IndexFolder, errors_told, stamp_of
from citysynergy.discovery.engines.embedded.kept import Kept
from citysynergy.discovery.engines.embedded.points import Points
from citysynergy.discovery.fields import WRITTEN

# A switch of folders may fall between reading the pointer and opening the index.
ATTEMPTS = 3


class Reader:
    """One state of the index. It never changes; a newer state is another reader."""

    def __init__(self, folder: IndexFolder, earlier: "Reader | None" = None) -> None:
        self.pointer = folder.stamp()
        self.path = folder.current()
        self.meta = stamp_of(self.path / "meta.json")
        self.index = open_index(self.path)
        self.schema = self.index.schema
        with errors_told():
            self.searcher = self.index.searcher()
        # Of searches on this state; another state is another reader, so what is kept is never out of date.
        self.kept = Kept()
        self._earlier = earlier.known_points() if earlier is not None else None

    def is_fresh(self, folder: IndexFolder) -> bool:
        """Whether nothing was committed or switched since."""
        return self.pointer == folder.stamp() and self.meta == stamp_of(self.path / "meta.json")

    @cached_property
    def points(self) -> Points:
        """Every point of the index."""
        found = Points((text for text, _ in self.searcher.terms_with_prefix("point", "")), self._earlier)
        self._earlier = None
        return found

    def known_points(self) -> Points | None:
        """The points if they were asked for, else those of a state before."""
        return self.__dict__.get("points", self._earlier)

    def count(self, query: tantivy.Query) -> int:
        """The number of matches."""
        # Without scores, which nobody reads here.
        return counted(self.searcher.search(tantivy.Query.const_score_query(query, 0.0), limit=1))


def counted(found: tantivy.SearchResult) -> int:
    """The number of matches; tantivy's type stub does not know the attribute."""
    count: int = found.count  # type: ignore[attr-defined]
    return count


def stored(document: tantivy.Document, field: str) -> Any:
    """The value of a stored field; None where the document has none."""
    return document.get_first(field)


def open_index(path: Path) -> tantivy.Index:
    """Open an index for reading or writing; its analyzers are not part of it and are registered each time."""
    with errors_told():
        index = tantivy.Index.open(str(path))
        index.config_reader("manual")
    register_analyzers(index)
    return index


def register_analyzers(index: tantivy.Index) -> None:
    for name, analyzer in schema.analyzers().items():
        index.register_tokenizer(name, analyzer)
    index.register_tokenizer(WRITTEN, schema.written_analyzer())


def open_reader(folder: IndexFolder, earlier: Reader | None = None) -> Reader:
    """Open the index that serves now; what an earlier reader worked out and still holds is taken over."""
    for attempt in range(ATTEMPTS):
        try:
            return Reader(folder, earlier)
        except EngineUnavailableError:
            if attempt == ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable")
