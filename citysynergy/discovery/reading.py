"""Reads cases in batches: one query for each table of rows, and what many cases refer to once for all of them.

Django's ``prefetch_related`` would read the same cities, organisations and themes again for every batch, and go through
modelcluster's managers for every page: with many cases that takes most of a rebuild.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import batched
from typing import Any

from django.db.models import ForeignKey, Model, QuerySet

from citysynergy.organisations.models import Organisation
from citysynergy.taxonomy.models import City, Country, Goal, Programme, Region, Theme

# SQLite takes so many parameters in a query, and more.
PORTION = 500

# What cases refer to, and what is read along with it.
SHARED: dict[type[Model], tuple[tuple[str, ...], tuple[str, ...]]] = {
    City: (("country", "area", "merged_into"), ("names",)),
    Country: ((), ()),
    Goal: ((), ()),
    Organisation: (("province", "country"), ("networks", "other_names")),
    Programme: ((), ()),
    Region: ((), ()),
    Theme: ((), ()),
}


class Records:
    """Shared records by model and key. They are read when first asked for, and then stay as they were."""

    def __init__(self) -> None:
        self._held: dict[type[Model], dict[Any, Any]] = defaultdict(dict)

    def load(self, model: type[Model], keys: Iterable[Any]) -> dict[Any, Any]:
        """Every record of the model that was ever asked for, these among them, by key."""
        held = self._held[model]
        missing = {key for key in keys if key is not None and key not in held}
        related, prefetched = SHARED[model]
        rows: QuerySet[Any] = model._default_manager.prefetch_related(*prefetched)
        # Without names, Django would follow every reference.
        rows = rows.select_related(*related) if related else rows
        for portion in batched(missing, PORTION):
            held.update(rows.in_bulk(portion))
        return held

    def attach(self, rows: Sequence[Any]) -> None:
        """Let rows of one model refer to the shared records, so that following a reference asks nothing."""
        kind: Any = type(rows[0]) if rows else None
        for name, attname, model in _references(kind) if rows else ():
            held = self.load(model, (getattr(row, attname) for row in rows))
            for row in rows:
                key = getattr(row, attname)
                setattr(row, name, None if key is None else held[key])


@dataclass(slots=True)
class Reading:
    """A page with the rows that belong to it and the records that it is linked with, by the name of the relation."""

    page: Any
    rows: dict[str, list[Any]] = field(default_factory=dict)

    def __getitem__(self, relation: str) -> list[Any]:
        """Empty where the page has none, or its type no such relation."""
        return self.rows.get(relation, [])


def read(model: type[Model], pks: Iterable[int], relations: Iterable[str], records: Records) -> Iterator[Reading]:
    """The live pages of a type among some, in the order of their keys, with the rows of these relations."""
    pages: QuerySet[Any] = model._default_manager.filter(pk__in=list(pks), live=True).order_by("pk")
    readings = {page.pk: Reading(page) for page in pages}
    if not readings:
        return
    records.attach([reading.page for reading in readings.values()])
    for name in relations:
        relation: Any = model._meta.get_field(name)
        find = _linked if relation.many_to_many else _rows
        for pk, row in find(relation, readings, records):
            readings[pk].rows.setdefault(name, []).append(row)
    for reading in readings.values():
        reading.page.know_translations(reading["translations"])
    yield from readings.values()


def _rows(relation: Any, pks: Iterable[int], records: Records) -> Iterator[tuple[int, Any]]:
    """Rows of a table of their own, in their order, with the page that each belongs to."""
    key = relation.field.attname
    rows: list[Any] = list(relation.related_model._default_manager.filter(**{f"{key}__in": list(pks)}))
    records.attach(rows)
    for row in rows:
        yield getattr(row, key), row


def _linked(relation: Any, pks: Iterable[int], records: Records) -> Iterator[tuple[int, Any]]:
    """Shared records, in the order in which they were chosen, with the page that each is linked to."""
    own, other = f"{relation.m2m_field_name()}_id", f"{relation.m2m_reverse_field_name()}_id"
    links = relation.remote_field.through._default_manager.filter(**{f"{own}__in": list(pks)}).order_by("pk")
    pairs = list(links.values_list(own, other))
    held = records.load(relation.related_model, (key for _pk, key in pairs))
    for pk, key in pairs:
        yield pk, held[key]


@cache
def _references(model: type[Model]) -> tuple[tuple[str, str, type[Model]], ...]:
    """The foreign keys of a model to shared records: name, name of the key, model."""
    return tuple(
        (found.name, found.attname, found.related_model)
        for found in model._meta.get_fields()
        if isinstance(found, ForeignKey) and found.related_model in SHARED
    )
