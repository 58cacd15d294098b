"""In which languages a page can be read, and where."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import override

from citysynergy.values.languages import active_language, content_languages
from citysynergy.values.translations import TranslatedPageMixin, is_empty

# Who reads none of the site's languages is led to this one, where the page has it.
WIDELY_READ = "en"
X_DEFAULT = "x-default"


@dataclass(frozen=True)
class Versions:
    """The addresses of one page by the languages that it can be read in; ``main`` is the language it was written in."""

    urls: Mapping[str, str]
    main: str

    @property
    def language(self) -> str:
        """The language of what the reader sees: theirs, or the page's own where it has no other."""
        return active_language() if active_language() in self.urls else self.main

    @property
    def canonical(self) -> str:
        """The address of what the reader sees. A page that shows a Dutch text below ``/en/`` is the Dutch page."""
        return self.urls[self.language]

    @property
    def alternates(self) -> list[tuple[str, str]]:
        """(language, address) of each version, and ``x-default`` for who reads none of them.

        None where versions have one address: then the address says nothing about the language.
        """
        if len(set(self.urls.values())) < len(self.urls):
            return []
        default = self.urls.get(WIDELY_READ) or self.urls[self.main]
        return [*self.urls.items(), (X_DEFAULT, default)]


def site_languages() -> list[tuple[str, str]]:
    """(code, own name) of the languages that the site has addresses for and content in."""
    known = dict(settings.LANGUAGES)
    return [(code, name) for code, name in content_languages() if code in known]


def page_languages(page: Any) -> list[str]:
    """The site's languages that a page can be read in, as it says itself: its own, and those of its translations.

    A page that has nothing but a title, such as an organisation without introduction, is one of names and cases, and
    reads well in every language.
    """
    codes = [code for code, _name in site_languages()]
    if not isinstance(page, TranslatedPageMixin):
        return [active_language()]
    if all(is_empty(getattr(page, name)) for name in page.translated_fields if name != "title"):
        return codes
    available = set(page.available_languages)
    return [code for code in codes if code in available] or codes[:1]


def page_versions(page: Any, request: HttpRequest | None = None) -> Versions | None:
    """Where a page stands in each of its languages, without host; None for a page without address."""
    urls = {}
    for code in page_languages(page):
        with override(code):
            urls[code] = page.get_url(request) or ""
    if not all(urls.values()):
        return None
    main = getattr(page, "language", "")
    return Versions(urls, main if main in urls else next(iter(urls)))


def address_versions(address: str) -> Versions:
    """An address that answers in every language of the site, in each of them."""
    urls = {code: translate_url(address, code) for code, _name in site_languages()}
    return Versions(urls, next(iter(urls)))
