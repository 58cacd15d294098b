"""Every password door of Wagtail leads to allauth, which has the rate limits, the second factor and the audit.

Changing Wagtail's login settings is not enough: a POST to its own login views would still sign in by password, past the
second factor. These addresses come before Wagtail's, and refuse to do anything but point to allauth.
"""

from allauth.account.views import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, re_path, reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt


def _to(name: str, request: HttpRequest) -> HttpResponse:
    """Redirect to the named address of allauth; only a ``next`` on this host goes along, and never what was posted."""
    address = reverse(name)
    after = request.GET.get("next", "")
    if after and url_has_allowed_host_and_scheme(after, {request.get_host()}, require_https=request.is_secure()):
        address = f"{address}?{urlencode({'next': after})}"
    return HttpResponseRedirect(address)


@csrf_exempt  # Nothing is read or changed: a stale form of Wagtail's should lead to the new door, not to an error.
@never_cache
def to_login(request: HttpRequest) -> HttpResponse:
    """Lead to allauth's sign-in."""
    return _to("account_login", request)


@csrf_exempt
@never_cache
def to_password_reset(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Lead to allauth's password reset."""
    return _to("account_reset_password", request)


urlpatterns = [
    path("admin/login/", to_login),
    path("admin/logout/", logout),
    re_path(r"^admin/password_reset/(?P<rest>.*)$", to_password_reset),
]

# Wagtail's own login for visitors stands among the page addresses, below the language.
page_urlpatterns = [
    path("_util/login/", to_login),
]
