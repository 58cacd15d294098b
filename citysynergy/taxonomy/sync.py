"""Bringing records in step with reference data, without undoing what an editor changed.

Each record remembers in ``reference_values`` what was loaded into it last. A field (or a set of related rows) that
still holds what was loaded follows the reference data; one that holds something else was changed by an editor, and
is kept.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from citysynergy.taxonomy.reference import ReferenceRecord

EMPTY: tuple[Any, ...] = (None, "", {}, [])


@dataclass
class Outcome:
    """What a load did with the records of one model."""

    label: str
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: list[str] = field(default_factory=list)

    def __iadd__(self, other: "Outcome") -> "Outcome":
        self.created += other.created
        self.updated += other.updated
        self.unchanged += other.unchanged
        self.kept += other.kept
        return self


class Related:
    """Related rows of a record, compared and replaced as a set."""

    def current(self, records: Sequence[Model]) -> dict[Any, list[Any]]:
        """The rows that there are, by primary key of the record, in a form that JSON can hold, sorted."""
        raise NotImplementedError

    def remove(self, record: Model) -> None:
        """Take all rows away."""
        raise NotImplementedError

    def add(self, pairs: Iterable[tuple[Model, list[Any]]]) -> None:
        """Add rows to records that have none."""
        raise NotImplementedError


class ManyToMany(Related):
    """A many-to-many field; the rows are the natural keys of what it refers to."""

    def __init__(self, model: type[Model], name: str, targets: Mapping[Any, Model]) -> None:
        self.through: Any = getattr(model, name).through
        relation: Any = model._meta.get_field(name)
        self.owner, self.target = relation.m2m_field_name(), relation.m2m_reverse_field_name()
        self.name, self.targets = name, targets
        self.keys = {target.pk: key for key, target in targets.items()}

    def current(self, records: Sequence[Model]) -> dict[Any, list[Any]]:
        found: dict[Any, list[Any]] = {record.pk: [] for record in records}
        rows = self.through.objects.values_list(f"{self.owner}_id", f"{self.target}_id")
        for owner, target in rows:
            if owner in found:
                found[owner].append(self.keys.get(target, target))
        return {owner: sorted(keys, key=str) for owner, keys in found.items()}

    def remove(self, record: Model) -> None:
        getattr(record, self.name).clear()

    def add(self, pairs: Iterable[tuple[Model, list[Any]]]) -> None:
        rows = [
            self.through(**{f"{self.owner}_id": record.pk, f"{self.target}_id": self.targets[key].pk})
            for record, keys in pairs
            for key in keys
        ]
        self.through.objects.bulk_create(rows, batch_size=500)


class Rows(Related):
    """Rows of a model of their own. Foreign keys among the columns are written as natural keys."""

    def __init__(
        self,
        model: type[Model],
        owner: str,
        columns: Sequence[str],
        targets: Mapping[str, Mapping[Any, Model]] | None = None,
    ) -> None:
        self.model: Any = model
        self.owner, self.columns, self.targets = owner, columns, targets or {}
        self.keys = {
            column: {target.pk: key for key, target in known.items()} for column, known in self.targets.items()
        }

    def current(self, records: Sequence[Model]) -> dict[Any, list[Any]]:
        found: dict[Any, list[Any]] = {record.pk: [] for record in records}
        for row in self.model.objects.all():
            owner = getattr(row, f"{self.owner}_id")
            if owner in found:
                found[owner].append([self._plain(row, column) for column in self.columns])
        return {owner: sorted(rows, key=str) for owner, rows in found.items()}

    def _plain(self, row: Any, column: str) -> Any:
        if column in self.targets:
            key = getattr(row, f"{column}_id")
            return self.keys[column].get(key, key)
        return plain(getattr(row, column))

    def remove(self, record: Model) -> None:
        self.model.objects.filter(**{self.owner: record}).delete()

    def add(self, pairs: Iterable[tuple[Model, list[Any]]]) -> None:
        rows = []
        for record, values in pairs:
            for value in values:
                columns = dict(zip(self.columns, value, strict=True))
                for column, known in self.targets.items():
                    columns[column] = known[columns[column]] if columns[column] not in EMPTY else None
                rows.append(self.model(**{self.owner: record}, **columns))
        self.model.objects.bulk_create(rows, batch_size=500)


def plain(value: Any) -> Any:
    """The value of a field in a form that JSON can hold and that compares equal after a round trip."""
    if isinstance(value, Model):
        return natural_key(value)
    if isinstance(value, dict):
        return {language: text for language, text in value.items() if text}
    return value if value is None or isinstance(value, (bool, int, float)) else str(value)


def natural_key(record: Any) -> Any:
    """What a record is known by in the reference files: its code, slug or number, as these were when it was loaded."""
    for name in ("code", "slug", "number"):
        if (key := getattr(record, name, None)) is not None:
            return record.reference_values.get(name, key)
    return record.pk


def by_natural_key(model: type[ReferenceRecord]) -> dict[Any, Any]:
    """All records of a model by what the reference files know them by."""
    return {natural_key(record): record for record in model._default_manager.all()}


class Synchroniser:
    """Brings the records of one model in step."""

    def __init__(
        self,
        model: type[ReferenceRecord],
        key: str,
        *,
        other_key: str = "",
        related: Mapping[str, Related] | None = None,
    ) -> None:
        self.model: Any = model
        self.key, self.other_key = key, other_key
        self.related = related or {}
        self.outcome = Outcome(str(model._meta.verbose_name_plural))

    def run(self, rows: Sequence[dict[str, Any]]) -> dict[Any, Any]:
        """Create or update a record for each row; return the records by the rows' key.

        A row holds the key, values of fields, and lists for what is ``related``.
        """
        existing = self._existing(rows)
        records = {**existing, **self._create([row for row in rows if row[self.key] not in existing])}
        self._update([(existing[row[self.key]], row) for row in rows if row[self.key] in existing])
        return {row[self.key]: records[row[self.key]] for row in rows}

    def _existing(self, rows: Sequence[dict[str, Any]]) -> dict[Any, Any]:
        relations = [f.name for f in self.model._meta.concrete_fields if f.is_relation]
        records = list(self.model.objects.select_related(*relations) if relations else self.model.objects.all())
        by_key = {getattr(record, self.key): record for record in records}
        by_key |= {
            record.reference_values[self.key]: record for record in records if self.key in record.reference_values
        }
        found = {row[self.key]: by_key[row[self.key]] for row in rows if row[self.key] in by_key}
        if self.other_key:
            # An editor may have made the record before the reference data knew it, under another key.
            by_other = {value: record for record in records if (value := getattr(record, self.other_key))}
            for row in rows:
                if row[self.key] not in found and row.get(self.other_key) in by_other:
                    found[row[self.key]] = by_other[row[self.other_key]]
        return found

    def _create(self, rows: Sequence[dict[str, Any]]) -> dict[Any, Any]:
        records = {}
        for row in rows:
            record = self.model(**{name: value for name, value in row.items() if name not in self.related})
            record.reference_values = self._memory(row)
            records[row[self.key]] = record
        self.model.objects.bulk_create(records.values(), batch_size=500)
        for name, related in self.related.items():
            related.add((records[row[self.key]], row[name]) for row in rows if row.get(name))
        self.outcome.created += len(records)
        return records

    def _memory(self, row: dict[str, Any]) -> dict[str, Any]:
        return {name: sorted(value, key=str) if name in self.related else plain(value) for name, value in row.items()}

    def _update(self, pairs: Sequence[tuple[Any, dict[str, Any]]]) -> None:
        if not pairs:
            return
        current = {name: related.current([record for record, _row in pairs]) for name, related in self.related.items()}
        remembering = []
        for record, row in pairs:
            present = {name: rows[record.pk] for name, rows in current.items()}
            if self._update_one(record, row, present):
                remembering.append(record)
        self.model.objects.bulk_update(remembering, ["reference_values"], batch_size=100)

    def _update_one(self, record: Any, row: dict[str, Any], present: dict[str, list[Any]]) -> bool:
        """Write what changed; return whether the record only has something new to remember."""
        remembered, wanted = record.reference_values, self._memory(row)
        changed: list[Callable[[], None]] = []
        fields = []
        for name, value in wanted.items():
            now = present[name] if name in self.related else plain(getattr(record, name))
            if now == value:
                continue
            if now != remembered.get(name, now if now in EMPTY else object()):
                self.outcome.kept.append(f"{record}: {name}")
            elif name in self.related:
                changed.append(lambda name=name: self._replace(name, record, row[name]))  # type: ignore[misc]
            else:
                setattr(record, name, row[name])
                fields.append(name)
        remembers_more = remembered != {**remembered, **wanted}
        record.reference_values = {**remembered, **wanted}
        for change in changed:
            change()
        if not (fields or changed):
            self.outcome.unchanged += 1
            return remembers_more
        # Saved one by one, so that the index hears of it.
        record.save(update_fields=[*fields, "reference_values"])
        self.outcome.updated += 1
        return False

    def _replace(self, name: str, record: Any, rows: list[Any]) -> None:
        self.related[name].remove(record)
        self.related[name].add([(record, rows)])
