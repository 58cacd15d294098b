"""Accounts of the ready site: allauth's adapter and the account overview."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache


def may_enter_admin(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Tell whether Wagtail's admin is open to this account."""
    return isinstance(user, PermissionsMixin) and user.has_perm("wagtailadmin.access_admin")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Where people arrive after they signed in: actors in the admin, everyone else at their account."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return the admin's address for who may enter it, else the account overview's."""
        if may_enter_admin(request.user):
            return reverse("wagtailadmin_home")
        return reverse("account_overview")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """Return the account overview's address: nobody who signs up by themselves enters the admin."""
        return reverse("account_overview")


@never_cache
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """Show what belongs to the account: mail address, password, second factor."""
    context: dict[str, Any] = {"may_enter_admin": may_enter_admin(request.user)}
    return render(request, "account/overview.html", context)
