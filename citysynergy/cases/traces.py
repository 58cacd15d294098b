"""Where the name or address of a person stands in the database, as text: found, and where it may be, replaced."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast
from wagtail.log_actions import registry

# Fields whose value is more than text: replaced, they would be wrong or refused.
_NO_PROSE = (models.EmailField, models.SlugField, models.URLField, models.FileField)
# What people wrote, beside the pages themselves and their rows.
_WRITTEN = ("wagtailcore.revision", "wagtailcore.comment", "wagtailcore.commentreply", "wagtailcore.taskstate")


@dataclass(frozen=True, slots=True)
class Place:
    """One value of one record that holds a trace."""

    model: Any
    field: str
    pk: Any

    def __str__(self) -> str:
        return f"{self.model._meta.label}.{self.field} ({self.pk})"


class Traces:
    """The words by which one person is known."""

    def __init__(self, whole: Iterable[str] = (), parts: Iterable[str] = ()) -> None:
        # "anna" may be anything inside a text; it is a name only where it stands alone. An address always is one.
        self.whole = {text.strip() for text in whole if text and text.strip()}
        self.parts = {text.strip() for text in parts if text and text.strip()}

    def __bool__(self) -> bool:
        return bool(self.whole or self.parts)

    def __or__(self, other: "Traces") -> "Traces":
        return Traces(self.whole | other.whole, self.parts | other.parts)

    @property
    def _all(self) -> set[str]:
        return self.whole | self.parts

    def _pattern(self, texts: Iterable[str]) -> re.Pattern[str] | None:
        ordered = sorted(texts, key=len, reverse=True)
        if not ordered:
            return None
        # "anna-maria" and "anna.jansen" are other people.
        before, after = r"(?<![\w@])(?<!\w[-.])", r"(?![\w@]|[-.]\w)"
        return re.compile(f"{before}(?:{'|'.join(map(re.escape, ordered))}){after}", re.IGNORECASE)

    def without(self, value: Any, instead: str, *, prose: bool = False) -> Any:
        """The value with every trace replaced, inside lists and dictionaries too.

        ``prose``: also where a word that stands for the person is one of several.
        """
        if isinstance(value, dict):
            return {key: self.without(item, instead, prose=prose) for key, item in value.items()}
        if isinstance(value, list):
            return [self.without(item, instead, prose=prose) for item in value]
        if not isinstance(value, str):
            return value
        if value.strip().casefold() in {text.casefold() for text in self._all}:
            return instead
        pattern = self._pattern(self._all if prose else self.parts)
        return pattern.sub(lambda _found: instead, value) if pattern else value

    def places(self) -> Iterator[Place]:
        """Every place of the database that still holds a trace."""
        if not self:
            return
        for model in apps.get_models(include_auto_created=True):
            if model._meta.managed and not model._meta.proxy:
                yield from self._places_in(model)

    def _places_in(self, model: Any) -> Iterator[Place]:
        for column in model._meta.local_concrete_fields:
            if column.is_relation or not isinstance(column, (models.CharField, models.TextField, models.JSONField)):
                continue
            for pk, value in self._rows(model, column.name):
                if self.without(value, "", prose=True) != value:
                    yield Place(model, column.name, pk)

    def _rows(self, model: Any, name: str) -> Iterator[tuple[Any, Any]]:
        where = Q()
        for text in self._all:
            # JSON may be stored with letters outside ASCII written as codes.
            for spelling in {text, json.dumps(text)[1:-1]}:
                where |= Q(_as_text__icontains=spelling)
        rows = model._base_manager.annotate(_as_text=Cast(name, models.TextField())).filter(where)
        yield from rows.values_list("pk", name)

    def scrub_logs(self, instead: str) -> int:
        """Replace the traces in Wagtail's logs; what was done, and when, stays. Returns how many entries changed."""
        changed = 0
        for model in registry.get_log_entry_models():
            found = {place.pk for place in self._places_in(model)}
            for entry in model._base_manager.filter(pk__in=found):
                data = self.without(entry.data, instead, prose=True)
                label = self.without(entry.label, instead)
                if (data, label) != (entry.data, entry.label):
                    model._base_manager.filter(pk=entry.pk).update(data=data, label=label)
                    changed += 1
        return changed

    def scrub_texts(self, instead: str) -> int:
        """Replace the traces in what people wrote: pages, their versions, comments. Returns in how many places."""
        changed = 0
        for place in list(self.places()):
            column: Any = place.model._meta.get_field(place.field)
            if not _is_prose(place.model, column):
                continue
            rows = place.model._base_manager.filter(pk=place.pk)
            value = self.without(rows.values_list(place.field, flat=True).get(), instead, prose=True)
            limit = column.max_length if isinstance(value, str) else None
            rows.update(**{place.field: value[:limit] if limit else value})
            changed += 1
        return changed


def _is_prose(model: Any, column: Any) -> bool:
    from wagtail.models import Page

    if isinstance(column, _NO_PROSE) or column.choices or column.unique or column.name == "url_path":
        return False
    if issubclass(model, Page) or model._meta.label_lower in _WRITTEN:
        return True
    # Rows of pages: whatever hangs on one by a parental key.
    return any(
        field.is_relation and field.many_to_one and issubclass(field.related_model, Page)
        for field in model._meta.concrete_fields
        if field.related_model is not None
    )
