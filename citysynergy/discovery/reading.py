"""Reads cases in batches: one query for each table of rows, and what many cases refer to once for all of them.

Django's ``prefetch_related`` would read the same cities, organisations and themes again for every batch, and go through
modelcluster's managers for every page: with many cases that takes most of a rebuild.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import batched
from typing import Any

from django.db.models import ForeignKey, Model, QuerySet

from citysynergy.cases.pages import CasePage
from citysynergy.organisations.models import Organisation
from citysynergy.taxonomy.models import City, Country, Goal, Programme, Region, Theme

# SQLite takes so many parameters in a query, and more.
PORTION = 500
# Keys lie close together where there are fewer than so many numbers for each.
SPREAD = 4

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
        for key in _references(kind) if rows else ():
            held = self.load(key.related_model, (getattr(row, key.attname) for row in rows))
            for row in rows:
                value = getattr(row, key.attname)
                key.set_cached_value(row, None if value is None else held[value])


@dataclass(slots=True)
class Reading:
    """A page with the rows that belong to it and the records that it is linked with, by the name of the relation."""

    page: Any
    rows: dict[str, list[Any]] = field(default_factory=dict)

    def __getitem__(self, relation: str) -> list[Any]:
        """Empty where the page has none, or its type no such relation."""
        return self.rows.get(relation, [])


def read(
    pks: Sequence[int], common: Iterable[str], own: Mapping[type[Model], Iterable[str]], records: Records
) -> dict[type[Model], list[Reading]]:
    """The live pages among some, by type and in the order of their keys, with the rows that belong to them.

    ``common`` names relations of every case, ``own`` the types and the relations of each.
    """
    wanted, found = set(pks), {model: list[Reading]() for model in own}
    everyone = dict[int, Reading]()
    for model, names in own.items():
        if len(everyone) == len(wanted):
            break
        rows: QuerySet[Any] = model._default_manager.filter(live=True, **_among("pk", pks)).order_by("pk")
        of_model = {page.pk: Reading(page) for page in rows if page.pk in wanted}
        records.attach([reading.page for reading in of_model.values()])
        _join(model, names, of_model, records)
        everyone |= of_model
        found[model] = list(of_model.values())
    _join(CasePage, common, everyone, records)
    for reading in everyone.values():
        reading.page.know_translations(reading["translations"])
    return found


def _join(model: type[Model], relations: Iterable[str], readings: Mapping[int, Reading], records: Records) -> None:
    """Give pages the rows of some relations of their model."""
    if not readings:
        return
    for name in relations:
        relation: Any = model._meta.get_field(name)
        find = _linked if relation.many_to_many else _rows
        for pk, row in find(relation, readings, records):
            readings[pk].rows.setdefault(name, []).append(row)


def _rows(relation: Any, pages: Collection[int], records: Records) -> Iterator[tuple[int, Any]]:
    """Rows of a table of their own, in their order, with the page that each belongs to."""
    key, model = relation.field.attname, relation.related_model
    found = model._default_manager.filter(**_among(key, pages)).order_by(*model._meta.ordering, "pk")
    rows: list[Any] = [row for row in found if getattr(row, key) in pages]
    records.attach(rows)
    for row in rows:
        yield getattr(row, key), row


def _linked(relation: Any, pages: Collection[int], records: Records) -> Iterator[tuple[int, Any]]:
    """Shared records, in the order in which they were chosen, with the page that each is linked to."""
    own, other = f"{relation.m2m_field_name()}_id", f"{relation.m2m_reverse_field_name()}_id"
    links = relation.remote_field.through._default_manager.filter(**_among(own, pages)).order_by("pk")
    pairs = [(pk, key) for pk, key in links.values_list(own, other) if pk in pages]
    held = records.load(relation.related_model, (key for _pk, key in pairs))
    for pk, key in pairs:
        yield pk, held[key]


def _among(name: str, keys: Collection[int]) -> dict[str, Any]:
    """A filter that finds at least the rows with these keys.

    A list of hundreds of keys takes Django and the driver longer than the query: where few others lie between them,
    the query names the first and the last.
    """
    first, last = min(keys), max(keys)
    if last - first < SPREAD * len(keys):
        return {f"{name}__gte": first, f"{name}__lte": last}
    return {f"{name}__in": list(keys)}


@cache
def _references(model: type[Model]) -> tuple[Any, ...]:
    """The foreign keys of a model to shared records."""
    return tuple(
        found for found in model._meta.get_fields() if isinstance(found, ForeignKey) and found.related_model in SHARED
    )
