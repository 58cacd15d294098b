"""Judging several pages with one decision, each by the rules of its own task."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.locks import BasicLock

from citysynergy.moderation.guidance import Criterion
from citysynergy.moderation.models import APPROVE, REQUEST_CHANGES
from citysynergy.moderation.states import ModerationTaskState

ACTIONS = (APPROVE, REQUEST_CHANGES)
# Approving publishes and sends to the index, page by page, while the moderator waits.
MOST_AT_ONCE = 25
LONGEST_COMMENT = 4000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one page: done, or why not."""

    title: str
    refusal: str = ""


def judge_several(
    states: Iterable[int], action: str, *, by: Any, comment: str = "", checked: bool = False
) -> list[Verdict]:
    """Approve pages, or ask for changes in each, with the same words.

    One page that can't be judged keeps none of the others back. Raises ``ValidationError`` where the decision itself
    lacks something: then nothing was done.
    """
    chosen = list(dict.fromkeys(states))
    if action not in ACTIONS:
        raise ValidationError(_("Choose whether to approve the pages or to ask for changes."))
    if not chosen or len(chosen) > MOST_AT_ONCE:
        raise ValidationError(_("Choose between 1 and %(most)s pages.") % {"most": MOST_AT_ONCE})
    if action == APPROVE and not checked:
        raise ValidationError(_("Check the criteria for each page first, and say here that you did."))
    return [_judge(state, action, by=by, comment=comment) for state in chosen]


def checked_together() -> dict[str, Any]:
    """What stands in the checklist of a page that was approved together with others."""
    return {"text": _("I checked the criteria for each of these pages."), "checked": True}


def _judge(pk: int, action: str, *, by: Any, comment: str) -> Verdict:
    state = ModerationTaskState.objects.filter(pk=pk).first()
    if state is None:
        return Verdict("", _("It is not in the queue any more."))
    page = state.workflow_state.content_object
    title = page.get_admin_display_title()
    if page.locked and BasicLock(page).for_user(by):
        return Verdict(title, _("Someone locked this page."))
    # The moderator's word that the criteria were checked stands for a tick at each.
    points = [str(key) for key in Criterion.objects.for_page(page).values_list("pk", flat=True)]
    try:
        with transaction.atomic():
            state.task.specific.on_action(state, by, action, comment=comment, checklist=points)
            if action == APPROVE:
                state.checklist = [*state.checklist, checked_together()]
                state.save(update_fields=["checklist"])
    except PermissionDenied as refusal:
        return Verdict(title, str(refusal) or _("You can't judge it now: it was judged already, or is your own work."))
    except ValidationError as refusal:
        return Verdict(title, " ".join(refusal.messages))
    return Verdict(title)
