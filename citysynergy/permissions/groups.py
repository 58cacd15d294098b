"""The groups that hold people across organisations, and who is in the network."""

from typing import Any

from django.contrib.auth.models import Group

NETWORK = "CitySynergy network"
MODERATORS = "CitySynergy moderators"
ANALYSTS = "CitySynergy analysts"
STEWARDS = "CitySynergy data stewards"

# Whoever is in one of these reads what the network reads. Authors, approvers and managers are in NETWORK itself.
NETWORK_READERS = (NETWORK, MODERATORS, ANALYSTS, STEWARDS)

_CACHE = "_citysynergy_groups"


def network_group() -> Group:
    """The group of all actors, made where it does not exist yet."""
    return Group.objects.get_or_create(name=NETWORK)[0]


def network_reader_groups() -> list[Group]:
    """The groups whose members read what the network reads, made where they do not exist yet."""
    found = {group.name: group for group in Group.objects.filter(name__in=NETWORK_READERS)}
    return [found.get(name) or Group.objects.get_or_create(name=name)[0] for name in NETWORK_READERS]


def groups_of(user: Any) -> frozenset[str]:
    """The names of those of our groups that the user is in. Asks the database once per user object."""
    if not hasattr(user, _CACHE):
        setattr(user, _CACHE, frozenset(user.groups.filter(name__in=NETWORK_READERS).values_list("name", flat=True)))
    names: frozenset[str] = getattr(user, _CACHE)
    return names


def in_network(user: Any) -> bool:
    """Whether the user reads what only the network may read. Asks the database once per user object."""
    return shown_to(user, *NETWORK_READERS)


def shown_to(user: Any, *names: str) -> bool:
    """As ``belongs_to``, for what a page shows: a menu asks for each entry, the database is asked once."""
    if not (user.is_authenticated and user.is_active):
        return False
    return bool(user.is_superuser or groups_of(user) & set(names))


def belongs_to(user: Any, *names: str) -> bool:
    """Whether the user is in one of these groups now; a superuser counts as one who is."""
    if not (user.is_authenticated and user.is_active):
        return False
    return bool(user.is_superuser or user.groups.filter(name__in=names).exists())
