"""An open index, as it was at its last commit."""

from pathlib import Path
from typing import Any

import tantivy

from citysynergy.discovery.engines.base import EngineUnavailableError
from citysynergy.discovery.engines.embedded import schema
from citysynergy.discovery.engines.embedded.folder import IndexFolder, errors_told, stamp_of
from citysynergy.discovery.geo import BBox, Near

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
        self._points: dict[str, tuple[float, float]] | None = None

    def is_fresh(self, folder: IndexFolder) -> bool:
        """Whether nothing was committed or switched since."""
        return self.pointer == folder.stamp() and self.meta == stamp_of(self.path / "meta.json")

    @property
    def points(self) -> dict[str, tuple[float, float]]:
        """Every point of the index as the index writes it, with its numbers (latitude, longitude)."""
        if self._points is None:
            terms = self.searcher.terms_with_prefix("point", "")
            self._points = {text: parse_point(text) for text, _ in terms}
        return self._points

    def points_in(self, *areas: BBox | Near) -> list[str]:
        """The points that lie in every area."""
        return [text for text, point in self.points.items() if all(area.contains(*point) for area in areas)]


def stored(document: tantivy.Document, field: str) -> Any:
    """The value of a stored field; None where the document has none."""
    return document.get_first(field)


def parse_point(text: str) -> tuple[float, float]:
    latitude, longitude = text.split(",")
    return float(latitude), float(longitude)


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


def open_reader(folder: IndexFolder) -> Reader:
    """Open the index that serves now."""
    for attempt in range(ATTEMPTS):
        try:
            return Reader(folder)
        except EngineUnavailableError:
            if attempt == ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable")
