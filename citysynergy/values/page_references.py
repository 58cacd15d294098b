"""What a page, as it is in memory, refers to: pages, pictures and documents, in its fields, rows and rich texts."""

from collections.abc import Iterator
from typing import Any

from django.db import models
from modelcluster.models import get_all_child_relations
from wagtail.documents import get_document_model
from wagtail.fields import RichTextField
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.rich_text import extract_references_from_rich_text


def references_of(page: Any) -> Iterator[tuple[type[models.Model], int]]:
    """(class, key) of each; of pages the class is ``Page`` whatever their type."""
    yield from _of_fields(page)
    for relation in get_all_child_relations(page):
        for row in getattr(page, relation.get_accessor_name()).all():
            yield from _of_fields(row)


def kind_of(model: Any) -> type[models.Model] | None:
    """The class under which a reference to this model counts; None for models that don't."""
    return next((kind for kind in (Page, get_image_model(), get_document_model()) if issubclass(model, kind)), None)


def _of_fields(record: Any) -> Iterator[tuple[type[models.Model], int]]:
    for field in record._meta.concrete_fields:
        if isinstance(field, RichTextField):
            for model, pk, _path, _content in extract_references_from_rich_text(getattr(record, field.name) or ""):
                if (kind := kind_of(model)) and str(pk).isdigit():
                    yield kind, int(pk)
        elif field.is_relation and (kind := kind_of(field.related_model)) and getattr(record, field.attname):
            yield kind, int(getattr(record, field.attname))
