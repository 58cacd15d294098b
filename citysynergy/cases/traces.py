"""Where the name or address of a person stands in the database, as text: found, and where it may be, replaced."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection, models
from django.db.models import Q
from django.db.models.functions import Cast
from wagtail.log_actions import registry
from wagtail.models import Page
from wagtail.search.index import insert_or_update_object

from citysynergy.organisations.models import Organisation

# Fields whose value is more than text: replaced, they would be wrong or refused.
_NO_PROSE = (models.EmailField, models.SlugField, models.URLField)
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
    """The words by which one person is known.

    ``parts`` (addresses, full names) are traces wherever they stand. ``whole`` (user names) are one only where they are
    all that stands there: "anna" within a text may be anyone.
    """

    def __init__(self, *, whole: Iterable[str] = (), parts: Iterable[str] = ()) -> None:
        self.whole = {text.strip() for text in whole if text and text.strip()}
        self.parts = {text.strip() for text in parts if text and text.strip()}

    def __bool__(self) -> bool:
        return bool(self.whole or self.parts)

    def __or__(self, other: "Traces") -> "Traces":
        return Traces(whole=self.whole | other.whole, parts=self.parts | other.parts)

    def only_parts(self) -> "Traces":
        """The same person, by what is unmistakable."""
        return Traces(parts=self.parts)

    def without(self, value: Any, instead: str) -> Any:
        """The value with every trace replaced, inside lists and dictionaries too."""
        return _replaced(value, self._replace(instead))

    def _replace(self, instead: str) -> Callable[[str], str]:
        alone = {text.casefold() for text in self.whole | self.parts}
        # "anna-maria" and "anna.jansen" are other people.
        before, after = r"(?<![\w@])(?<!\w[-.])", r"(?![\w@]|[-.]\w)"
        longest_first = sorted(map(re.escape, self.parts), key=len, reverse=True)
        inside = re.compile(f"{before}(?:{'|'.join(longest_first)}){after}", re.IGNORECASE) if longest_first else None

        def replace(text: str) -> str:
            if text.strip().casefold() in alone:
                return instead
            return inside.sub(lambda _found: instead, text) if inside else text

        return replace

    def places(self) -> Iterator[Place]:
        """Every place of the database that still holds a trace."""
        if self:
            for model in apps.get_models(include_auto_created=True):
                if model._meta.managed and not model._meta.proxy:
                    yield from self._places_in(model)

    def _places_in(self, model: Any) -> Iterator[Place]:
        for column in model._meta.local_concrete_fields:
            if column.is_relation or not isinstance(column, (models.CharField, models.TextField, models.JSONField)):
                continue
            # A slug may equal a user name by chance; no one's address is a slug.
            traces = self.only_parts() if isinstance(column, models.SlugField) else self
            for pk, value in traces._rows(model, column.name):
                if traces.without(value, "") != value:
                    yield Place(model, column.name, pk)

    def _rows(self, model: Any, name: str) -> Iterator[tuple[Any, Any]]:
        where = Q(pk__in=[])
        for text in self.whole | self.parts:
            # JSON may be stored with letters outside ASCII written as codes.
            for spelling in {text, json.dumps(text)[1:-1]}:
                where |= Q(_as_text__icontains=spelling)
        rows = model._base_manager.annotate(_as_text=Cast(name, models.TextField())).filter(where)
        yield from rows.values_list("pk", name)

    def scrub_logs(self, people: Iterable[int], instead: str) -> int:
        """Replace the traces in Wagtail's logs; what was done, and when, stays. Returns how many entries changed.

        A user name that an organisation is called by too is replaced only where the entry is about these people.
        """
        people = set(people)
        named = Organisation.objects.filter(slug__in=[text.casefold() for text in self.whole])
        elsewhere = self.only_parts() if named.exists() else self
        changed = 0
        for model in registry.get_log_entry_models():
            found = {place.pk for place in self._places_in(model)}
            for entry in model._base_manager.filter(pk__in=found):
                traces = self if _is_about(entry, people) else elsewhere
                data, label = traces.without(entry.data, instead), traces.without(entry.label, instead)
                if (data, label) != (entry.data, entry.label):
                    model._base_manager.filter(pk=entry.pk).update(data=data, label=label)
                    changed += 1
        return changed

    def scrub_texts(self, instead: str) -> int:
        """Replace addresses and full names in what people wrote: pages, their versions, comments. Says in how many."""
        changed = 0
        for place in list(self.only_parts().places()):
            column: Any = place.model._meta.get_field(place.field)
            if not _is_prose(place.model, column):
                continue
            rows = place.model._base_manager.filter(pk=place.pk)
            value = self.only_parts().without(rows.values_list(place.field, flat=True).get(), instead)
            limit = column.max_length if isinstance(value, str) else None
            rows.update(**{place.field: value[:limit] if limit else value})
            if issubclass(place.model, Page):
                # The admin's own search keeps a copy of titles and summaries.
                insert_or_update_object(Page.objects.get(pk=place.pk).specific)
            changed += 1
        _forget_old_words()
        return changed


def _forget_old_words() -> None:
    """SQLite's word index keeps what was deleted until it is merged."""
    words = "wagtailsearch_indexentry_fts"
    if connection.vendor == "sqlite" and words in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {words}({words}) VALUES ('optimize')")  # noqa: S608


def _replaced(value: Any, replace: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        return {key: _replaced(item, replace) for key, item in value.items()}
    if isinstance(value, list):
        return [_replaced(item, replace) for item in value]
    return replace(value) if isinstance(value, str) else value


def _is_about(entry: Any, people: set[int]) -> bool:
    if entry.data.get("member") in people:
        return True
    of_users = entry.content_type and entry.content_type.model_class() is get_user_model()
    return bool(of_users and str(getattr(entry, "object_id", "")) in map(str, people))


def _is_prose(model: Any, column: Any) -> bool:
    if isinstance(column, _NO_PROSE) or column.choices or column.unique or column.name == "url_path":
        return False
    if issubclass(model, Page) or model._meta.label_lower in _WRITTEN:
        return True
    # Rows of pages: whatever hangs on one.
    return any(
        field.related_model is not None and issubclass(field.related_model, Page)
        for field in model._meta.concrete_fields
        if field.many_to_one
    )
