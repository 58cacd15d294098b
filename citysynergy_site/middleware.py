"""Small middlewares: policy headers that depend on the address, languages in addresses, and of the account pages."""

from collections.abc import Callable

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.middleware.locale import LocaleMiddleware
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from wagtail.contrib.redirects.middleware import RedirectMiddleware, get_redirect
from wagtail.contrib.redirects.models import Redirect

GetResponse = Callable[[HttpRequest], HttpResponse]


class PolicyMiddleware:
    """Give the admin its own content security policy, and every answer the permissions policy."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        if request.path_info.startswith(reverse("wagtailadmin_home")) and not hasattr(response, "_csp_config"):
            response._csp_config = settings.ADMIN_CSP  # type: ignore[attr-defined]
        return response


class AddressLanguageMiddleware(LocaleMiddleware):
    """Django's, which leads an address without a language to the same with one; only where nothing answers to it.

    Django does that to every "not found", so that one said by the admin became a page that does not exist either, below
    ``/nl/admin/``, outside the admin.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code != 404 or request.resolver_match is None:
            return super().process_response(request, response)
        patch_vary_headers(response, ("Accept-Language",))
        response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        return response


class OldAddressMiddleware(RedirectMiddleware):
    """Wagtail's, which knows the old address of a page that moved in one language: that of the editor who moved it.
    Here it counts in each."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        answer = super().process_response(request, response)
        language = translation.get_language_from_path(request.path_info)
        if answer is not response or response.status_code != 404 or language is None:
            return answer
        rest = Redirect.normalise_path(request.path, decode_unicode=False).removeprefix(f"/{language}/")
        for code, _name in settings.LANGUAGES:
            old = get_redirect(request, f"/{code}/{rest}") if code != language else None
            # One that leads to an address and not to a page leads to that one language.
            if old is not None and old.redirect_page and old.link:
                return HttpResponsePermanentRedirect(old.link) if old.is_permanent else HttpResponseRedirect(old.link)
        return response


class AccountLanguageMiddleware:
    """Let ``?lang=en`` choose the language of the pages below ``/account/``, whose address does not name one.

    The links of the site's header carry it, so that who comes from an English page signs in in English.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = request.GET.get("lang")
        chosen = language in dict(settings.LANGUAGES) and request.path_info.startswith("/account/")
        if language and chosen:
            translation.activate(language)
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
        response = self.get_response(request)
        if language and chosen:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                language,
                secure=settings.LANGUAGE_COOKIE_SECURE,
                samesite="Lax",
                httponly=True,
            )
        return response
