"""Who holds a role that asks for a second factor enters the admin only with one.

Signing in, reading the site and the account itself stay open: that is where the second factor is activated.
"""

from collections.abc import Callable, Iterable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from citysynergy.organisations.models import Role
from citysynergy.permissions.groups import ANALYSTS, MODERATORS, STEWARDS

SUPERUSER = "superuser"
GROUPS = {"moderator": MODERATORS, "analyst": ANALYSTS, "steward": STEWARDS}
ROLES = (SUPERUSER, *GROUPS, *Role.values)

# What counts; recovery codes alone come with one of these and are no factor by themselves.
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]

# The doors of the admin itself: whoever signs out is let out.
OPEN = ("login/", "logout/")

GetResponse = Callable[[HttpRequest], HttpResponse]


def holds_one_of(user: Any, roles: Iterable[str]) -> bool:
    """Whether the user holds one of these roles, in any organisation."""
    wanted = set(roles)
    if SUPERUSER in wanted and user.is_superuser:
        return True
    groups = [GROUPS[role] for role in wanted & GROUPS.keys()]
    found = Q(groups__name__in=groups) | Q(memberships__role__in=wanted & set(Role.values))
    return get_user_model()._default_manager.filter(found, pk=user.pk).exists()


def lacks_second_factor(user: Any) -> bool:
    """Whether the user holds a role that asks for a second factor, and has none."""
    roles = settings.SECOND_FACTOR_ROLES
    if not roles or not user.is_authenticated:
        return False
    return holds_one_of(user, roles) and not is_mfa_enabled(user, FACTORS)


class SecondFactorMiddleware:
    """Leads from the admin to the page where a second factor is activated. Every page may ask the same, lazily."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        lacks = SimpleLazyObject(lambda: lacks_second_factor(request.user))
        request.lacks_second_factor = lacks  # type: ignore[attr-defined]
        if _is_admin(request.path_info) and lacks:
            return _refuse(request)
        return self.get_response(request)


def _is_admin(path: str) -> bool:
    admin = reverse("wagtailadmin_home")
    return path.startswith(admin) and not path.removeprefix(admin).startswith(OPEN)


def _refuse(request: HttpRequest) -> HttpResponse:
    """A person is led on; a script of the admin's is told."""
    if request.headers.get("x-requested-with") == "XMLHttpRequest" or not request.accepts("text/html"):
        return JsonResponse({"error": _("Your role asks for a second factor. Activate one first.")}, status=403)
    return HttpResponseRedirect(reverse("mfa_activate_totp"))


def check_roles(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """A role that is not known would be asked of nobody."""
    unknown = sorted(set(settings.SECOND_FACTOR_ROLES) - set(ROLES))
    if not unknown:
        return []
    return [
        Error(
            f"SECOND_FACTOR_ROLES names no role of CitySynergy: {', '.join(unknown)}.",
            hint=f"Choose from {', '.join(ROLES)}.",
            id="citysynergy_site.E001",
        )
    ]
