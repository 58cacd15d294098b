"""Turns a :class:`CaseQuery` into tantivy queries. Visibility is part of every one of them."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime

import tantivy

from citysynergy.discovery.dictionary.units import Alternative, Reason, Unit
from citysynergy.discovery.engines.embedded import schema
from citysynergy.discovery.engines.embedded.reader import Reader
from citysynergy.discovery.fields import (
    PARTS_GROUP,
    TIE_BREAKER,
    WEIGHTS,
    WORD_COUNTS,
    facet_named,
    milliseconds,
    parts_open_to,
    texts_open_to,
)
from citysynergy.discovery.geo import BBox, Near
from citysynergy.discovery.query import CaseQuery
from citysynergy.discovery.viewers import Viewer

Query = tantivy.Query
Must, MustNot, Should = tantivy.Occur.Must, tantivy.Occur.MustNot, tantivy.Occur.Should

_ANALYZERS = schema.analyzers()


class Compiler:
    """Builds the queries of one search."""

    def __init__(self, reader: Reader, query: CaseQuery, units: Sequence[Unit], viewer: Viewer) -> None:
        self.reader = reader
        self.schema = reader.schema
        self.query = query
        self.units = units
        self.viewer = viewer
        self._texts = texts_open_to(network=viewer.network)
        self._filters = dict(self._facet_filters())
        self._common = self._common_parts()

    def main(self) -> Query:
        """Everything that was asked."""
        return self._combine(self._filters)

    def ignoring(self, facet: str) -> Query:
        """Everything but the selection of one facet, for that facet's own counts."""
        return self._combine({name: part for name, part in self._filters.items() if name != facet})

    def positive_words(self) -> Query | None:
        """What highlights mark."""
        parts = [(Should, self._unit(unit)) for unit in self.units if not unit.clause.excluded]
        return Query.boolean_query(parts) if parts else None

    def field(self, name: str) -> str:
        """The index field of a facet for this viewer."""
        return schema.keyword_field(facet_named(name, lead_only=self.query.lead_only), network=self.viewer.network)

    def at_points(self, points: list[str]) -> Query:
        """Everything that was asked, at some of the points."""
        return Query.boolean_query([(Must, self.main()), (Must, self._terms("point", points))])

    def open_at(self, now: datetime) -> Query:
        """Open, and not past the deadline."""
        passed = self._integer_range("deadline", None, milliseconds(now) - 1)
        is_open = Query.term_query(self.schema, schema.keyword_field("status", network=False), "open", "basic")
        return Query.boolean_query([(Must, is_open), (MustNot, passed)])

    def _combine(self, filters: dict[str, Query]) -> Query:
        required = [(Must, _unscored(part)) for part in filters.values()]
        return Query.boolean_query([*self._common, *required])

    def _common_parts(self) -> list[tuple[tantivy.Occur, Query]]:
        parts = [(Must, _unscored(visible(self.schema, self.viewer)))]
        least = self.query.least
        for unit in self.units:
            if not (least and unit.is_loose):
                parts.append((MustNot if unit.clause.excluded else Must, self._unit(unit)))
        if least:
            counts = Query.boost_query(Query.all_query(), WORD_COUNTS)
            loose = [self._unit(unit) for unit in self.units if unit.is_loose]
            some = [(Should, Query.boolean_query([(Must, unit), (Must, counts)])) for unit in loose]
            parts.append((Must, Query.boolean_query(some, minimum_number_should_match=least)))
        for name, values in self.query.excluded:
            parts.append((MustNot, self._terms(self.field(name), values)))
        parts += [(Must, _unscored(part)) for part in self._period()]
        for area in (self.query.bbox, self.query.near):
            if area is not None:
                parts.append((Must, _unscored(self._area(area))))
        return parts

    def _facet_filters(self) -> list[tuple[str, Query]]:
        return [(name, self._terms(self.field(name), values)) for name, values in self.query.chosen]

    def _period(self) -> list[Query]:
        parts = []
        if self.query.year_to is not None:
            parts.append(self._integer_range("year_from", None, self.query.year_to))
        if self.query.year_from is not None:
            parts.append(self._integer_range("year_to", self.query.year_from, None))
        return parts

    def _area(self, area: BBox | Near) -> Query:
        squares, points = self.reader.points.parts_of(area)
        return Query.boolean_query([(Should, self._terms("square", squares)), (Should, self._terms("point", points))])

    def _terms(self, field: str, values: list[str] | tuple[str, ...]) -> Query:
        return _terms(self.schema, field, values)

    def _integer_range(self, field: str, lower: int | None, upper: int | None) -> Query:
        return Query.range_query(self.schema, field, tantivy.FieldType.Integer, lower, upper)

    def _unit(self, unit: Unit) -> Query:
        """What was typed, or anything that will do instead: the best of them counts."""
        typed = self._all(unit.parts) if unit.parts else self._said(unit.clause.text)
        if not unit.alternatives:
            return typed
        others = [Query.boost_query(self._alternative(other), other.weight) for other in unit.alternatives]
        return Query.disjunction_max_query([typed, *others])

    def _all(self, units: Sequence[Unit]) -> Query:
        return Query.boolean_query([(Must, self._unit(unit)) for unit in units])

    def _alternative(self, other: Alternative) -> Query:
        if other.reason != Reason.COMPOUND:
            return self._said(other.text)
        return _best(self._in_fields(other.text, PARTS_GROUP, parts_open_to(network=self.viewer.network)))

    def _said(self, text: str) -> Query:
        """A word or phrase in any field of any language."""
        return _best([part for group in _ANALYZERS for part in self._in_fields(text, group, self._texts)])

    def _in_fields(self, text: str, group: str, names: Sequence[str]) -> list[Query]:
        stems = _ANALYZERS[group].analyze(unicodedata.normalize("NFC", text))
        if not stems:
            return []
        return [Query.boost_query(self._stems(schema.text_field(name, group), stems), WEIGHTS[name]) for name in names]

    def _stems(self, field: str, stems: list[str]) -> Query:
        if len(stems) == 1:
            # Positions, which tantivy reads unless told otherwise, say nothing of one word.
            return Query.term_query(self.schema, field, stems[0], "freq")
        return Query.phrase_query(self.schema, field, list(stems))


def _best(alternatives: list[Query]) -> Query:
    """Any of them; beside the best the others add a little."""
    return Query.disjunction_max_query(alternatives, TIE_BREAKER) if alternatives else Query.empty_query()


def visible(schema: tantivy.Schema, viewer: Viewer) -> Query:
    """What a viewer may see."""
    return _terms(schema, "access", sorted(viewer.access))


def _terms(schema: tantivy.Schema, field: str, values: Sequence[str]) -> Query:
    if len(values) == 1:
        return Query.term_query(schema, field, values[0], "basic")
    return Query.term_set_query(schema, field, list(values))


def _unscored(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)
