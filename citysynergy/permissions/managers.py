"""Reads: whose members someone manages, and how many there are."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from citysynergy.organisations.models import Membership, Organisation, Role
from citysynergy.permissions.actions import may_manage_all_members
from citysynergy.permissions.groups import MODERATORS, shown_to

_CACHE = "_citysynergy_manages_anyone"


def managed_organisations(user: Any) -> QuerySet[Organisation]:
    """The organisations whose members the user manages."""
    if may_manage_all_members(user):
        return Organisation.objects.all()
    own = Membership.objects.filter(user=user, user__is_active=True, role=Role.MANAGER)
    return Organisation.objects.filter(pk__in=own.values("organisation"))


def with_member_counts(organisations: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """Each organisation with ``member_count`` and ``manager_count``: people who can sign in, whatever their roles."""
    active = Q(memberships__user__is_active=True)
    managing = active & Q(memberships__role=Role.MANAGER)
    return organisations.annotate(
        member_count=Count("memberships__user", filter=active, distinct=True),
        manager_count=Count("memberships__user", filter=managing, distinct=True),
    )


def manages_anyone(user: Any) -> bool:
    """Whether the user manages the members of some organisation. Asks the database once per user object."""
    if not hasattr(user, _CACHE):
        own = Membership.objects.filter(user=user, user__is_active=True, role=Role.MANAGER)
        setattr(user, _CACHE, shown_to(user, MODERATORS) or own.exists())
    return bool(getattr(user, _CACHE))
