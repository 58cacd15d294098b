"""What a merger of organisations is going to do, told before it is done."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.utils import timezone
from wagtail.models import Page, WorkflowState

from citysynergy.cases.pages import CasePage
from citysynergy.organisations.models import Membership, Organisation, Role
from citysynergy.permissions import grants
from citysynergy.permissions.merging import NewOrganisation, problems, roles_after


@dataclass(frozen=True)
class Moving:
    """One person who is going to act for the successor."""

    user: Any
    before: tuple[str, ...]
    there: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def name(self) -> str:
        """How people know this person."""
        return self.user.get_full_name() or self.user.get_username()

    @property
    def words(self) -> str:
        """The roles that the person will have."""
        return ", ".join(str(Role(role).label) for role in self.after)


@dataclass(frozen=True)
class Ending:
    """One organisation that ends, and what there is of it."""

    organisation: Organisation
    page: Any
    people: tuple[Moving, ...]
    invitations: int
    live: int
    drafts: int
    in_moderation: int
    partner_in: int
    asked_in: int
    profile: Any
    desks: int
    themes: tuple[str, ...]

    @property
    def facts(self) -> list[Any]:
        """Everything above in a form that can be compared."""
        people = [(row.user.pk, row.before, row.there, row.after) for row in self.people]
        counts = (self.invitations, self.live, self.drafts, self.in_moderation, self.partner_in, self.asked_in)
        return [self.organisation.pk, self.organisation.may_write, people, *counts, bool(self.profile), self.desks]


@dataclass(frozen=True)
class Plan:
    """A merger as it would be done now."""

    endings: tuple[Ending, ...]
    successor: Organisation | NewOrganisation
    on: date
    problems: tuple[str, ...] = field(default_factory=tuple)

    @property
    def is_new(self) -> bool:
        """Whether the successor is made in the same step."""
        return isinstance(self.successor, NewOrganisation)

    @property
    def later(self) -> bool:
        """Whether the date is still to come."""
        return self.on > timezone.localdate()

    @property
    def people(self) -> int:
        """How many people move."""
        return len({row.user.pk for ending in self.endings for row in ending.people})

    @property
    def by_hand(self) -> bool:
        """Whether something is left to be done by people."""
        return any(ending.profile or ending.desks or ending.themes for ending in self.endings)

    @property
    def digest(self) -> str:
        """Short for everything that the plan says: another digest, another plan."""
        new, old = self.successor, self.successor
        target = (
            [new.slug, dict(new.name), new.cbs, new.province.pk if new.province else None]
            if isinstance(new, NewOrganisation)
            else [old.pk]  # type: ignore[union-attr]
        )
        facts = [target, self.on.isoformat(), self.problems, [ending.facts for ending in self.endings]]
        return sha256(json.dumps(facts, default=str).encode()).hexdigest()


def plan(predecessors: Iterable[Organisation], successor: Organisation | NewOrganisation, on: date) -> Plan:
    """What would happen, were these organisations merged now."""
    # In one order, whichever way they were chosen: what is shown has to equal what is confirmed.
    rows = sorted(set(predecessors), key=lambda row: row.pk)
    # Who belongs to several of them keeps what each brought.
    present = _roles(successor) if isinstance(successor, Organisation) else {}
    endings = []
    for row in rows:
        ending = _ending(row, present)
        present |= {person.user.pk: set(person.after) for person in ending.people}
        endings.append(ending)
    return Plan(tuple(endings), successor, on, tuple(problems(rows, successor, on)))


def _roles(organisation: Organisation) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for user, role in Membership.objects.filter(organisation=organisation).values_list("user_id", "role"):
        found.setdefault(user, set()).add(role)
    return found


def _ending(organisation: Organisation, present: dict[int, set[str]]) -> Ending:
    page = getattr(organisation, "page", None)
    cases = CasePage.objects.of(organisation)
    keys = [str(pk) for pk in cases.values_list("pk", flat=True)]
    waiting = WorkflowState.objects.filter(
        base_content_type__app_label="wagtailcore",
        base_content_type__model=Page._meta.model_name,
        object_id__in=keys,
        status=WorkflowState.STATUS_IN_PROGRESS,
    )
    accepted, asked = _named_in(organisation)
    return Ending(
        organisation=organisation,
        page=page,
        people=tuple(_moving(organisation, present)),
        invitations=organisation.invitations.unanswered().count(),
        live=cases.live().count(),
        drafts=cases.not_live().count(),
        in_moderation=waiting.count(),
        partner_in=accepted,
        asked_in=asked,
        profile=cases.filter(expertiseprofilepage__isnull=False).first(),
        desks=organisation.desks.count(),
        themes=tuple(str(theme.name) for theme in organisation.lead_themes.all()),
    )


def _moving(organisation: Organisation, present: dict[int, set[str]]) -> Iterable[Moving]:
    members = Membership.objects.filter(organisation=organisation).select_related("user").order_by("user_id")
    people = {membership.user_id: membership.user for membership in members}
    for pk, user in people.items():
        before = sorted(row.role for row in members if row.user_id == pk)
        there = sorted(present.get(pk, ()))
        yield Moving(user, tuple(before), tuple(there), tuple(sorted(roles_after(there, before))))


def _named_in(organisation: Organisation) -> tuple[int, int]:
    """(pages that name the organisation and that it accepted, those that it has not answered)."""
    rows = [
        accepted
        for name in grants.SHARING_ROWS.values()
        for accepted in apps.get_model("citysynergy", name)
        .objects.filter(organisation=organisation, declined=False)
        .values_list("accepted", flat=True)
    ]
    return sum(rows), len(rows) - sum(rows)
