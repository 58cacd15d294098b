"""Mails of moderation: to whom, in which language, with which words."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import TaskState, WorkflowState
from wagtail.users.models import UserProfile

from citysynergy.moderation.models import ModerationTask
from citysynergy.permissions import grants
from citysynergy.values.guarded_pages import may_change_content

logger = logging.getLogger(__name__)

# Which of Wagtail's notification preferences says whether a person wants the mail.
PREFERENCES = {"submitted": "submitted", "changes_requested": "rejected", "approved": "approved"}


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail, the same for all its readers but for the language."""

    kind: str
    page: Any
    readers: tuple[Any, ...]
    comment: str = ""
    actor: str = ""


def submitted(task_state: TaskState, user: Any) -> None:
    """Tell the moderators that a page awaits them; not who submitted it, should that be one of them."""
    task: ModerationTask = task_state.task.specific
    page = _draft(task_state.workflow_state)
    readers = task.moderators(page).exclude(pk=getattr(user, "pk", None))
    post(Letter("submitted", page, tuple(readers), actor=_organisation_name(page)))


def changes_requested(workflow_state: WorkflowState, user: Any) -> None:
    """Tell who wrote the page what has to change."""
    state = workflow_state.current_task_state
    page = _draft(workflow_state)
    post(Letter("changes_requested", page, tuple(_authors(workflow_state, page, user)), comment=state.comment))


def approved(workflow_state: WorkflowState, user: Any) -> None:
    """Tell who wrote the page that readers can find it now, or from when."""
    state = workflow_state.current_task_state
    page = _draft(workflow_state)
    comment = state.comment if state else ""
    post(Letter("approved", page, tuple(_authors(workflow_state, page, user)), comment=comment))


def _draft(workflow_state: WorkflowState) -> Any:
    return workflow_state.content_object.get_latest_revision_as_object()


def _organisation_name(page: Any) -> str:
    organisation = getattr(page, "organisation", None)
    return str(organisation or "")


def _authors(workflow_state: WorkflowState, page: Any, actor: Any) -> list[Any]:
    """Who submitted the page and who wrote its last version, as far as they still may change it.

    Where neither does, because people leave, the managers and approvers of the organisation read it instead, or those
    of the organisation that continues it.
    """
    state = workflow_state.current_task_state
    people = {workflow_state.requested_by, state.revision.user if state else None} - {None}
    writing = [person for person in people - {actor} if may_change_content(page, person)]
    if writing or actor in people:
        return writing
    organisation: Any = getattr(page, "organisation", None)
    # Whoever may take a page offline answers for it.
    return [person for person in grants.people_with(grants.UNPUBLISH, organisation) if person != actor]


_silent: ContextVar[bool] = ContextVar("citysynergy_moderation_silent", default=False)


@contextmanager
def silenced() -> Iterator[None]:
    """Post no mail, for bulk work of which nobody needs to be told."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


def post(letter: Letter) -> None:
    """Send the mail once the change it tells of is certain."""
    if not _silent.get():
        transaction.on_commit(lambda: send(letter))


def send(letter: Letter) -> int:
    """Send to each reader in the reader's language. A mail that fails is logged and stops nothing."""
    sent = 0
    for reader in _wanting(letter):
        profile = UserProfile.get_for_user(reader)
        try:
            with override(profile.preferred_language or settings.LANGUAGE_CODE):
                message = _message(letter, reader)
            sent += message.send()
        except Exception:
            logger.exception("mail not sent: %s to user %s about page %s", letter.kind, reader.pk, letter.page.pk)
    return sent


def _wanting(letter: Letter) -> Iterable[Any]:
    preference = f"{PREFERENCES[letter.kind]}_notifications"
    for reader in sorted(set(letter.readers), key=lambda user: user.pk):
        if reader.email and getattr(UserProfile.get_for_user(reader), preference):
            yield reader


def _message(letter: Letter, reader: Any) -> EmailMessage:
    page = letter.page
    base = settings.WAGTAILADMIN_BASE_URL
    context = {
        "reader": reader.get_full_name() or reader.get_username(),
        "title": str(page.text.title),
        "kind": page._meta.verbose_name,
        "comment": letter.comment,
        "organisation": letter.actor,
        "edit_address": f"{base}{reverse('wagtailadmin_pages:edit', args=[page.pk])}",
        "compare_address": _compare_address(base, page),
        "public_address": _public_address(base, page),
        "go_live_at": page.go_live_at if page.go_live_at and page.go_live_at > timezone.now() else None,
        "site": settings.WAGTAIL_SITE_NAME,
    }
    subject = render_to_string(f"citysynergy/email/{letter.kind}_subject.txt", context)
    body = render_to_string(f"citysynergy/email/{letter.kind}.txt", context)
    # A subject is one line, whatever stands in a title.
    return EmailMessage(
        " ".join(subject.split()),
        body.strip() + "\n",
        settings.DEFAULT_FROM_EMAIL,
        [reader.email],
        headers={"Auto-Submitted": "auto-generated"},
    )


def _public_address(base: str, page: Any) -> str:
    """Where readers find the page, in the language of the mail.

    The base address of the settings is the one that is kept right; the site record of Wagtail often says "localhost".
    """
    address = page.get_url() or ""
    return f"{base}{address}" if address.startswith("/") else address


def _compare_address(base: str, page: Any) -> str:
    """Where the change can be seen: the latest version beside the live one, if any is live."""
    if not page.live_revision_id or page.live_revision_id == page.latest_revision_id:
        return ""
    path = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "live", page.latest_revision_id])
    return f"{base}{path}"
