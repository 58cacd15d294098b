"""Hits of a search as entries of the register: every word, address and drawing is made here, so templates stay flat."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext
from wagtail.images import get_image_model
from wagtail.images.models import Filter

from citysynergy.cases.rows import CaseImage
from citysynergy.discovery.documents import PUBLIC
from citysynergy.discovery.results import Hit
from citysynergy.values.languages import active_language
from citysynergy.web import locator, renditions
from citysynergy.web.kinds import kind_of, kind_word, status_word
from citysynergy.web.names import country_names
from citysynergy.web.words import as_date, day, joined, language_note, partial, period

PLATE = Filter("fill-272x204|format-webp")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the register."""

    id: str
    kind: str
    kind_word: str
    status: str
    period: str
    lead: str
    partners: str
    where: str
    title: str
    summary: str
    lang: str
    language_note: str
    url: str
    figure: str
    figure_text: str
    private: str
    plate: SafeString


def entries(hits: Iterable[Hit]) -> list[Entry]:
    """The entries for the hits of a search; those with a picture show it, the others their place on the map."""
    found = list(hits)
    plates = _photographs([hit.page_id for hit in found])
    # Asked together, so that the entries find them known.
    country_names({code for hit in found for code in hit.data.get("countries") or ()})
    return [_entry(hit, plates.get(hit.page_id)) for hit in found]


def _photographs(page_ids: list[int]) -> dict[int, SafeString]:
    """The first picture of each case, small. It is decoration here: the entry's text says what there is to say."""
    # The first come last, and stay.
    rows = CaseImage.objects.filter(case__in=page_ids).reverse().values_list("case", "image")
    first = dict(rows)
    drawn = _plates(set(first.values())) if first else {}
    return {
        page_id: format_html('<img src="{}" width="272" height="204" alt="" loading="lazy">', drawn[image_id].url)
        for page_id, image_id in first.items()
        if image_id in drawn
    }


def _plates(image_ids: set[int]) -> dict[int, Any]:
    """The pictures in the size of a plate, by image, without those that can't be drawn. What was drawn before comes in
    one question."""
    images = get_image_model()
    before = images.get_rendition_model().objects.filter(image__in=image_ids, filter_spec=PLATE.spec)
    known = {
        rendition.image_id: rendition
        for rendition in before.select_related("image")
        # Another one is of another focal point.
        if rendition.focal_point_key == PLATE.get_cache_key(rendition.image)
    }
    missing = image_ids - known.keys()
    new = images.objects.filter(pk__in=missing) if missing else ()
    return known | {image.pk: plate for image in new if (plate := renditions.drawn(image, PLATE)) is not None}


def _entry(hit: Hit, photograph: SafeString | None) -> Entry:
    data = hit.data
    kind = kind_of(data["type"]).value
    foreign = hit.language if hit.language != active_language() else ""
    number, text = _figure(kind, data)
    partners = joined([name_of(partner) for partner in _partners(data)])
    return Entry(
        id=hit.id,
        kind=kind,
        kind_word=kind_word(kind, data.get("kind") or ""),
        status=status_word(data.get("status")),
        period=_period(kind, data),
        lead=name_of(data.get("organisation") or {}),
        partners=gettext("with %(names)s") % {"names": partners} if partners else "",
        where=where(data),
        title=_marked(hit, "title"),
        summary=_marked(hit, "summary"),
        lang=foreign,
        language_note=language_note(foreign),
        url=hit.url,
        figure=number,
        figure_text=text,
        private="" if data.get("access", PUBLIC) == PUBLIC else gettext("Only for the network"),
        plate=photograph or locator.crop(points(data), kind),
    )


def _partners(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Organisations and cities that take part."""
    return [*(data.get("partners") or ()), *(data.get("partner_cities") or ())]


def name_of(record: Mapping[str, Any]) -> str:
    """The name of an organisation or place in the index, in the reader's language."""
    name = record.get("name") or ""
    if isinstance(name, Mapping):
        return str(name.get(active_language()) or next(iter(name.values()), ""))
    return str(name)


def points(data: Mapping[str, Any]) -> list[tuple[float, float]]:
    """The points of a case's places, without doubles."""
    found = (
        (place["latitude"], place["longitude"])
        for place in data.get("places") or ()
        if place.get("latitude") is not None and place.get("longitude") is not None
    )
    return list(dict.fromkeys(found))


def where(data: Mapping[str, Any], limit: int = 2) -> str:
    """The countries of a case in words, else its first places."""
    codes = data.get("countries") or ()
    names = country_names(codes)
    countries = [names.get(code, code) for code in codes]
    return joined(countries or [name_of(place) for place in data.get("places") or ()], limit)


def _marked(hit: Hit, field: str) -> str:
    """The text with what was looked for marked; the engine made it safe."""
    found: Sequence[str] = hit.highlights.get(field) or ()
    whole: str = getattr(hit, field)
    if found and "<mark>" in found[0] and _plain(found[0]) == len(whole):
        return mark_safe(found[0])
    return whole


def _plain(marked: str) -> int:
    """How long a highlighted text is for a reader."""
    text = marked.replace("<mark>", "").replace("</mark>", "")
    for entity in ("&amp;", "&lt;", "&gt;", "&quot;", "&#x27;", "&#39;"):
        text = text.replace(entity, "&")
    return len(text)


def _period(kind: str, data: Mapping[str, Any]) -> str:
    if kind in ("opportunity", "challenge") and data.get("deadline"):
        return gettext("until %(date)s") % {"date": day(data["deadline"])}
    return period(data.get("start"), data.get("end"))


def _figure(kind: str, data: Mapping[str, Any]) -> tuple[str, str]:
    """The one figure that counts for this kind of case, and what it counts; empty where nothing does."""
    today = timezone.localdate()
    if kind in ("opportunity", "challenge"):
        closes = as_date(data.get("deadline"))
        if data.get("status") == "open" and closes and closes >= today:
            days = (closes - today).days
            return str(days), ngettext("day left to answer", "days left to answer", days)
        return "", ""
    if kind == "partnership":
        since = partial(data.get("start"))
        if since and data.get("status") == "active" and today.year > since.year:
            years = today.year - since.year
            return str(years), ngettext("year together", "years together", years)
        return "", ""
    if kind == "expertise":
        themes = len(data.get("offers") or data.get("themes") or ())
        return (
            (str(themes), ngettext("theme it can help with", "themes it can help with", themes)) if themes else ("", "")
        )
    partners = len(_partners(data))
    return (str(partners), ngettext("partner takes part", "partners take part", partners)) if partners > 1 else ("", "")
