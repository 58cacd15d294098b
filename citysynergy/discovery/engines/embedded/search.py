"""One search on the embedded index: the page, the counts and the map."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

import orjson
import tantivy

from citysynergy.discovery.answers import facet_values, language_of, marks_of, pin, singles
from citysynergy.discovery.engines.base import Wanted
from citysynergy.discovery.engines.embedded import schema
from citysynergy.discovery.engines.embedded.compiler import Compiler, Must, MustNot, Query
from citysynergy.discovery.engines.embedded.highlight import Highlighter
from citysynergy.discovery.engines.embedded.reader import Reader, counted, stored
from citysynergy.discovery.fields import group_of
from citysynergy.discovery.geo import Tally
from citysynergy.discovery.query import CaseQuery
from citysynergy.discovery.results import CaseResults, Hit, MapCluster, Pin
from citysynergy.discovery.viewers import Viewer

# tantivy refuses to make more buckets than this in one aggregation.
MAX_BUCKETS = 65_000
PORTION = 50_000
# What one cell of the map takes of what is kept.
TALLY_NUMBERS = len(fields(Tally))

Addresses = list[tuple[float, tantivy.DocAddress]]


class Search:
    """One search on one state of the index."""

    def __init__(self, reader: Reader, query: CaseQuery, viewer: Viewer, wanted: Wanted, now: datetime) -> None:
        self.reader = reader
        self.searcher = reader.searcher
        self.query = query
        self.viewer = viewer
        self.wanted = wanted
        self.now = now
        self.units = wanted.dictionary.units(query.clauses, exact=query.exact)
        self.compiler = Compiler(reader, query, self.units, viewer)
        self.main = self.compiler.main()
        # What decides about the counts: the search without its order and page.
        self.asked = replace(query, page=1, page_size=1, cursor="", sort="", problems=())

    def results(self) -> CaseResults:
        total, addresses = self._page()
        counts = self._counts()
        return CaseResults(
            total=total,
            page=self.query.offset // self.query.page_size + 1,
            page_size=self.query.page_size,
            offset=self.query.offset,
            hits=self._hits(addresses),
            facets={name: facet_values(self.query, name, counts[name]) for name in self.wanted.facets},
            clusters=self._clusters(self.wanted.zoom) if self.wanted.zoom is not None else [],
            notices=self.query.problems,
        )

    # The page

    def _page(self) -> tuple[int, Addresses]:
        order = self.query.order
        if order == "relevance":
            return self._by_relevance()
        if order == "deadline":
            return self._by_deadline()
        if order == "title":
            return self._by_key(self.main, schema.title_key_field(group_of(self.wanted.language)))
        return self._by_key(self.main, "by_newest")

    def _by_key(self, query: Query, field: str, offset: int | None = None) -> tuple[int, Addresses]:
        """Ordered by a key that ends in the id, so no two are equal."""
        found = self.searcher.search(
            query,
            limit=self.query.page_size,
            offset=self.query.offset if offset is None else offset,
            order_by_field=field,
            order=tantivy.Order.Asc,
        )
        return counted(found), [(0.0, address) for _, address in found.hits]

    def _by_deadline(self) -> tuple[int, Addresses]:
        """What is still open first; the rest after it, each by deadline."""
        is_open = self.compiler.open_at(self.now)
        first = Query.boolean_query([(Must, self.main), (Must, is_open)])
        rest = Query.boolean_query([(Must, self.main), (MustNot, is_open)])
        open_total, addresses = self._by_key(first, "by_deadline")
        rest_total, others = self._by_key(rest, "by_deadline", max(0, self.query.offset - open_total))
        return open_total + rest_total, [*addresses, *others][: self.query.page_size]

    def _by_relevance(self) -> tuple[int, Addresses]:
        found, ranked = best(self.searcher, self.main, self.query.offset + self.query.page_size)
        return counted(found), ranked[self.query.offset :]

    def _hits(self, addresses: Addresses) -> list[Hit]:
        words = self.compiler.positive_words() if self.wanted.highlights else None
        highlighter = Highlighter(self.reader, words, network=self.viewer.network) if words is not None else None
        hits = []
        for score, address in addresses:
            document = self.searcher.doc(address)
            data = data_of(document, network=self.viewer.network)
            hit = Hit(id=stored(document, "id"), page_id=data.get("page_id", 0), score=score, data=data)
            if highlighter is not None:
                hit.highlights = highlighter.highlights(document, language_of(data, self.wanted.language))
            hits.append(hit)
        return hits

    # Counts

    def _counts(self) -> dict[str, dict[str, int]]:
        """Counts per facet, each respecting every choice but its own."""
        chosen = {name for name, _ in self.query.chosen}
        counts = self._kept_counts(self.asked, [name for name in self.wanted.facets if name not in chosen])
        for name in self.wanted.facets:
            if name in chosen:
                counts |= self._kept_counts(self.asked.without(name), [name], but=name)
        return counts

    def _kept_counts(self, asked: CaseQuery, names: Sequence[str], but: str = "") -> dict[str, dict[str, int]]:
        """Counts of some facets for what is asked, which is the search itself or all ``but`` one choice of it.

        Each is worked out once as long as the index stays as it is: for the pages of one search, for visitors with the
        same one, and for a search that is narrowed by one facet more.
        """
        # The dictionary may change while the index stays.
        key = (asked, self.units, self.viewer)
        kept: dict[str, dict[str, int]] = self.reader.kept.get(key) or {}
        missing = {name: self.compiler.field(name) for name in names if name not in kept}
        if missing:
            query = self.compiler.ignoring(but) if but else self.main
            kept = {**kept, **self._aggregate(query, missing)}
            self.reader.kept.keep(key, kept, sum(map(len, kept.values())))
        return {name: kept[name] for name in names}

    def _count_points(self) -> dict[str, int]:
        """Cases per point; of the points, those in the area asked for. In portions, since buckets are limited."""
        areas = [area for area in (self.query.bbox, self.query.near) if area is not None]
        points = self.reader.points.inside(areas)
        if len(points) == len(self.reader.points) <= PORTION:
            return self._aggregate(self.main, {"point": "point"})["point"]
        found: dict[str, int] = {}
        for start in range(0, len(points), PORTION):
            terms = {"field": "point", "size": PORTION, "include": points[start : start + PORTION]}
            buckets = self.searcher.aggregate(self.main, {"point": {"terms": terms}})["point"]["buckets"]
            found.update((bucket["key"], bucket["doc_count"]) for bucket in buckets)
        return found

    def _aggregate(self, query: Query, by: dict[str, str]) -> dict[str, dict[str, int]]:
        asked = {name: {"terms": {"field": field, "size": MAX_BUCKETS}} for name, field in by.items()}
        found = self.searcher.aggregate(query, asked)
        return {name: {bucket["key"]: bucket["doc_count"] for bucket in found[name]["buckets"]} for name in by}

    # The map

    def _clusters(self, zoom: int) -> list[MapCluster]:
        """Every place of every result at its own point."""
        key = (self.asked, self.units, self.viewer, zoom)
        tallies: list[Tally] | None = self.reader.kept.get(key)
        if tallies is None:
            tallies = list(self.reader.points.tallies(self._count_points(), zoom))
            self.reader.kept.keep(key, tallies, len(tallies) * TALLY_NUMBERS)
        marks = marks_of(tallies)
        self._pin(singles(marks, self.wanted.pins))
        return marks

    def _pin(self, marks: dict[str, MapCluster]) -> None:
        """Name the case of each mark that stands for one."""
        if not marks:
            return
        found = self.searcher.search(self.compiler.at_points(list(marks)), limit=len(marks), count=False)
        for _, address in found.hits:
            document = self.searcher.doc(address)
            case = Pin(id=stored(document, "id"), data=orjson.loads(stored(document, "payload")))
            pin(marks, case, document.get_all("point"))


def best(searcher: tantivy.Searcher, query: Query, count: int) -> tuple[tantivy.SearchResult, Addresses]:
    """The first ``count`` matches, the best first and equal ones by id.

    tantivy leaves equal scores in the order of writing, so groups of equals are fetched whole.
    """
    limit = count + 1
    while True:
        found = searcher.search(query, limit=limit)
        hits = found.hits
        if len(hits) < limit or hits[-1][0] != hits[count - 1][0]:
            break
        limit *= 4
    ties = searcher.fast_field_values("tie", [address for _, address in hits])
    ranked = sorted(zip(hits, ties, strict=True), key=lambda item: (-item[0][0], item[1]))
    return found, [hit for hit, _ in ranked[:count]]


def data_of(document: tantivy.Document, *, network: bool) -> dict[str, Any]:
    """What a viewer is shown of a case."""
    data: dict[str, Any] = orjson.loads(stored(document, "payload"))
    if network:
        extra = stored(document, "network_payload")
        data.update(orjson.loads(extra) if extra else {})
    return data
