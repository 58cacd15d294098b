"""Mails of moderation: to whom, in which language, with which words."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import TaskState, WorkflowState
from wagtail.users.models import UserProfile

from citysynergy.moderation.judging import JudgingTask
from citysynergy.moderation.sign_off import SignOffTask
from citysynergy.moderation.subjects import latest
from citysynergy.permissions import grants
from citysynergy.values.guarded_pages import may_change_content
from citysynergy.values.mails import compose

logger = logging.getLogger(__name__)

# Which of Wagtail's notification preferences says whether a person wants the mail.
PREFERENCES = {
    "submitted": "submitted",
    "sign_off": "submitted",
    "changes_requested": "rejected",
    "approved": "approved",
}


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail, the same for all its readers but for the language."""

    kind: str
    page: Any
    readers: tuple[Any, ...]
    comment: str = ""
    # Whether it tells of what colleagues inside the organisation decided, rather than the ministry.
    inside: bool = False


def submitted(task_state: TaskState, user: Any) -> None:
    """Tell the people whom a page waits for; not who submitted it, should that be one of them."""
    task: JudgingTask = task_state.task.specific
    page = latest(task_state.workflow_state.content_object)
    readers = task.awaited(task_state, page).exclude(pk=getattr(user, "pk", None))
    kind = "sign_off" if isinstance(task, SignOffTask) else "submitted"
    post(Letter(kind, page, tuple(readers)))


def changes_requested(workflow_state: WorkflowState, user: Any) -> None:
    """Tell who wrote the page what has to change."""
    state = workflow_state.current_task_state
    page = latest(workflow_state.content_object)
    inside = isinstance(state.task.specific, SignOffTask)
    readers = tuple(authors(workflow_state, page, user))
    post(Letter("changes_requested", page, readers, comment=state.comment, inside=inside))


def approved(workflow_state: WorkflowState, user: Any) -> None:
    """Tell who wrote the page that readers can find it now, or from when."""
    state = workflow_state.current_task_state
    page = latest(workflow_state.content_object)
    comment = state.comment if state else ""
    post(Letter("approved", page, tuple(authors(workflow_state, page, user)), comment=comment))


def organisation_name(page: Any) -> str:
    """The name of the organisation that the page belongs to, in the language that is active."""
    return str(getattr(page, "organisation", None) or "")


def authors(workflow_state: WorkflowState, page: Any, actor: Any) -> list[Any]:
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
    readers = wanting(letter.readers, PREFERENCES[letter.kind])
    about = f"about page {letter.page.pk}"
    return sum(deliver(letter.kind, reader, lambda: _words(letter), about) for reader in readers)


def wanting(readers: Iterable[Any], preference: str) -> list[Any]:
    """Those who have an address, and did not say in their preferences that they want no such mail."""
    return [
        reader
        for reader in sorted(set(readers), key=lambda user: user.pk)
        if reader.email and getattr(UserProfile.get_for_user(reader), f"{preference}_notifications")
    ]


def deliver(kind: str, reader: Any, words: Callable[[], dict[str, Any]], about: str) -> bool:
    """Send one mail in the reader's language, with words that are found in it. Says whether it was sent."""
    try:
        with override(UserProfile.get_for_user(reader).preferred_language or settings.LANGUAGE_CODE):
            context = {"reader": reader.get_full_name() or reader.get_username(), **words()}
            return bool(compose(kind, context, reader.email).send())
    except Exception:
        logger.exception("mail not sent: %s to user %s %s", kind, reader.pk, about)
        return False


def _words(letter: Letter) -> dict[str, Any]:
    page = letter.page
    base = settings.WAGTAILADMIN_BASE_URL
    return {
        "title": str(page.text.title),
        "kind": page._meta.verbose_name,
        "comment": letter.comment,
        "inside": letter.inside,
        "organisation": organisation_name(page),
        "edit_address": edit_address(page),
        "compare_address": _compare_address(base, page),
        "public_address": _public_address(base, page),
        "go_live_at": page.go_live_at if page.go_live_at and page.go_live_at > timezone.now() else None,
    }


def edit_address(page: Any) -> str:
    """Where the page is written and judged."""
    return f"{settings.WAGTAILADMIN_BASE_URL}{reverse('wagtailadmin_pages:edit', args=[page.pk])}"


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
