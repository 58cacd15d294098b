"""Changes of how pages of an organisation are moderated."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from citysynergy.moderation.sign_off import approvers, waiting_in
from citysynergy.organisations.models import Organisation
from citysynergy.permissions.actions import check_manages

SIGN_OFF_SET = "citysynergy.organisation.sign_off"


@transaction.atomic
def set_sign_off(organisation: Organisation, wanted: bool, *, by: Any = None) -> bool:
    """Let approvers of the organisation sign off from now on, or no longer. Says whether that is a change.

    ``by`` is None where the site itself acts.
    """
    check_manages(by, organisation)
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if organisation.require_sign_off == wanted:
        return False
    if wanted and not approvers(organisation).exists():
        raise ValidationError(_("Nobody could sign off yet. First give a member the role of approver."))
    organisation.require_sign_off = wanted
    organisation.save(update_fields=["require_sign_off"])
    log(instance=organisation, action=SIGN_OFF_SET, user=by, data={"wanted": wanted})
    return True


@transaction.atomic
def hand_on(organisation: Organisation) -> int:
    """Give the ministry what waits for approvers of an organisation that wants no sign-off any more. Says how many."""
    states = list(waiting_in(organisation).order_by("started_at"))
    for state in states:
        # Wagtail then starts this step anew, which lets the page pass.
        state.cancel()
    return len(states)
