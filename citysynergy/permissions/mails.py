"""Mails about pages that organisations share."""

from typing import Any

from django.db.models import Q
from django.urls import reverse

from citysynergy.permissions import grants
from citysynergy.permissions.shares import asks, who_answer
from citysynergy.values.mails import post_mail


def asked(row: Any) -> None:
    """Tell who may answer for the organisation that a page names it, when the page is first saved with it."""
    if asks(row):
        post_mail("share_asked", who_answer(row.organisation), lambda: _words(row))


def accepted(row: Any, by: Any) -> None:
    """Tell those who lead the page that a partner or member accepted."""
    post_mail("share_accepted", leading(row.page, but=by), lambda: _words(row))


def leading(page: Any, *, but: Any = None) -> list[Any]:
    """Who made the page or wrote its latest version, as far as they belong to its organisation; else who answer for
    that organisation."""
    latest = page.latest_revision
    writers = Q(pk=page.owner_id) | Q(pk=latest.user_id if latest else None)
    people = grants.people_with(grants.WRITE, page.organisation).filter(writers)
    found = list(people) or list(who_answer(page.organisation))
    return [person for person in found if person != but]


def _words(row: Any) -> dict[str, Any]:
    page = row.page
    return {
        "title": page.text.title,
        "kind": page._meta.verbose_name,
        "organisation": row.organisation,
        "asker": page.organisation,
        "shared_path": reverse("citysynergy_admin:shared_pages"),
        "edit_path": reverse("wagtailadmin_pages:edit", args=[page.pk]),
    }
