"""One search on the cluster: asks once for the page, the counts and the map, and reads the raw answer."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from html import escape
from typing import Any
from zlib import crc32

from elasticsearch import Elasticsearch

from citysynergy.discovery.answers import facet_values, language_of, marks_of, passage, pin, singles
from citysynergy.discovery.engines.base import Wanted
from citysynergy.discovery.engines.elasticsearch.asking import Answer, ask, header
from citysynergy.discovery.engines.elasticsearch.compiler import CLOSE, OPEN, OTHERS, Compiler
from citysynergy.discovery.fields import HIGHLIGHTED, WHOLE, group_of
from citysynergy.discovery.geo import Tally
from citysynergy.discovery.query import CaseQuery
from citysynergy.discovery.results import CaseResults, Hit, MapCluster, Pin
from citysynergy.discovery.viewers import Viewer

_MARK = re.compile(f"{OPEN}([^{OPEN}{CLOSE}]*){CLOSE}")


class Search:
    """One search on the index behind an alias."""

    def __init__(
        self, client: Elasticsearch, alias: str, query: CaseQuery, viewer: Viewer, wanted: Wanted, now: datetime
    ) -> None:
        self.client = client
        self.query = query
        self.viewer = viewer
        self.wanted = wanted
        self.compiler = Compiler(query, viewer, wanted, now)
        # Pages of one search ask the same copies of the shards, which score alike.
        self._header = header(alias) | {"preference": _name(query)}

    def results(self) -> CaseResults:
        """Raises errors of the client, or :class:`EngineError`."""
        with_map = self.wanted.zoom is not None
        page, *maps = self._ask([self.compiler.page(), *([self.compiler.places()] if with_map else [])])
        counts = dict(_counts(page.get("aggregations", {})))
        return CaseResults(
            total=page["hits"]["total"]["value"],
            page=self.query.offset // self.query.page_size + 1,
            page_size=self.query.page_size,
            offset=self.query.offset,
            hits=[self._hit(hit) for hit in page["hits"]["hits"]],
            facets={name: facet_values(self.query, name, counts[name]) for name in self.wanted.facets},
            clusters=self._clusters(maps[0]) if maps else [],
            notices=self.query.problems,
        )

    def _ask(self, bodies: list[dict[str, Any]]) -> list[Answer]:
        """Send searches in one request."""
        return ask(self.client, self._header, bodies)

    # The page

    def _hit(self, found: Answer) -> Hit:
        source = found["_source"]
        data = data_of(source)
        score = found["_score"] if self.query.order == "relevance" else 0.0
        hit = Hit(id=found["_id"], page_id=data.get("page_id", 0), score=score, data=data)
        if "highlight" in found:
            hit.highlights = _highlights(found["highlight"], source.get("edges", {}), self._group(data))
        return hit

    def _group(self, data: Mapping[str, Any]) -> str:
        return group_of(language_of(data, self.wanted.language))

    # The map

    def _clusters(self, answer: Answer) -> list[MapCluster]:
        """Every place of every result at its own point."""
        marks = marks_of(self._tallies(answer))
        alone = singles(marks, self.wanted.pins)
        if alone:
            [found] = self._ask([self.compiler.at_points(list(alone))])
            for hit in found["hits"]["hits"]:
                source = hit["_source"]
                pin(alone, Pin(id=hit["_id"], data=source["payload"]), (place["written"] for place in source["places"]))
        return marks

    def _tallies(self, answer: Answer) -> Iterator[Tally]:
        """The places in each cell; further portions are asked for as long as there are any."""
        while True:
            portion = answer["aggregations"]["places"]["inside"]["cells"]
            yield from map(_tally, portion["buckets"])
            after = portion.get("after_key")
            if after is None:
                return
            [answer] = self._ask([self.compiler.places(after)])


def found_hit(found: Answer) -> Hit:
    """A hit as everyone may see it, without score and marks."""
    data = found["_source"]["payload"]
    return Hit(id=found["_id"], page_id=data.get("page_id", 0), score=0.0, data=data)


def _tally(bucket: Answer) -> Tally:
    north, east = bucket["north"], bucket["east"]
    return Tally(
        count=bucket["doc_count"],
        latitudes=int(north["sum"]),
        longitudes=int(east["sum"]),
        south=int(north["min"]),
        west=int(east["min"]),
        north=int(north["max"]),
        east=int(east["max"]),
    )


def data_of(source: Answer) -> dict[str, Any]:
    """What a viewer is shown of a case; what is for the network alone was asked for only where it may be seen."""
    return {**source["payload"], **source.get("network_payload", {})}


def _name(query: CaseQuery) -> str:
    """A name of the words asked for. Elasticsearch keeps names that begin with "_" for itself."""
    return f"q{crc32(query.q.encode(errors='replace')):08x}"


def _counts(aggregations: Mapping[str, Any]) -> Iterable[tuple[str, dict[str, int]]]:
    """Counts per facet, whichever aggregation they stand in."""
    for aggregation, found in aggregations.items():
        for name in found if aggregation == OTHERS else (aggregation,):
            if name not in ("doc_count", "meta"):
                yield name, {bucket["key"]: bucket["doc_count"] for bucket in found[name]["buckets"]}


def _highlights(found: Mapping[str, list[str]], edges: Mapping[str, Any], group: str) -> dict[str, list[str]]:
    """Fragments per text in one group of languages, as safe HTML; a text without a found word is left out."""
    marked = {}
    for name in HIGHLIGHTED:
        fragment = next((part for part in found.get(f"{name}.{group}", ()) if OPEN in part), None)
        if fragment is not None:
            shown = _html(fragment)
            marked[name] = [shown if name in WHOLE else _framed(shown, fragment, edges[name][group])]
    return marked


def _framed(shown: str, fragment: str, edges: list[list[str]]) -> str:
    bare = fragment.replace(OPEN, "").replace(CLOSE, "")
    return passage(
        shown,
        opens=any(bare.startswith(start[: len(bare)]) for start, _ in edges),
        closes=any(bare.endswith(end[-len(bare) :]) for _, end in edges),
    )


def _html(fragment: str) -> str:
    """Escape a fragment and mark its words."""
    marked = _MARK.sub("<mark>\\1</mark>", escape(fragment))
    return marked.replace(OPEN, "").replace(CLOSE, "")
