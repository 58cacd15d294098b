"""Which moderators a page is given to."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils import timezone

from citysynergy.moderation.routes import Absence
from citysynergy.permissions.groups import MODERATORS


def replaced(people: Iterable[int], stand_ins: Mapping[int, int]) -> set[int]:
    """The people, each who is away replaced by the stand-in, or by the stand-in of that one.

    Where stand-ins lead round in a circle, all of it is away, and nobody replaces.
    """
    found = set()
    for person in people:
        passed = set()
        while person in stand_ins and person not in passed:
            passed.add(person)
            person = stand_ins[person]
        if person not in passed:
            found.add(person)
    return found


def moderators() -> QuerySet[Any]:
    """Everyone who may judge for the ministry."""
    return get_user_model()._default_manager.filter(is_active=True, groups__name=MODERATORS).distinct()


def stand_ins() -> dict[int, int]:
    """Who is away today, and who stands in. Of absences that overlap the one that began last counts."""
    today = timezone.localdate()
    rows = Absence.objects.filter(first_day__lte=today, last_day__gte=today).order_by("first_day", "pk")
    return dict(rows.values_list("moderator_id", "stand_in_id"))
