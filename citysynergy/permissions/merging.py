"""Organisations that continue in another: on a date the predecessors end, their pages stay, and their people move.

Nothing that points to a predecessor breaks: its page and its cases keep their addresses and its name. Who may write
there follows from the succession; see ``grants.expected``.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from citysynergy.organisations.actions import ensure_page
from citysynergy.organisations.invitations import Invitation
from citysynergy.organisations.lineage import heirs
from citysynergy.organisations.models import Membership, Organisation, OrganisationCode, Role, Succession
from citysynergy.permissions.groups import MODERATORS, STEWARDS, belongs_to
from citysynergy.taxonomy.models import Area
from citysynergy.values.dates import PartialDate
from citysynergy.values.multilingual import MultilingualText

PLANNED = "citysynergy.organisation.merge_planned"
MERGED = "citysynergy.organisation.merge"
MOVED = "citysynergy.member.move"


@dataclass(frozen=True, slots=True)
class NewOrganisation:
    """A successor that does not exist yet."""

    name: MultilingualText
    slug: str
    cbs: str = ""
    province: Area | None = None


@dataclass
class Merged:
    """What a merge did."""

    successor: Organisation
    ended: int = 0
    planned: int = 0
    members: int = 0
    invitations: int = 0
    # Members of organisations that were divided over several: nobody but people can tell where they belong.
    left: int = 0

    @property
    def nothing(self) -> bool:
        """Whether everything had been done before."""
        return not (self.ended or self.planned or self.members or self.invitations)


# The groups whose members may.
MERGERS = (MODERATORS, STEWARDS)


def may_merge(user: Any) -> bool:
    """The ministry's moderators, who appoint managers anywhere; data stewards, who keep the records; superusers."""
    return belongs_to(user, *MERGERS)


def roles_after(before: Iterable[str], coming: Iterable[str]) -> set[str]:
    """The roles of one person who was in both organisations.

    Approvers and managers write as well, so an author's role beside one of these says nothing. Neither of the two holds
    what the other does: who was both stays both.
    """
    roles = {Role(role) for role in (*before, *coming)}
    return {role.value for role in roles - {Role.AUTHOR}} or {role.value for role in roles}


def problems(predecessors: Collection[Organisation], successor: Organisation | NewOrganisation, on: date) -> list[str]:
    """What keeps these organisations from being merged, in words for who asked."""
    found = []
    if not predecessors:
        found.append(_("Choose at least one organisation that ends."))
    existing: Any = successor if isinstance(successor, Organisation) else None
    if existing is not None:
        if existing in predecessors:
            found.append(_("%(name)s can't continue in itself. Take it out of one of the two.") % {"name": existing})
        elif existing.valid_to is not None and existing.valid_to.latest < on:
            ended = _("%(name)s ended on %(date)s. Choose an organisation that still exists then.")
            found.append(ended % {"name": existing, "date": existing.valid_to.display()})
        elif not existing.may_write and any(row.may_write for row in predecessors):
            words = _("%(name)s does not work here. A data steward can let it write, in its record.")
            found.append(words % {"name": existing})
        found += _circles(predecessors, existing)
    kinds = {_kind(row) for row in predecessors} | ({_kind(existing)} if existing else set())
    if len(kinds) > 1:
        found.append(_("Only organisations of one kind can be merged, such as municipalities with municipalities."))
    for predecessor in predecessors:
        found += _ended_otherwise(predecessor, existing, on)
    if isinstance(successor, NewOrganisation):
        found += _new_problems(successor)
    return found


def _kind(organisation: Organisation) -> str:
    return "municipal" if organisation.is_municipal else organisation.kind


def _circles(predecessors: Collection[Organisation], successor: Organisation) -> list[str]:
    further = heirs(successor)
    words = _("%(successor)s continues in %(name)s already: one of them would follow upon itself.")
    return [words % {"successor": successor, "name": row} for row in predecessors if row.pk in further]


def _ended_otherwise(predecessor: Any, successor: Organisation | None, on: date) -> list[str]:
    """A predecessor that ended in another way, or is going to."""
    others = [row for row in predecessor.succeeded_by.select_related("successor") if row.successor != successor]
    if others:
        words = _("%(name)s continues in %(others)s already. A data steward can change that under “successions”.")
        return [words % {"name": predecessor, "others": ", ".join(str(row.successor) for row in others)}]
    if predecessor.valid_to is not None and predecessor.valid_to != _partial(on):
        words = _("%(name)s ended on %(date)s already. Use that date, or correct its record first.")
        return [words % {"name": predecessor, "date": predecessor.valid_to.display()}]
    return []


def _new_problems(new: NewOrganisation) -> list[str]:
    found = []
    if not new.slug:
        found.append(_("Write an address for the new page; none could be made from the name."))
    if Organisation.objects.filter(slug=new.slug).exists():
        found.append(
            _("Another organisation has the address “%(slug)s”. Choose that one, or another address.")
            % {"slug": new.slug}
        )
    codes = OrganisationCode.objects.filter(scheme=OrganisationCode.Scheme.CBS, value=new.cbs)
    if new.cbs and (row := codes.select_related("organisation").first()):
        found.append(_("The CBS code %(code)s belongs to %(name)s.") % {"code": new.cbs, "name": row.organisation})
    return found


@transaction.atomic
def merge(
    predecessors: Iterable[Organisation], successor: Organisation | NewOrganisation, on: date, *, by: Any = None
) -> Merged:
    """Let organisations continue in another one from this date on. Asked twice, it is done once.

    On a date to come only the succession is written down: ``carry_out_due`` does the rest on that date. Raises
    ``ValidationError`` with everything that keeps them from being merged. ``by`` is None where the site itself acts.
    """
    if by is not None and not may_merge(by):
        raise PermissionDenied(_("Only the ministry's moderators and data stewards merge organisations."))
    rows = list(dict.fromkeys(predecessors))
    # One merge of an organisation at a time; the next one sees what this one did.
    named = [*rows, successor] if isinstance(successor, Organisation) else rows
    locked = Organisation.objects.select_for_update().order_by("pk").in_bulk([row.pk for row in named])
    rows = [locked[row.pk] for row in rows]
    target = locked[successor.pk] if isinstance(successor, Organisation) else successor
    if found := problems(rows, target, on):
        raise ValidationError(found)
    done = Merged(target if isinstance(target, Organisation) else _make(target, rows[0], on, by))
    for predecessor in rows:
        row, made = _succession(predecessor, done.successor, on)
        moved = not made and row.on != _partial(on)
        if moved:
            row.on = _partial(on)
            row.save(update_fields=["on"])
        if on > timezone.localdate():
            if made or moved:
                done.planned += 1
                _log(PLANNED, predecessor, done.successor, _partial(on), by)
        else:
            _carry_out(predecessor, done, _partial(on), by)
    return done


@transaction.atomic
def carry_out_due(*, by: Any = None) -> list[Merged]:
    """Do what was planned for a date that has come: end predecessors, move their people. Run again, it does nothing.

    An organisation that was divided over several ends as well, but nobody can tell where its people went.
    """
    results = []
    parts = Counter(Succession.objects.values_list("predecessor_id", flat=True))
    due: Any = Succession.objects.in_force().select_related("predecessor", "successor").order_by("on", "pk")
    for row in due.select_for_update(of=("self",)):
        done = Merged(row.successor)
        _carry_out(row.predecessor, done, row.on, by, divided=parts[row.predecessor_id] > 1)
        if done.left or not done.nothing:
            results.append(done)
    return results


def _succession(predecessor: Organisation, successor: Organisation, on: date) -> tuple[Any, bool]:
    known: Any = Succession.objects
    row, made = known.get_or_create(predecessor=predecessor, successor=successor, defaults={"on": _partial(on)})
    return row, made


def load() -> dict[str, int]:
    """Carry out the successions that the reference data brought. Run by ``citysynergy_load_reference``."""
    done = carry_out_due()
    return {"merged organisations": sum(row.ended for row in done), "moved members": sum(row.members for row in done)}


def _carry_out(predecessor: Any, done: Merged, on: PartialDate | None, by: Any, *, divided: bool = False) -> None:
    if predecessor.may_write or (predecessor.valid_to is None and on is not None):
        predecessor.may_write = False
        predecessor.valid_to = predecessor.valid_to or on
        predecessor.save(update_fields=["may_write", "valid_to"])
        done.ended += 1
        _log(MERGED, predecessor, done.successor, on, by)
    if divided:
        done.left += predecessor.memberships.values("user").distinct().count()
        return
    done.members += _move_members(predecessor, done.successor, by)
    done.invitations += _move_invitations(predecessor, done.successor)
    if done.members and done.successor.may_write:
        ensure_page(done.successor)


def _move_members(predecessor: Organisation, successor: Organisation, by: Any) -> int:
    """Let everyone act for the successor as they did for the predecessor; returns how many people moved."""
    leaving = list(Membership.objects.filter(organisation=predecessor).select_related("user").order_by("pk"))
    people = {membership.user_id: membership.user for membership in leaving}
    for user in people.values():
        there = Membership.objects.filter(organisation=successor, user=user)
        present = set(there.values_list("role", flat=True))
        roles = roles_after(present, [row.role for row in leaving if row.user_id == user.pk])
        for role in sorted(roles - present):
            Membership.objects.create(user=user, organisation=successor, role=role)
        for membership in there.exclude(role__in=roles):
            membership.delete()
        data = {
            "organisation": successor.pk,
            "member": user.pk,
            "name": user.get_username(),
            "role": ", ".join(sorted(roles)),
            "from": predecessor.slug,
        }
        # Of the membership, as every change of members: the organisation's own entries are read by data stewards.
        log(instance=there.all()[0], action=MOVED, user=by, data=data, title=str(successor))
    for membership in leaving:
        membership.delete()
    return len(people)


def _move_invitations(predecessor: Organisation, successor: Organisation) -> int:
    """Who was invited joins the successor; who was invited by both answers the successor's own invitation."""
    asked = {email.lower() for email in successor.invitations.open().values_list("email", flat=True)}
    waiting = list(Invitation.objects.filter(organisation=predecessor).unanswered())
    for invitation in waiting:
        if invitation.email.lower() in asked:
            invitation.withdrawn_at = timezone.now()
        else:
            invitation.organisation = successor
        invitation.save(update_fields=["withdrawn_at", "organisation"])
    return len(waiting)


def _make(new: NewOrganisation, like: Organisation, on: date, by: Any) -> Organisation:
    """Make the successor, with its page, after the kind and country of what it continues."""
    organisations: Any = Organisation.objects
    made: Organisation = organisations.create(
        slug=new.slug,
        name=new.name,
        kind=like.kind,
        country=like.country,
        province=new.province,
        valid_from=_partial(on),
        may_write=True,
    )
    if new.cbs:
        made.codes.create(scheme=OrganisationCode.Scheme.CBS, value=new.cbs)
    log(instance=made, action="wagtail.create", user=by)
    ensure_page(made)
    return made


def _log(action: str, predecessor: Organisation, successor: Organisation, on: PartialDate | None, by: Any) -> None:
    data = {"predecessor": predecessor.slug, "successor": successor.slug, "on": str(on or "")}
    for organisation in (predecessor, successor):
        log(instance=organisation, action=action, user=by, data=data)


def _partial(day: date) -> PartialDate:
    return PartialDate(day.year, day.month, day.day)
