"""Every password door of Wagtail leads to allauth, which has the rate limits, the second factor and the audit.

Changing Wagtail's login settings is not enough: a POST to its own login views would still sign in by password, past the
second factor. These addresses come before Wagtail's, and refuse to do anything but point to allauth.
"""

from allauth.account.views import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, re_path, reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from citysynergy_site.accounts import may_enter_admin


def _wanted(request: HttpRequest) -> str:
    """Return the address to go to afterwards, when it is one of this host's; else ``""``."""
    after = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(after, {request.get_host()}, require_https=request.is_secure())
    return after if safe else ""


@csrf_exempt  # Nothing is read or changed: a stale form of Wagtail's should lead to the new door, not to an error.
@never_cache
def to_login(request: HttpRequest) -> HttpResponse:
    """Lead to allauth's sign-in, with the address that was asked for; never with what was posted.

    Who is signed in already came here because their account may not see what they asked for: say so. Sending them on
    to the sign-in would send them back, and so on.
    """
    after = _wanted(request)
    if request.user.is_authenticated:
        if after.startswith(reverse("wagtailadmin_home")) and may_enter_admin(request.user):
            return HttpResponseRedirect(after)
        if after:
            raise PermissionDenied
        return HttpResponseRedirect(reverse("account_overview"))
    address = reverse("account_login")
    return HttpResponseRedirect(f"{address}?{urlencode({'next': after})}" if after else address)


@csrf_exempt
@never_cache
def to_password_reset(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Lead to allauth's password reset."""
    return HttpResponseRedirect(reverse("account_reset_password"))


urlpatterns = [
    path("admin/login/", to_login),
    path("admin/logout/", logout),
    re_path(r"^admin/password_reset/(?P<rest>.*)$", to_password_reset),
]

# Wagtail's own login for visitors stands among the page addresses, below the language.
page_urlpatterns = [
    path("_util/login/", to_login),
]
