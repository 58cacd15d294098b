"""The frame of every public page: navigation, the same page in the other languages, account."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.shortcuts import resolve_url
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.translation import gettext
from wagtail.models import Page, Site

from citysynergy.values.languages import active_language
from citysynergy.values.translations import TranslatedPageMixin
from citysynergy.web.menus import menu_of
from citysynergy.web.metadata.languages import site_languages


@dataclass(frozen=True)
class Link:
    """A link of the frame. ``current`` is the value of aria-current, or ``""``."""

    label: str
    url: str
    current: str = ""
    lang: str = ""


@dataclass(frozen=True)
class LanguageLink:
    """The present page in one language."""

    code: str
    name: str
    url: str
    current: bool


@dataclass(frozen=True)
class Frame:
    """What the base template shows around a page."""

    home_url: str
    navigation: list[Link]
    languages: list[LanguageLink]
    # The lists of themes, goals and places.
    indexes: list[Link] = field(default_factory=list)
    information: list[Link] = field(default_factory=list)
    account_url: str = ""
    account_label: str = ""
    organisations_url: str = ""
    api_url: str = ""
    # Where a search box asks for suggestions; empty where the host serves no API.
    suggest_url: str = ""


def frame(request: HttpRequest) -> Frame:
    """Build the frame for a request."""
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    menu = menu_of(request)
    site, index = menu.site, menu.organisations
    organisations_url = (index.get_url(request, site) or "") if index else ""
    return Frame(
        home_url=f"/{active_language()}/" if site is None else site.root_page.get_url(request, site) or "/",
        navigation=_navigation(request, organisations_url),
        languages=language_links(request),
        indexes=_indexes(request),
        information=[_page_link(page, request, site) for page in menu.information],
        account_url=_account_address(signed_in),
        account_label=gettext("My account") if signed_in else gettext("Sign in"),
        organisations_url=organisations_url,
        api_url=_first_address("citysynergy-api:docs"),
        suggest_url=_first_address("citysynergy-api:complete"),
    )


def language_links(request: HttpRequest) -> list[LanguageLink]:
    """The same page, with its query string, in each language of the site that has content."""
    address = request.get_full_path()
    return [
        LanguageLink(code, name, _in_language(address, code), code == active_language())
        for code, name in site_languages()
    ]


def _in_language(url: str, code: str) -> str:
    """The address in a language: by its prefix, or with ``lang`` where the address names none (sign-in, account)."""
    translated = translate_url(url, code)
    if translated != url or code == active_language():
        return translated
    path, _mark, query = url.partition("?")
    parameters = QueryDict(query, mutable=True)
    parameters["lang"] = code
    return f"{path}?{parameters.urlencode()}"


def _navigation(request: HttpRequest, organisations_url: str) -> list[Link]:
    links = [
        (gettext("Search"), reverse("citysynergy:search")),
        (gettext("Map"), reverse("citysynergy:map")),
    ]
    if organisations_url:
        links.append((gettext("Organisations"), organisations_url))
    return [Link(label, url, _current(request.path, url)) for label, url in links]


def _indexes(request: HttpRequest) -> list[Link]:
    links = (
        (gettext("Themes"), reverse("citysynergy:themes")),
        (gettext("Goals (SDG)"), reverse("citysynergy:goals")),
        (gettext("Regions and countries"), reverse("citysynergy:places")),
    )
    return [Link(label, url, _current(request.path, url)) for label, url in links]


def _current(path: str, url: str) -> str:
    if path == url:
        return "page"
    return "true" if path.startswith(url) else ""


def _root(request: HttpRequest) -> Page | None:
    site = Site.find_for_request(request)
    return site.root_page if site else None


def _page_link(page: Page, request: HttpRequest, site: Site | None = None) -> Link:
    """A link to a page of ours, in the reader's language where it has one, or of the host."""
    title = page.text.title if isinstance(page, TranslatedPageMixin) else page.title
    return Link(str(title), page.get_url(request, site) or "", lang=getattr(title, "foreign", ""))


def breadcrumbs(page: Page, request: HttpRequest) -> list[Link]:
    """The pages above a page, the site's root included."""
    root = _root(request)
    if root is None:
        return []
    above = page.get_ancestors().descendant_of(root, inclusive=True).specific()
    links = [_page_link(parent, request) for parent in above]
    return [Link(gettext("Home"), links[0].url), *links[1:]] if links else []


def home_link() -> Link:
    """The site's front page in the reader's language."""
    return Link(gettext("Home"), reverse("wagtail_serve", args=[""]))


def _first_address(*names: str) -> str:
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""


def _account_address(signed_in: bool) -> str:
    """The account, or the door to it; it is told the reader's language, which its address does not name."""
    address = _first_address("account_overview", "wagtailadmin_home") if signed_in else _login_address()
    return f"{address}?lang={active_language()}" if address else ""


def _login_address() -> str:
    login: Any = getattr(settings, "WAGTAIL_FRONTEND_LOGIN_URL", "") or settings.LOGIN_URL
    try:
        return str(resolve_url(login))
    except NoReverseMatch:
        return ""
