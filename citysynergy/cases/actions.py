"""Small changes of a published case that need no new round of moderation: checked, made at once, logged.

They write the live page and the draft alike, and nothing else of the draft becomes public. Who is allowed: whoever may
write the page, also while it awaits moderation. A lock set by hand holds here too.
"""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.locks import BasicLock
from wagtail.log_actions import log

from citysynergy.cases.pages import CasePage
from citysynergy.organisations.models import ContactDesk
from citysynergy.values.guarded_pages import may_change_content
from citysynergy.values.revisions import write_in_published

CONFIRMED = "citysynergy.case.confirm"
DESK_CHANGED = "citysynergy.case.desk"


def may_change_at_once(page: CasePage, user: Any) -> bool:
    """Whether small changes are offered to this user on this page."""
    return page.live and may_change_content(page, user)


def taken_for_change[Case: CasePage](page: Case, by: Any) -> Case:
    """The page as it is stored now, held until the end of the transaction. Raises where ``by`` may not change it."""
    current: Case = type(page).objects.select_for_update().get(pk=page.pk)
    if not may_change_content(current, by):
        raise PermissionDenied(_("You may not change this page."))
    if not current.live:
        raise ValidationError(_("This page is not published. Change it in the editor."))
    if current.locked and BasicLock(current).for_user(by):
        raise ValidationError(_("Someone locked this page. Ask for the lock to be taken off, then try again."))
    return current


@transaction.atomic
def confirm_case(page: CasePage, *, by: Any) -> bool:
    """Note that the published page is still correct today. False where the same person said so today already."""
    page = taken_for_change(page, by)
    today = timezone.localdate()
    if page.confirmed_on == today and page.confirmed_by_id == by.pk:
        return False
    write_in_published(page, confirmed_on=today, confirmed_by=by)
    log(instance=page, action=CONFIRMED, user=by)
    return True


@transaction.atomic
def change_desk(page: CasePage, desk: ContactDesk | None, *, by: Any) -> bool:
    """Let another desk of the same organisation answer readers; None leaves it to the desk of the organisation."""
    page = taken_for_change(page, by)
    if desk is not None and desk.organisation_id != page.organisation.pk:
        raise ValidationError(_("Choose a contact desk of %(organisation)s.") % {"organisation": page.organisation})
    if page.desk == desk:
        return False
    before = page.desk
    write_in_published(page, desk=desk)
    log(instance=page, action=DESK_CHANGED, user=by, data={"before": _name(before), "after": _name(desk)})
    return True


def _name(desk: ContactDesk | None) -> str:
    return str(desk.name) if desk else ""
