"""Writing a field of a stored draft without making a new version of the page."""

from typing import Any

from modelcluster.models import get_serializable_data_for_fields
from wagtail.models import Revision


def write_in_draft(revision: Revision, **values: Any) -> None:
    """Change fields of the page in this revision, and nothing else in it."""
    page = revision.as_object()
    for name, value in values.items():
        setattr(page, name, value)
    fresh = page.serializable_data()
    revision.content = revision.content | {name: fresh[name] for name in values}
    revision.save(update_fields=["content"])


def write_in_draft_row(revision: Revision, relation: str, row: Any) -> None:
    """Put a row of the page as it is now into this revision, where the revision has that row."""
    rows = revision.content.get(relation, [])
    fresh = get_serializable_data_for_fields(row)
    content = [fresh if stored.get("pk") == row.pk else stored for stored in rows]
    revision.content = revision.content | {relation: content}
    revision.save(update_fields=["content"])
