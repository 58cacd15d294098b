"""Turns a :class:`CaseQuery` into the bodies of requests. Visibility is part of the query of every one of them.

The facets that were chosen stand in ``post_filter`` and in the aggregations, since each facet's counts leave out its
own choice alone. Nothing else stands there: what a viewer may not see is in no hit, total, count or highlight.
"""

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from elasticsearch.dsl import A

from citysynergy.discovery import facets, words
from citysynergy.discovery.answers import PASSAGE
from citysynergy.discovery.dictionary.units import Alternative, Reason, Unit
from citysynergy.discovery.engines.base import Wanted
from citysynergy.discovery.engines.elasticsearch.documents import facet_field
from citysynergy.discovery.fields import (
    GROUPS,
    HIGHLIGHTED,
    PARTS_GROUP,
    PASSAGES,
    TIE_BREAKER,
    TITLES,
    WEIGHTS,
    WHOLE,
    WORD_COUNTS,
    facet_named,
    group_of,
    milliseconds,
    parts_open_to,
    texts_open_to,
)
from citysynergy.discovery.geo import BBox, Near, cell_width
from citysynergy.discovery.query import CaseQuery
from citysynergy.discovery.viewers import Viewer

Body = dict[str, Any]

# More than any facet has values: with fewer buckets than values, counts from several shards go wrong.
BUCKETS = 20_000
# Cells of the map that one answer holds; Elasticsearch makes at most 65,536 buckets in one search.
PORTION = 20_000
# Of the places in a cell. Whole numbers below 2**53: doubles add them up exactly.
_TALLIED = {side: A("stats", field=f"places.{side}").to_dict() for side in ("north", "east")}
# No text is longer; beyond it nothing is marked.
MARKED_CHARACTERS = 500_000
# Around found words until the text is made safe for HTML. Of private use: texts don't hold them, and Elasticsearch,
# which trims passages, leaves them.
OPEN, CLOSE = "\ue000", "\ue001"
# The aggregation with the facets of which nothing was chosen; a chosen one has an aggregation of its own.
OTHERS = "others"

_SEARCHED = {
    network: [f"{name}.{group}^{WEIGHTS[name]}" for name in texts_open_to(network=network) for group in GROUPS]
    for network in (False, True)
}
_PARTS = {
    network: [f"{name}.{PARTS_GROUP}^{WEIGHTS[name]}" for name in parts_open_to(network=network)]
    for network in (False, True)
}
_COUNTS = {
    field: A("terms", field=field, size=BUCKETS).to_dict()
    for field in (facet_field(name, network=network) for name in facets.KEYWORDS for network in (False, True))
}

_NEWEST: list[Body] = [{"published": {"order": "desc", "missing": "_last"}}]
_BY_ID: Body = {"id": {"order": "asc"}}


def _marking(*, network: bool) -> Body:
    """What is marked in the hits shown: titles and summaries whole, of longer texts the passage that fits best."""
    names = HIGHLIGHTED if network else tuple(name for name in HIGHLIGHTED if name != "network")
    whole = {f"{name}.{group}": {"number_of_fragments": 0} for name in names if name in WHOLE for group in GROUPS}
    passages = {
        f"{name}.{group}": {
            "number_of_fragments": 1,
            "fragment_size": PASSAGE,
            "order": "score",
            "boundary_scanner": "sentence",
        }
        for name in names
        if name in PASSAGES
        for group in GROUPS
    }
    return {
        "type": "unified",
        "pre_tags": [OPEN],
        "post_tags": [CLOSE],
        "max_analyzed_offset": MARKED_CHARACTERS,
        "fields": {**whole, **passages},
    }


_MARKED = {network: _marking(network=network) for network in (False, True)}


class Compiler:
    """Writes the requests of one search."""

    def __init__(self, query: CaseQuery, viewer: Viewer, wanted: Wanted, now: datetime) -> None:
        self.query = query
        self.viewer = viewer
        self.wanted = wanted
        self.now = now
        self.units = wanted.dictionary.units(query.clauses, exact=query.exact)

    def number(self) -> Body:
        """The number of results alone."""
        return {"size": 0, "track_total_hits": True, "query": self._everything}

    def page(self) -> Body:
        """The hits of one page, the total and the counts of facets."""
        body: Body = {
            "from": self.query.offset,
            "size": self.query.page_size,
            "track_total_hits": True,
            "query": self._ranked(),
            "sort": self._sort(),
            "_source": self._source(),
        }
        if self._chosen:
            body["post_filter"] = _all(list(self._chosen.values()))
        if self.wanted.facets:
            body["aggs"] = self._counted()
        if self._marks:
            body["highlight"] = _MARKED[self.viewer.network]
        return body

    def places(self, after: Body | None = None) -> Body:
        """The places in each cell of the map, of those in the area, a portion at a time."""
        width = {"field": "places.cell", "interval": cell_width(self.wanted.zoom or 0)}
        cells: Body = {"size": PORTION, "sources": [{"cell": {"histogram": width}}]}
        if after is not None:
            cells["after"] = after
        tallied = {"composite": cells, "aggs": _TALLIED}
        inside = {"filter": _all(self._areas), "aggs": {"cells": tallied}}
        return {
            "size": 0,
            "query": self._everything,
            "aggs": {"places": {"nested": {"path": "places"}, "aggs": {"inside": inside}}},
        }

    def at_points(self, points: list[str]) -> Body:
        """Everything that was asked, at some of the points, which are of one case each."""
        there = _nested({"terms": {"places.written": points}})
        return {
            "size": len(points),
            "query": _all([self._everything, there]),
            "sort": ["_doc"],
            "_source": ["payload", "places.written"],
        }

    # The query

    def _ranked(self) -> Body:
        """The query of the page: words give scores where relevance orders, else nothing but "open" does."""
        if self.query.order == "relevance":
            return {"bool": {**self._common, "must": self._words}}
        query = {**self._common, "filter": [*self._common["filter"], *self._words]}
        if self.query.order == "deadline":
            query["should"] = [{"constant_score": {"filter": self._open_at(self.now)}}]
        return {"bool": query}

    @cached_property
    def _everything(self) -> Body:
        """Everything that was asked, without scores."""
        filters = [*self._common["filter"], *self._words, *self._chosen.values()]
        return {"bool": {**self._common, "filter": filters}}

    @cached_property
    def _common(self) -> dict[str, list[Body]]:
        """Who is looking, and everything that was asked but words and chosen facets."""
        filters: list[Body] = [visible(self.viewer), *self._period()]
        filters += [_nested(area) for area in self._areas]
        excluded = [self._unit(unit) for unit in self.units if unit.clause.excluded]
        excluded += [{"terms": {self._field(name): list(values)}} for name, values in self.query.excluded]
        return {"filter": filters, "must_not": excluded}

    @cached_property
    def _words(self) -> list[Body]:
        """What must occur. Where some of the words will do, they stand together in the last."""
        least = self.query.least
        required = [unit for unit in self.units if not unit.clause.excluded and not (least and unit.is_loose)]
        parts = [self._unit(unit) for unit in required]
        if least:
            counts: Body = {"match_all": {"boost": WORD_COUNTS}}
            some = [{"bool": {"must": [self._unit(unit), counts]}} for unit in self.units if unit.is_loose]
            parts.append({"bool": {"should": some, "minimum_should_match": least}})
        return parts

    @cached_property
    def _chosen(self) -> dict[str, Body]:
        return {name: {"terms": {self._field(name): list(values)}} for name, values in self.query.chosen}

    def _unit(self, unit: Unit) -> Body:
        """What was typed, or anything that will do instead: the best of them counts."""
        typed = self._together(unit.parts) if unit.parts else _said(unit.clause.text, self._searched)
        if not unit.alternatives:
            return typed
        return {"dis_max": {"queries": [typed, *(self._alternative(other) for other in unit.alternatives)]}}

    def _together(self, units: Sequence[Unit]) -> Body:
        return {"bool": {"must": [self._unit(unit) for unit in units]}}

    def _alternative(self, other: Alternative) -> Body:
        fields = _PARTS[self.viewer.network] if other.reason == Reason.COMPOUND else self._searched
        return _said(other.text, fields, other.weight)

    @property
    def _searched(self) -> list[str]:
        return _SEARCHED[self.viewer.network]

    def _field(self, name: str) -> str:
        return facet_field(facet_named(name, lead_only=self.query.lead_only), network=self.viewer.network)

    def _period(self) -> list[Body]:
        parts: list[Body] = []
        if self.query.year_to is not None:
            parts.append({"range": {"year_from": {"lte": self.query.year_to}}})
        if self.query.year_from is not None:
            parts.append({"range": {"year_to": {"gte": self.query.year_from}}})
        return parts

    @cached_property
    def _areas(self) -> list[Body]:
        """Which places lie in the area: filters for documents of places."""
        parts = []
        if self.query.bbox is not None:
            parts.append(_in_box(self.query.bbox))
        if self.query.near is not None:
            parts.append(_in_circle(self.query.near))
        return parts

    def _open_at(self, now: datetime) -> Body:
        """Open, and not past the deadline."""
        return {
            "bool": {
                "filter": [{"term": {facet_field("status", network=False): "open"}}],
                "must_not": [{"range": {"deadline": {"lt": milliseconds(now)}}}],
            }
        }

    def _sort(self) -> list[Body]:
        """The order asked for; equal ones by id, so that pages never overlap."""
        title = f"by_title.{group_of(self.wanted.language)}"
        orders: dict[str, list[Body]] = {
            "relevance": [{"_score": {"order": "desc"}}],
            "newest": _NEWEST,
            "deadline": [{"_score": {"order": "desc"}}, {"deadline": {"order": "asc", "missing": "_last"}}],
            "title": [{title: {"order": "asc"}}],
        }
        return [*orders[self.query.order], _BY_ID]

    # What comes with the hits

    @property
    def _marks(self) -> bool:
        return self.wanted.highlights and bool(self._words)

    def _source(self) -> list[str]:
        names = ["payload"]
        if self.viewer.network:
            names.append("network_payload")
        if self._marks:
            names += [f"edges.{name}" for name in PASSAGES if self.viewer.network or name != "network"]
        return names

    def _counted(self) -> Body:
        """Counts of facets, each respecting every choice but its own."""
        counts = {name: _COUNTS[self._field(name)] for name in self.wanted.facets}
        together = {name: count for name, count in counts.items() if name not in self._chosen}
        found: Body = {}
        if together:
            found[OTHERS] = {"filter": _all(list(self._chosen.values())), "aggs": together}
        for name in counts.keys() - together.keys():
            others = [part for other, part in self._chosen.items() if other != name]
            found[name] = {"filter": _all(others), "aggs": {name: counts[name]}}
        return found


def titled(text: str, viewer: Viewer, limit: int) -> Body:
    """The newest cases with all words in a title, the last of them as a beginning."""
    wanted = {"query": words.clean(text), "operator": "and"}
    return {
        "size": limit,
        "track_total_hits": False,
        "query": {"bool": {"filter": [visible(viewer), {"match_bool_prefix": {TITLES: wanted}}]}},
        "sort": [*_NEWEST, _BY_ID],
        "_source": ["payload"],
    }


def visible(viewer: Viewer) -> Body:
    """What a viewer may see."""
    return {"terms": {"access": sorted(viewer.access)}}


def _all(parts: list[Body]) -> Body:
    return {"bool": {"filter": parts}} if parts else {"match_all": {}}


def _said(text: str, fields: list[str], weight: float = 1.0) -> Body:
    """A word or phrase in any of the fields. A word such as "s-gravenhage" is a phrase too."""
    body = {
        "type": "phrase",
        "query": unicodedata.normalize("NFC", text),
        "fields": fields,
        "tie_breaker": TIE_BREAKER,
        "zero_terms_query": "none",
    }
    return {"multi_match": body if weight == 1.0 else {**body, "boost": weight}}


def _nested(query: Body) -> Body:
    return {"nested": {"path": "places", "query": query, "score_mode": "none"}}


def _in_box(box: BBox) -> Body:
    """Edges included. Compared as numbers: ``geo_bounding_box`` rounds, and loses places on the edge."""
    latitude = {"range": {"places.latitude": {"gte": box.south, "lte": box.north}}}
    east = {"range": {"places.longitude": {"gte": box.west}}}
    west = {"range": {"places.longitude": {"lte": box.east}}}
    if box.west <= box.east:
        return _all([latitude, east, west])
    return _all([latitude, {"bool": {"should": [east, west], "minimum_should_match": 1}}])


def _in_circle(circle: Near) -> Body:
    return {
        "geo_distance": {
            "distance": f"{circle.kilometres}km",
            "places.point": {"lat": circle.latitude, "lon": circle.longitude},
        }
    }
