"""The sitemap: every page that strangers may read, in each of its languages. The host says where it stands."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap
from django.db.models import Max
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.models import Page, Site

from citysynergy.cases.pages import CasePage, CaseTranslation
from citysynergy.discovery import CaseQuery, search
from citysynergy.organisations.pages import OrganisationPage, OrganisationTranslation
from citysynergy.permissions.reading import public
from citysynergy.values.translations import TranslatedPageMixin
from citysynergy.web.addresses import PAGES, subject_url
from citysynergy.web.metadata.languages import Versions, address_versions, page_versions

# So many pages are in one part, which is made while a machine waits for it; each has an address for each language.
PART = 1_000


@dataclass(frozen=True)
class Place:
    """Where a page stands, by language, and when it changed last."""

    versions: Versions
    changed: datetime.datetime | None = None


class LanguageSitemap(Sitemap):
    """A sitemap whose items stand at an address for each language, each entry naming the others."""

    limit = PART

    def places(self, items: Iterable[Any]) -> Iterable[Place]:
        """Where the items of one part stand."""
        raise NotImplementedError

    def get_urls(self, page: int | str = 1, site: Any = None, protocol: str | None = None) -> list[dict[str, Any]]:
        """The entries of one part. Raises what Django's paginator raises for a part that is not there."""
        host = f"{self.get_protocol(protocol)}://{self.get_domain(site)}"
        return [
            entry for place in self.places(self.paginator.page(page).object_list) for entry in _entries(place, host)
        ]


def _entries(place: Place, host: str) -> Iterator[dict[str, Any]]:
    versions = [(code, _absolute(url, host)) for code, url in place.versions.alternates]
    alternates = [{"lang_code": code, "location": url} for code, url in versions]
    for url in dict.fromkeys(place.versions.urls.values()):
        yield {"location": _absolute(url, host), "lastmod": place.changed, "alternates": alternates}


def _absolute(url: str, host: str) -> str:
    """With several sites, Wagtail names the host of each page."""
    return url if "://" in url else host + url


class PageSitemap(LanguageSitemap):
    """Pages of the default site's tree that are neither a case nor an organisation: they are few."""

    def items(self) -> Any:
        return self._public_pages

    @cached_property
    def _public_pages(self) -> Any:
        site = Site.objects.select_related("root_page").filter(is_default_site=True).first()
        if site is None:
            return Page.objects.none()
        return public(self.pages().descendant_of(site.root_page, inclusive=True)).order_by("pk")

    def pages(self) -> Any:
        """The pages that this sitemap lists, as far as they are open to all."""
        return Page.objects.not_type(CasePage, OrganisationPage)

    def get_latest_lastmod(self) -> datetime.datetime | None:
        latest: datetime.datetime | None = self.items().aggregate(latest=Max("last_published_at"))["latest"]
        return latest

    def places(self, items: Any) -> Iterable[Place]:
        pages = self.read(items)
        for page in pages:
            if versions := page_versions(page):
                yield Place(versions, page.last_published_at)

    def read(self, items: Any) -> list[Any]:
        """The pages of one part, with all that tells their languages."""
        pages = list(items.specific())
        translated: list[Any] = [page for page in pages if isinstance(page, TranslatedPageMixin)]
        _read_translations(translated, {page._meta.get_field("translations").related_model for page in translated})
        return pages


class OrganisationSitemap(PageSitemap):
    """The pages of organisations."""

    def pages(self) -> Any:
        return OrganisationPage.objects.all()

    def read(self, items: Any) -> list[Any]:
        pages = list(items)
        _read_translations(pages, [OrganisationTranslation])
        return pages


class CaseSitemap(PageSitemap):
    """Cases of all types, from the one table that they share: their long texts are not read."""

    def pages(self) -> Any:
        return CasePage.objects.all()

    def read(self, items: Any) -> list[Any]:
        pages = list(items)
        _read_translations(pages, CaseTranslation.__subclasses__())
        return pages


def _read_translations(pages: list[Any], models: Iterable[Any]) -> None:
    """Tell the pages which languages they are translated into, with one query for each table."""
    found: dict[int, list[Any]] = defaultdict(list)
    keys = [page.pk for page in pages]
    for model in models:
        for row in model._default_manager.filter(page__in=keys).exclude(title="").only("page", "language", "title"):
            found[row.page_id].append(row)
    for page in pages:
        page.know_translations(found[page.pk])


class AddressSitemap(LanguageSitemap):
    """Pages outside the tree: search, map, and the lists of themes, goals and places."""

    def items(self) -> list[str]:
        return [reverse(f"citysynergy:{name}") for name in ("search", "map", "themes", "goals", "places")]

    def places(self, items: Iterable[str]) -> Iterable[Place]:
        return (Place(address_versions(address)) for address in items)


class SubjectSitemap(AddressSitemap):
    """Pages about themes, goals and places with a case that strangers may read; one search finds them.

    While the index does not answer it lists none: search engines keep what they know, and come back.
    """

    def items(self) -> list[str]:
        counted = search(
            CaseQuery.of(page_size=1), viewer=AnonymousUser(), counts=tuple(PAGES), highlights=False
        ).facets
        return [subject_url(name, value.value) for name in PAGES for value in counted.get(name) or () if value.count]


def sitemaps() -> Mapping[str, type[Sitemap]]:
    """All of them by the name of their part, as ``django.contrib.sitemaps.views`` takes them."""
    return {
        "pages": PageSitemap,
        "addresses": AddressSitemap,
        "organisations": OrganisationSitemap,
        "subjects": SubjectSitemap,
        "cases": CaseSitemap,
    }
