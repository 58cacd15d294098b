"""Changes of who belongs to an organisation and who shares a page: checked, logged, and followed by the grants.

The log entry of a membership belongs to the membership, not to the organisation: Wagtail shows the entries of an
organisation to every data steward, and who works where is for the organisation's managers and the ministry.
"""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Revision

from citysynergy.organisations.actions import ensure_page
from citysynergy.organisations.models import Membership, Organisation, OrganisationKind, Role
from citysynergy.permissions import mails
from citysynergy.permissions.grants import SHARING_ROWS, WRITE, people_with
from citysynergy.permissions.groups import MODERATORS, belongs_to
from citysynergy.permissions.shares import ANSWER, may_answer, relation_of, rows_of
from citysynergy.values.revisions import write_in_draft_row

ADDED = "citysynergy.member.add"
CHANGED = "citysynergy.member.change"
REMOVED = "citysynergy.member.remove"
ACCEPTED = "citysynergy.share.accept"
DECLINED = "citysynergy.share.decline"
LEFT = "citysynergy.share.leave"
TRUSTED = "citysynergy.trust.give"
TRUST_WITHDRAWN = "citysynergy.trust.withdraw"


class LastManagerError(PermissionDenied):
    """The change would leave the organisation without a manager."""


def may_manage_all_members(user: Any) -> bool:
    """The ministry's moderators and superusers: they appoint the first manager of any organisation."""
    return bool(user.is_active and (user.is_superuser or user.groups.filter(name=MODERATORS).exists()))


def may_manage_members(user: Any, organisation: Organisation) -> bool:
    """Managers for their own organisation; the ministry's moderators and superusers for any."""
    if not user.is_active:
        return False
    own = Membership.objects.filter(user=user, organisation=organisation, role=Role.MANAGER)
    return own.exists() or may_manage_all_members(user)


def check_manages(by: Any, organisation: Organisation) -> None:
    """Refuse who does not manage these members. ``by`` is None where the site itself acts, such as a command."""
    if by is not None and not may_manage_members(by, organisation):
        raise PermissionDenied(_("You don't manage the members of this organisation."))


def one_at_a_time(organisation: Organisation) -> None:
    """Let the next change of this organisation's members wait for this one, and see what it did."""
    Organisation.objects.select_for_update().filter(pk=organisation.pk).first()


def is_last_manager(membership: Membership) -> bool:
    """Whether nobody else who can sign in manages the organisation."""
    managers = Membership.objects.filter(organisation=membership.organisation, role=Role.MANAGER, user__is_active=True)
    return membership.role == Role.MANAGER and not managers.exclude(pk=membership.pk).exists()


def _keep_a_manager(membership: Membership, by: Any) -> None:
    """Only the ministry leaves an organisation without a manager; it can appoint another one."""
    if by is not None and is_last_manager(membership) and not may_manage_all_members(by):
        raise LastManagerError(
            _("%(organisation)s would have no manager left. Make someone else a manager first, or ask the ministry.")
            % {"organisation": membership.organisation}
        )


def _log(action: str, membership: Membership, by: Any, **more: str) -> None:
    organisation = membership.organisation
    who = {"member": membership.user_id, "name": membership.user.get_username(), "role": membership.role}
    data = {"organisation": organisation.pk, **who, **more}
    log(instance=membership, action=action, user=by, data=data, title=str(organisation))


@transaction.atomic
def add_member(user: Any, organisation: Organisation, role: str, *, by: Any = None) -> Membership:
    """Let the user act for the organisation in this role. Asked twice, it is done once."""
    check_manages(by, organisation)
    if organisation.may_write:
        ensure_page(organisation)
    membership, made = Membership.objects.get_or_create(user=user, organisation=organisation, role=Role(role))
    if made:
        _log(ADDED, membership, by)
    return membership


@transaction.atomic
def change_role(membership: Membership, role: str, *, by: Any = None) -> Membership:
    """Give the member another role in the same organisation."""
    check_manages(by, membership.organisation)
    one_at_a_time(membership.organisation)
    membership.refresh_from_db(fields=["role"])
    before, wanted = membership.role, Role(role)
    if before == wanted:
        return membership
    _keep_a_manager(membership, by)
    twin = Membership.objects.filter(user=membership.user, organisation=membership.organisation, role=wanted).first()
    if twin is not None:
        # The member had that role too; what is left is that one.
        membership.delete()
        membership = twin
    else:
        membership.role = wanted
        membership.save(update_fields=["role"])
    _log(CHANGED, membership, by, before=before)
    return membership


@transaction.atomic
def remove_member(membership: Membership, *, by: Any = None) -> None:
    """End a membership. The drafts stay with the organisation. Asked twice, it is done once."""
    check_manages(by, membership.organisation)
    one_at_a_time(membership.organisation)
    if Membership.objects.filter(pk=membership.pk).exists():
        _keep_a_manager(membership, by)
        _log(REMOVED, membership, by)
        membership.delete()


def _check_answer(by: Any, organisation: Organisation | None) -> None:
    if organisation is None:
        raise PermissionDenied(_("Only an organisation can accept."))
    if by is None or may_answer(by, organisation):
        return
    if people_with(WRITE, organisation).filter(pk=by.pk).exists():
        raise PermissionDenied(_("An approver or manager of your organisation answers this."))
    raise PermissionDenied(_("You don't belong to this organisation."))


def _locked(row: Any) -> Any:
    """The row as it is now, which nobody else answers meanwhile. Raises ``DoesNotExist`` where the page dropped it."""
    return type(row)._default_manager.select_for_update().get(pk=row.pk)


@transaction.atomic
def accept_share(row: Any, *, by: Any = None) -> bool:
    """A partner or member says yes: from now on its editors change the page too, if it may write.

    Written in the row and in the latest draft, which would otherwise take the acceptance back once it is published.
    Says whether it changed anything: who accepts twice accepted once.
    """
    row = _locked(row)
    _check_answer(by, row.organisation)
    if row.accepted:
        return False
    _write_answer(row, accepted=True, declined=False)
    log(instance=row.page, action=ACCEPTED, user=by, data={"organisation": row.organisation.slug})
    mails.accepted(row, by)
    return True


@transaction.atomic
def decline_share(row: Any, *, by: Any = None) -> bool:
    """A partner or member says no, or leaves a page that it shared: its editors change the page no longer.

    Who leads the page goes on to name it until the page says otherwise; the editor shows that it declined.
    """
    row = _locked(row)
    _check_answer(by, row.organisation)
    if row.declined:
        return False
    action = LEFT if row.accepted else DECLINED
    _write_answer(row, accepted=False, declined=True)
    log(instance=row.page, action=action, user=by, data={"organisation": row.organisation.slug})
    return True


@transaction.atomic
def forget_acceptances(page: Any) -> None:
    """A copy is another case: its partners and members are asked again."""
    model = page.specific_class._meta.model_name
    if model not in SHARING_ROWS:
        return
    for row in rows_of(model).filter(Q(accepted=True) | Q(declined=True), page=page.pk):
        _write_answer(row, accepted=False, declined=False)
        mails.asked(row)


@transaction.atomic
def take_back_what_is_dropped(draft: Revision) -> None:
    """Whoever a new draft of a page no longer names loses the right to write it at once, not at publication.

    The published version goes on to name it; should a later draft name it again, it is asked anew.
    """
    model = draft.content_type.model
    named = {row.get("organisation") for row in draft.content.get(relation_of(model), [])}
    for row in rows_of(model).filter(page=draft.object_id, accepted=True):
        if row.organisation_id not in named:
            row.accepted = False
            row.save(update_fields=ANSWER)


def keep_answer(row: Any) -> None:
    """What a version of the page says of an answer is not asked: the database knows it.

    A row for another organisation, or one that was taken away and comes back with an older version, starts anew.
    """
    if row.pk is None:
        return
    stored = type(row)._default_manager.filter(pk=row.pk).values("organisation", *ANSWER).first()
    same = stored is not None and stored["organisation"] == row.organisation_id
    row.accepted = same and stored["accepted"]
    row.declined = same and stored["declined"]
    row.asks_anew = stored is not None and not same


def _write_answer(row: Any, **answer: bool) -> None:
    for name, value in answer.items():
        setattr(row, name, value)
    row.save(update_fields=ANSWER)
    revision = Revision.objects.select_for_update().filter(pk=row.page.latest_revision_id).first()
    if revision is not None:
        write_in_draft_row(revision, relation_of(row.page._meta.model_name), row.pk, **answer)


@transaction.atomic
def set_trust(mission: Organisation, trusted: bool, *, by: Any, reason: str) -> bool:
    """Let a mission publish its own opportunities without moderation, or no longer. False where it was so already.

    Moderators decide, for a reason that stands in the log. What is published stays so.
    """
    if not belongs_to(by, MODERATORS):
        raise PermissionDenied(_("Only the moderators of the ministry decide which missions are trusted."))
    mission = Organisation.objects.select_for_update().get(pk=mission.pk)
    if mission.kind != OrganisationKind.MISSION:
        raise ValidationError(_("Only a mission can be trusted to publish its own opportunities."))
    if not reason.strip():
        raise ValidationError(_("Give the reason; it is kept in the log."))
    if mission.trusted_to_publish == trusted:
        return False
    mission.trusted_to_publish = trusted
    mission.save(update_fields=["trusted_to_publish"])
    log(instance=mission, action=TRUSTED if trusted else TRUST_WITHDRAWN, user=by, data={"reason": reason.strip()})
    return True
