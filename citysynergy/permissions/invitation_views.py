"""The public page of an invitation. It works without JavaScript, and opening it changes nothing."""

from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from citysynergy.organisations.invitations import Invitation
from citysynergy.organisations.models import Role
from citysynergy.permissions.invitations import InvitationClosedError, Problem, accept, read

# Not 404, which Django's middleware of languages would answer with another address, and its own words.
STATUS = {Problem.FORGED: 400}
GONE = 410


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_page(request: HttpRequest, token: str) -> HttpResponse:
    """Say who invites for what, and let the signed-in account accept; or say why not, and what to do."""
    invitation, problem = read(token)
    with override(_language(request, invitation)):
        response = _answer(request, invitation, problem)
        response.headers["Content-Language"] = get_language() or settings.LANGUAGE_CODE
    # Whoever has the address may accept: it goes to no search engine, and no page or host that is opened from here.
    # Not "no-referrer": browsers would then hide the origin of the form too, which Django's protection asks for.
    response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _language(request: HttpRequest, invitation: Invitation | None) -> str:
    """The one asked for in the address, else that of the mail, else the reader's."""
    asked = request.GET.get("lang", "")
    if asked in dict(settings.LANGUAGES):
        return asked
    return invitation.language if invitation else get_language() or settings.LANGUAGE_CODE


def _answer(request: HttpRequest, invitation: Invitation | None, problem: Problem | None) -> HttpResponse:
    if invitation is None or problem:
        return _closed(request, invitation, problem or Problem.FORGED)
    if request.method == "POST" and request.POST.get("action") == "accept":
        return _accept(request, invitation)
    if request.method == "POST" and request.POST.get("action") == "sign-up":
        return _to_sign_up(request, invitation)
    context = {
        "invitation": invitation,
        "role": Role(invitation.role).label,
        "inviter": invitation.invited_by.get_full_name() if invitation.invited_by else "",
        "account": _account(request.user),
        "here": _here(request),
        "sign_in": _address(_login(), request),
        "sign_up": _address("account_signup", request),
        "sign_out": _address("account_logout", request) or _address("wagtailadmin_logout", request),
    }
    return render(request, "citysynergy/pages/invitation.html", context)


def _account(user: Any) -> str:
    """The name of the account that is signed in, and its mail address."""
    if not user.is_authenticated:
        return ""
    name = user.get_full_name() or user.get_username()
    return f"{name} ({user.email})" if user.email else str(name)


def _closed(request: HttpRequest, invitation: Invitation | None, problem: Problem) -> HttpResponse:
    """Why it can't be accepted. Who accepted it is told that it worked, and where to go on."""
    user: Any = request.user
    if problem is Problem.USED and invitation and user.is_authenticated and invitation.accepted_by_id == user.pk:
        return _welcome(request, invitation)
    context = {"problem": problem.value, "organisation": invitation.organisation if invitation else None}
    status = STATUS.get(problem, GONE)
    return render(request, "citysynergy/pages/invitation_closed.html", context, status=status)


def _accept(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if not request.user.is_authenticated:
        return HttpResponseRedirect(_address(_login(), request))
    try:
        accept(invitation, request.user)
    except InvitationClosedError as refused:
        return _closed(request, Invitation.objects.get(pk=invitation.pk), refused.problem)
    text = _("You work for %(organisation)s from now on, as %(role)s.")
    role = Role(invitation.role).label
    messages.success(request, text % {"organisation": invitation.organisation, "role": role})
    return HttpResponseRedirect(reverse("wagtailadmin_home"))


def _welcome(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if request.method == "POST":
        return HttpResponseRedirect(reverse("wagtailadmin_home"))
    context = {"problem": "done", "organisation": invitation.organisation}
    return render(request, "citysynergy/pages/invitation_closed.html", context)


def _to_sign_up(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """To the form for a new account. The link proves the mail address: allauth need not ask for a confirmation."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(_here(request))
    if apps.is_installed("allauth.account"):
        from allauth.account.adapter import get_adapter

        get_adapter(request).stash_verified_email(request, invitation.email)
    return HttpResponseRedirect(_address("account_signup", request) or _address(_login(), request))


def _login() -> str:
    return str(getattr(settings, "WAGTAIL_FRONTEND_LOGIN_URL", "") or settings.LOGIN_URL)


def _here(request: HttpRequest) -> str:
    """This page, in the language in which it is shown now."""
    return f"{request.path}?{urlencode({'lang': get_language()})}"


def _address(name: str, request: HttpRequest) -> str:
    """A page of the host's sign-in that leads back here, in the same language; ``""`` where the host has none."""
    try:
        address = resolve_url(name)
    except NoReverseMatch:
        return ""
    return f"{address}?{urlencode({'next': _here(request), 'lang': get_language()})}"
