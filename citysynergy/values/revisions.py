"""Writing a field of a stored draft without making a new version of the page."""

from typing import Any

from django.db import transaction
from django.db.models import Q
from wagtail.models import Revision


def write_in_draft(revision: Revision, **values: Any) -> None:
    """Change fields of the page in this revision, and nothing else in it."""
    page = revision.as_object()
    for name, value in values.items():
        setattr(page, name, value)
    fresh = page.serializable_data()
    revision.content = revision.content | {name: fresh[name] for name in values}
    revision.save(update_fields=["content"])


def write_in_draft_row(revision: Revision, relation: str, pk: int, **values: Any) -> None:
    """Change fields of a row in this revision, where the revision has that row; what its editor wrote there stays."""
    rows = revision.content.get(relation, [])
    content = [stored | values if stored.get("pk") == pk else stored for stored in rows]
    revision.content = revision.content | {relation: content}
    revision.save(update_fields=["content"])


@transaction.atomic
def write_in_published(page: Any, **values: Any) -> None:
    """Change fields of a published page at once, and nothing else of it.

    Written too in its live version and in those that may take its place: the latest draft and what is scheduled.
    Otherwise the next publication would take the change back.
    """
    for name, value in values.items():
        setattr(page, name, value)
    page.save(update_fields=list(values), clean=False)
    current = Q(pk__in=[page.live_revision_id, page.latest_revision_id]) | Q(approved_go_live_at__isnull=False)
    for revision in page.revisions.select_for_update().filter(current):
        write_in_draft(revision, **values)
