"""The accounts of the demonstration."""

from functools import cache
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from wagtail.users.models import UserProfile

from citysynergy.demo.content import Content, Entry
from citysynergy.models import Organisation
from citysynergy.permissions.actions import add_member
from citysynergy.permissions.groups import ANALYSTS, MODERATORS, STEWARDS

GROUPS = {"moderators": MODERATORS, "analysts": ANALYSTS, "stewards": STEWARDS}


def address_of(username: str) -> str:
    """Where mail to an account goes: nowhere, as example.org takes none."""
    return f"{username}@example.org"


@cache
def _hashed(password: str) -> str:
    """Hashing takes a second on purpose; one password for all needs it once."""
    return make_password(password)


def make_account(entry: Entry, content: Content, organisations: dict[str, Organisation]) -> bool:
    """Make an account with its memberships, unless someone has that name. Says whether it was made."""
    model: Any = get_user_model()
    if model.objects.filter(username=entry["username"]).exists():
        return False
    first, _space, last = entry["name"].partition(" ")
    superuser = entry.get("superuser", False)
    user = model(
        username=entry["username"],
        email=address_of(entry["username"]),
        first_name=first,
        last_name=last,
        password=_hashed(content.password),
        is_superuser=superuser,
        is_staff=superuser,
    )
    user.save()
    _verify_address(user)
    profile = UserProfile.get_for_user(user)
    profile.preferred_language = entry["language"]
    profile.save()
    for group in entry.get("groups", []):
        user.groups.add(Group.objects.get_or_create(name=GROUPS[group])[0])
    for slug, role in entry.get("memberships", []):
        add_member(user, organisations[slug], role)
    return True


def _verify_address(user: Any) -> None:
    """Where the site signs in by allauth, the address counts as confirmed."""
    if apps.is_installed("allauth.account"):
        address: Any = apps.get_model("account", "EmailAddress")
        address.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
