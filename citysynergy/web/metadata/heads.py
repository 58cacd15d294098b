"""The head of each public page: title, description, the one address it counts under, and what a shared link shows."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField

from citysynergy.cases.pages import CasePage
from citysynergy.discovery.query import CaseQuery
from citysynergy.organisations.pages import OrganisationIndexPage, OrganisationPage
from citysynergy.permissions.reading import open_to_all
from citysynergy.values.languages import active_language
from citysynergy.values.translations import TranslatedPageMixin
from citysynergy.web.metadata.languages import Versions, address_versions, page_versions
from citysynergy.web.renditions import drawn

# A summary of a case has at most 400 characters.
DESCRIPTION_LENGTH = 400
ABOUT_THE_SITE = _(
    "What the cities of the Kingdom of the Netherlands do together with cities in the rest of the world."
)

# Where running text goes on in a new line.
BREAK = re.compile(r"<br ?/?>|</(?:p|li|h\d)>")

# Out of the indexes of search engines, while its links are followed.
UNLISTED = "noindex, follow"
CLOSED = "noindex, nofollow"

# Open Graph names a language with a country.
LOCALES = {"nl": "nl_NL", "en": "en_GB"}

# What every network shows whole.
PICTURE_WIDTH, PICTURE_HEIGHT = 1200, 630
PICTURE = f"fill-{PICTURE_WIDTH}x{PICTURE_HEIGHT}|format-jpeg"
SITE_PICTURE = "citysynergy/images/share.png"


@dataclass(frozen=True)
class SharedPicture:
    """The picture that a shared link shows; its address is absolute."""

    url: str
    alt: str
    width: int = PICTURE_WIDTH
    height: int = PICTURE_HEIGHT


@dataclass(frozen=True)
class Head:
    """What stands in the head of a page. Addresses are absolute.

    ``language`` is that of the text, which may be another than the reader's. ``public`` says that strangers may read
    the page: only then is anything said for links and machines.
    """

    canonical: str
    title: str = ""
    description: str = ""
    language: str = ""
    alternates: Sequence[tuple[str, str]] = ()
    robots: str = ""
    public: bool = False
    # The page tells one story; all others are doors to others.
    article: bool = False
    published: datetime.datetime | None = None
    updated: datetime.datetime | None = None
    # That of the case itself, if it has one.
    own_picture: SharedPicture | None = None
    site_picture: SharedPicture | None = None

    @property
    def picture(self) -> SharedPicture | None:
        """What a shared link shows."""
        return self.own_picture or self.site_picture

    @property
    def locale(self) -> str:
        """The language as Open Graph names it, or ``""``."""
        return LOCALES.get(self.language, "")

    @property
    def other_locales(self) -> list[str]:
        """The other languages of the page, as Open Graph names them."""
        found = [LOCALES[code] for code, _url in self.alternates if code in LOCALES]
        return [locale for locale in found if locale != self.locale]


def page_head(page: Any, request: HttpRequest) -> Head:
    """The head of a page of the tree. One that is closed, a draft or a preview says nothing to strangers."""
    versions = page_versions(page, request)
    public = page.live and not getattr(request, "is_preview", False) and bool(open_to_all([page]))
    if versions is None or not public:
        return closed_head(request)
    title, description = _words(page)
    return _head(
        request,
        versions,
        title,
        description,
        article=isinstance(page, CasePage),
        published=page.first_published_at,
        updated=page.last_published_at,
        own_picture=_picture(page, request),
    )


def address_head(
    request: HttpRequest, address: str, title: str, description: str = "", *, listed: bool = True, public: bool = True
) -> Head:
    """The head of a page that is not in the tree, such as a search or a theme.

    ``address`` is the one it counts under. One that is not ``listed`` is left out of the indexes of search engines.
    """
    return _head(
        request, address_versions(address), title, description, robots="" if listed else UNLISTED, public=public
    )


def search_head(request: HttpRequest, query: CaseQuery, address: str, title: str, description: str) -> Head:
    """The head of a search or map, which counts under its parameters in one order, without those of who links to it.

    Only the search for nothing is listed. Searches are without number, each costs one, and all that they lead to is in
    the sitemap; ``robots.txt`` asks to leave them alone, and this tells whoever comes nevertheless.
    """
    asked = query.to_params()
    named = f"{Truncator(query.q).chars(60)} – {title}" if query.q else title
    return address_head(
        request, f"{address}?{urlencode(asked)}" if asked else address, named, description, listed=not asked
    )


def closed_head(request: HttpRequest) -> Head:
    """The head of a page that search engines have no business with: it is closed, or a form about another page."""
    return Head(request.build_absolute_uri(request.path), robots=CLOSED)


def plain_head(request: HttpRequest) -> Head:
    """The head of a page that says nothing about itself, such as a description of the API."""
    return Head(request.build_absolute_uri(request.path), description=str(ABOUT_THE_SITE), language=active_language())


def _head(
    request: HttpRequest, versions: Versions, title: str, description: str, *, public: bool = True, **more: Any
) -> Head:
    return Head(
        canonical=request.build_absolute_uri(versions.canonical),
        title=title,
        description=Truncator(description).chars(DESCRIPTION_LENGTH) or str(ABOUT_THE_SITE),
        language=versions.language,
        alternates=[(code, request.build_absolute_uri(url)) for code, url in versions.alternates],
        public=public,
        site_picture=SharedPicture(request.build_absolute_uri(static(SITE_PICTURE)), "CitySynergy"),
        **more,
    )


def _words(page: Any) -> tuple[str, str]:
    """Title and description. What editors wrote for search engines is in the page's own language, and counts there."""
    translated = isinstance(page, TranslatedPageMixin)
    if not translated:
        return page.seo_title or page.title, page.search_description
    text, fields = page.text, page.translated_fields
    title = (text.headline if "headline" in fields else "") or text.title
    description = next((_plain_text(page, name) for name in ("summary", "introduction") if name in fields), "")
    if page.language == active_language():
        title, description = page.seo_title or title, page.search_description or description
    if not description and isinstance(page, OrganisationPage):
        told = gettext("What %(name)s shares about its work with cities abroad: cases, results and lessons.")
        description = told % {"name": text.title}
    if not description and isinstance(page, OrganisationIndexPage):
        description = gettext("Municipalities, embassies and others that share their work with cities abroad.")
    return str(title), description


def _plain_text(page: Any, name: str) -> str:
    """A field of a page for this reader, as plain text."""
    text = str(getattr(page.text, name))
    if isinstance(page._meta.get_field(name), RichTextField):
        text = unescape(strip_tags(BREAK.sub(" ", text)))
    return " ".join(text.split())


def _picture(page: Any, request: HttpRequest) -> SharedPicture | None:
    """The first picture of a case, in the form that networks show; None where its file is missing or can't be read."""
    if not isinstance(page, CasePage):
        return None
    row = page.images.select_related("image").first()
    if row is None:
        return None
    rendition = drawn(row.image, PICTURE)
    if rendition is None:
        return None
    alt = "" if row.is_decorative else str(row.alt)
    return SharedPicture(request.build_absolute_uri(rendition.url), alt, rendition.width, rendition.height)
