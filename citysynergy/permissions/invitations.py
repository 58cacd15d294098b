"""Invitations by mail: sent, renewed, withdrawn and accepted; and the signed link that proves who got the mail."""

import logging
from datetime import timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import LogContext, log

from citysynergy.organisations.invitations import Invitation, valid_until
from citysynergy.organisations.models import Membership, Organisation, Role
from citysynergy.permissions.actions import add_member, check_manages, one_at_a_time
from citysynergy.values.mails import compose

logger = logging.getLogger(__name__)

SENT = "citysynergy.invitation.send"
RENEWED = "citysynergy.invitation.renew"
WITHDRAWN = "citysynergy.invitation.withdraw"
ACCEPTED = "citysynergy.invitation.accept"

SALT = "citysynergy.invitation"

# Who presses twice means once: a second mail would make the link of the first worthless while it is under way.
SAME_PRESS = timedelta(minutes=1)


class Problem(StrEnum):
    """Why an invitation can't be accepted."""

    FORGED = "forged"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    USED = "used"
    EXPIRED = "expired"
    CLOSED = "closed"


class InvitationClosedError(Exception):
    """The invitation can't be accepted, for this reason."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


# --- the link --------------------------------------------------------------------------------------------------------


def _signer() -> Signer:
    # A full stop, unlike the colon, ends up whole in the links that mail programs make.
    return Signer(salt=SALT, sep=".")


def token_of(invitation: Invitation) -> str:
    """What the link of the latest mail carries."""
    return str(_signer().sign_object([invitation.pk, invitation.number]))


def address_of(invitation: Invitation) -> str:
    """The whole link of the latest mail."""
    return f"{settings.WAGTAILADMIN_BASE_URL}{reverse('citysynergy-invitation', args=[token_of(invitation)])}"


def read(token: str) -> tuple[Invitation | None, Problem | None]:
    """The invitation that the link stands for, and why it can't be accepted, if it can't."""
    try:
        pk, number = _signer().unsign_object(token)
    except (BadSignature, ValueError):
        return None, Problem.FORGED
    invitation = Invitation.objects.select_related("organisation", "invited_by").filter(pk=pk).first()
    if invitation is None:
        return None, Problem.FORGED
    return invitation, _problem(invitation, number)


def _problem(invitation: Invitation, number: int) -> Problem | None:
    if invitation.accepted_at:
        return Problem.USED
    if invitation.withdrawn_at:
        return Problem.WITHDRAWN
    if invitation.number != number:
        return Problem.REPLACED
    if not invitation.is_open:
        return Problem.EXPIRED
    return None if invitation.organisation.may_write else Problem.CLOSED


# --- actions ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def invite(email: str, organisation: Organisation, role: str, *, by: Any, language: str = "") -> Invitation:
    """Invite an address; one that was invited already gets a new mail, with the role and language asked for now.

    Whether the address has an account makes no difference, so that the answer can't tell. That someone is a member is
    no secret to who manages the members.
    """
    check_manages(by, organisation)
    one_at_a_time(organisation)
    email, wanted = email.strip().lower(), Role(role)
    validate_email(email)
    if not organisation.may_write:
        raise ValidationError(
            _("%(organisation)s doesn't write here. A data steward can change that under “Reference data”.")
            % {"organisation": organisation}
        )
    if Membership.objects.filter(organisation=organisation, role=wanted, user__email__iexact=email).exists():
        raise ValidationError(
            _("%(email)s is already a member of %(organisation)s, as %(role)s.")
            % {"email": email, "organisation": organisation, "role": wanted.label},
            code="member",
        )
    language = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    before = Invitation.objects.unanswered().filter(organisation=organisation, email=email).first()
    if before is not None:
        return _send_again(before, by, role=wanted, language=language)
    invitation = Invitation.objects.create(
        organisation=organisation, email=email, role=wanted, language=language, invited_by=by
    )
    _log(SENT, invitation, by)
    _post(invitation)
    return invitation


@transaction.atomic
def renew(invitation: Invitation, *, by: Any) -> Invitation:
    """Send a new link, open for the whole time again. The link of the earlier mail becomes worthless."""
    check_manages(by, invitation.organisation)
    one_at_a_time(invitation.organisation)
    current = _unanswered(invitation)
    return _send_again(current, by, role=current.role, language=current.language)


@transaction.atomic
def withdraw(invitation: Invitation, *, by: Any) -> Invitation:
    """Make the link worthless. Asked twice, it is done once."""
    check_manages(by, invitation.organisation)
    one_at_a_time(invitation.organisation)
    invitation = Invitation.objects.select_related("organisation").get(pk=invitation.pk)
    if invitation.withdrawn_at is None:
        invitation = _unanswered(invitation)
        invitation.withdrawn_at = timezone.now()
        invitation.save(update_fields=["withdrawn_at"])
        _log(WITHDRAWN, invitation, by)
    return invitation


@transaction.atomic
def accept(invitation: Invitation, user: Any) -> Membership:
    """Make the user a member in the role of the invitation, as it was when the user saw it."""
    one_at_a_time(invitation.organisation)
    current = Invitation.objects.select_related("organisation").get(pk=invitation.pk)
    if problem := _problem(current, invitation.number):
        raise InvitationClosedError(problem)
    current.accepted_at, current.accepted_by = timezone.now(), user
    current.save(update_fields=["accepted_at", "accepted_by"])
    _log(ACCEPTED, current, user)
    # The link is what allows it, not a right of the user's; the log names the user all the same.
    with LogContext(user=user):
        return add_member(user, current.organisation, current.role)


def _unanswered(invitation: Invitation) -> Invitation:
    """The invitation as it is now; refused where it was answered meanwhile."""
    current = Invitation.objects.select_related("organisation").get(pk=invitation.pk)
    if current.accepted_at:
        raise ValidationError(_("%(email)s has accepted this invitation meanwhile.") % {"email": current.email})
    if current.withdrawn_at:
        raise ValidationError(
            _("The invitation of %(email)s was withdrawn meanwhile. Invite the address again.")
            % {"email": current.email}
        )
    return current


def _send_again(invitation: Invitation, by: Any, *, role: str, language: str) -> Invitation:
    same = (invitation.role, invitation.language) == (role, language)
    if same and invitation.is_open and invitation.sent_at and timezone.now() - invitation.sent_at < SAME_PRESS:
        return invitation
    invitation.role, invitation.language, invitation.invited_by = role, language, by
    invitation.number += 1
    invitation.expires_at, invitation.sent_at = valid_until(), None
    invitation.save()
    _log(RENEWED, invitation, by)
    _post(invitation)
    return invitation


def _log(action: str, invitation: Invitation, by: Any) -> None:
    organisation = invitation.organisation
    data = {"organisation": organisation.pk, "email": invitation.email, "role": invitation.role}
    log(instance=invitation, action=action, user=by, data=data, title=str(organisation))


# --- the mail --------------------------------------------------------------------------------------------------------


def _post(invitation: Invitation) -> None:
    transaction.on_commit(lambda: send(invitation))


def send(invitation: Invitation) -> None:
    """Send the mail and note that it left. One that fails is logged; the invitation stays and can be sent again."""
    inviter = invitation.invited_by
    try:
        with override(invitation.language):
            message = compose(
                "invitation",
                {
                    "organisation": invitation.organisation,
                    "inviter": inviter.get_full_name() if inviter else "",
                    "role": Role(invitation.role).label,
                    "address": address_of(invitation),
                    "until": timezone.localtime(invitation.expires_at),
                },
                invitation.email,
            )
        message.send()
    except Exception:
        logger.exception("mail not sent: invitation %s", invitation.pk)
        invitation.mail_failed = True
        return
    invitation.sent_at = timezone.now()
    Invitation.objects.filter(pk=invitation.pk, number=invitation.number).update(sent_at=invitation.sent_at)
