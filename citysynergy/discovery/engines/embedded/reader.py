"""An open index, as it was at its last commit."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import tantivy

from citysynergy.discovery.documents import read_point
from citysynergy.discovery.engines.base import EngineUnavailableError
from citysynergy.discovery.engines.embedded import schema
from citysynergy.discovery.engines.embedded.folder import IndexFolder, errors_told, stamp_of
from citysynergy.discovery.fields import WRITTEN
from citysynergy.discovery.geo import BBox, Near, box_of, cell_number, square_of, steps

# A switch of folders may fall between reading the pointer and opening the index.
ATTEMPTS = 3


class Reader:
    """One state of the index. It never changes; a newer state is another reader."""

    def __init__(self, folder: IndexFolder) -> None:
        self.pointer = folder.stamp()
        self.path = folder.current()
        self.meta = stamp_of(self.path / "meta.json")
        self.index = open_index(self.path)
        self.schema = self.index.schema
        with errors_told():
            self.searcher = self.index.searcher()
        # Counts of searches on this state; another state is another reader, so they are never out of date.
        self.counts: dict[Hashable, dict[str, dict[str, int]]] = {}

    def is_fresh(self, folder: IndexFolder) -> bool:
        """Whether nothing was committed or switched since."""
        return self.pointer == folder.stamp() and self.meta == stamp_of(self.path / "meta.json")

    @cached_property
    def points(self) -> dict[str, tuple[float, float]]:
        """Every point of the index as the index writes it, with its numbers (latitude, longitude)."""
        return {text: read_point(text) for text, _ in self.searcher.terms_with_prefix("point", "")}

    @cached_property
    def cells(self) -> dict[str, tuple[int, int, int]]:
        """Of every point the number of its finest cell, and its latitude and longitude in steps."""
        return {text: (cell_number(*point), steps(point[0]), steps(point[1])) for text, point in self.points.items()}

    @cached_property
    def _squares(self) -> dict[str, list[str]]:
        """The points by the square they lie in."""
        found: dict[str, list[str]] = defaultdict(list)
        for text, point in self.points.items():
            found[square_of(*point)].append(text)
        return found

    def count(self, query: tantivy.Query) -> int:
        """The number of matches."""
        # Without scores, which nobody reads here.
        return counted(self.searcher.search(tantivy.Query.const_score_query(query, 0.0), limit=1))

    def points_in(self, areas: Sequence[BBox | Near]) -> list[str]:
        """The points that lie in every one of some areas; all points where there is none."""
        found = list(self.points)
        for area in areas:
            squares, points = self.parts_of(area)
            inside = {*points, *(text for square in squares for text in self._squares[square])}
            found = [text for text in found if text in inside]
        return found

    def parts_of(self, area: BBox | Near) -> tuple[list[str], list[str]]:
        """An area as the squares that lie in it whole, and the points beside them: few terms for a large box."""
        squares, points = [], []
        for square, members in self._squares.items():
            if isinstance(area, BBox) and area.covers(box_of(square)):
                squares.append(square)
            else:
                points += [text for text in members if area.contains(*self.points[text])]
        return squares, points


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


def open_reader(folder: IndexFolder) -> Reader:
    """Open the index that serves now."""
    for attempt in range(ATTEMPTS):
        try:
            return Reader(folder)
        except EngineUnavailableError:
            if attempt == ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable")
