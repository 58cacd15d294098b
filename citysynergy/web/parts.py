"""The parts that pages of cases are made of, ready to be drawn: no template asks the database or decides anything."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext
from wagtail.rich_text import expand_db_html

from citysynergy.organisations.models import Organisation, OrganisationKind
from citysynergy.organisations.pages import OrganisationPage
from citysynergy.values.multilingual import MultilingualText
from citysynergy.web.addresses import search_url, subject_url
from citysynergy.web.reader import Reader
from citysynergy.web.renditions import drawn
from citysynergy.web.words import language_name, language_note

PICTURE = "width-720|format-webp"


@dataclass(frozen=True)
class Text:
    """A text with its language where that is not the page's, and a word about it."""

    text: str
    lang: str = ""
    note: str = ""

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True)
class Item:
    """A word that may lead somewhere, with something said about it."""

    label: str
    url: str = ""
    note: str = ""
    lang: str = ""


@dataclass(frozen=True)
class Fact:
    """A name and its values."""

    name: str
    values: Sequence[Item]
    network: bool = False


@dataclass(frozen=True)
class Prose:
    """A section of running text."""

    id: str
    title: str
    html: SafeString
    lang: str = ""
    note: str = ""


@dataclass(frozen=True)
class Picture:
    """A picture of a case."""

    image: Any  # the rendition
    alt: str
    caption: str


@dataclass(frozen=True)
class Place:
    """A place on the page's map."""

    name: str
    country: str
    latitude: float | None = None
    longitude: float | None = None
    precision: str = ""


@dataclass
class Facts:
    """Collects facts and leaves out the empty ones."""

    rows: list[Fact] = field(default_factory=list)

    def add(self, name: Any, *values: Any, network: bool = False) -> None:
        """Add a row; a value is an :class:`Item` or text."""
        items = [value if isinstance(value, Item) else Item(str(value)) for value in values if value]
        if items:
            self.rows.append(Fact(str(name), items, network))


def page_text(value: Any) -> Text:
    """A translated field of a page: ``page.text.title``."""
    foreign = getattr(value, "foreign", "")
    return Text(str(value), foreign, language_note(foreign))


def record_text(value: Any) -> Text:
    """A text of a record in several languages."""
    text = value if isinstance(value, MultilingualText) else MultilingualText(value or {})
    return Text(str(text), text.foreign_language, language_note(text.foreign_language))


def record_item(value: Any, url: str = "", note: str = "") -> Item:
    """A record's name as an item."""
    text = record_text(value)
    return Item(text.text, url, note, text.lang)


def page_item(page: Any, reader: Reader) -> Item:
    """A page, by its title in the reader's language."""
    title = page_text(page.text.title)
    return Item(title.text, page.get_url(reader.request) or "", lang=title.lang)


def prose(identifier: str, title: Any, value: Any) -> Prose | None:
    """A rich text field of a page as a section; None where it is empty."""
    text = page_text(value)
    if not text:
        return None
    html = mark_safe(expand_db_html(text.text))
    return Prose(identifier, str(title), html, text.lang, text.note)


def kept[Part](parts: Iterable[Part | None]) -> list[Part]:
    """Those parts that are there."""
    return [part for part in parts if part]


def organisation_urls(organisations: Iterable[Organisation | None], reader: Reader) -> dict[int, str]:
    """The addresses of the organisations that have a public page."""
    keys = {organisation.pk for organisation in organisations if organisation}
    pages = OrganisationPage.objects.live().filter(organisation__in=keys) if keys else ()
    return {page.organisation_id: page.get_url(reader.request) or "" for page in pages}


def organisation_item(organisation: Organisation, urls: dict[int, str], note: Any = "") -> Item:
    """An organisation, leading to its page. Without one a municipality leads to its cases, a mission to its area's."""
    url = urls.get(organisation.pk, "")
    if not url and organisation.is_municipal:
        url = search_url(municipality=organisation.slug)
    elif not url and organisation.kind == OrganisationKind.MISSION:
        url = search_url(ressort=organisation.slug)
    return record_item(organisation.name, url, str(note))


def city_item(city: Any, note: Any = "") -> Item:
    """A city, leading to its page."""
    country = str(city.country)
    return record_item(
        city.name, subject_url("city", city.slug), ", ".join(part for part in (country, str(note)) if part)
    )


def document_item(document: Any, title: Any, language: str, licence: str) -> Item:
    """A file to download, with its type, size, language and licence."""
    extension = (document.file_extension or "").upper()
    size = document.get_file_size()
    about = [extension, filesizeformat(size).replace("\xa0", " ") if size else "", language_name(language), licence]
    text = record_text(title)
    return Item(text.text or document.title, document.url, ", ".join(part for part in about if part), text.lang)


def theme_items(themes: Iterable[Any]) -> list[Item]:
    """Themes, each leading to its page."""
    return [record_item(theme.name, subject_url("theme", theme.slug)) for theme in themes]


def choice_words(page: Any, name: str) -> str:
    """The words of a field that holds a list of choices."""
    field_of = page._meta.get_field(name)
    return capfirst(", ".join(field_of.labels(getattr(page, name))))


def pictures(rows: Iterable[Any]) -> list[Picture]:
    """The pictures of a case with what is said below them; without those whose file is lost."""
    found = []
    for row in rows:
        image = drawn(row.image, PICTURE)
        if image is None:
            continue
        alt = "" if row.is_decorative else str(row.alt)
        licence = row.get_licence_display().split(":")[0]
        credit = gettext("Picture: %(maker)s") % {"maker": row.credit} if row.credit else ""
        found.append(Picture(image, alt, ", ".join(part for part in (credit, licence) if part)))
    return found


def places_of(rows: Iterable[Any]) -> list[Place]:
    """The places of a case, for its map and for its list."""
    found = []
    for row in rows:
        point = row.point or (None, None)
        country = row.country or (row.city.country if row.city else None)
        name = row.name or (str(row.city.name) if row.city else "")
        precision = "" if row.precision in ("exact", "city") else row.get_precision_display()
        found.append(Place(name, str(country or ""), point[0], point[1], precision))
    return found


def places_at(records: Iterable[Any]) -> list[Place]:
    """Where a case is when nobody put it on the map: at its cities, and at members that have a point."""
    return [
        Place(str(record.name), str(record.country or ""), record.latitude, record.longitude)
        for record in records
        if record and record.latitude is not None
    ]


def linked(item: Item) -> SafeString:
    """An item as HTML, for sentences that are put together in Python."""
    lang = format_html(' lang="{}"', item.lang) if item.lang else ""
    if item.url:
        return format_html('<a href="{}"{}><bdi>{}</bdi></a>', item.url, lang, item.label)
    return format_html("<bdi{}>{}</bdi>", lang, item.label)
