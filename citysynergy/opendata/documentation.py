"""What the API's parameters mean, and the shape of its answers, for people and for the OpenAPI document."""

from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja import Schema

from citysynergy.discovery import facets
from citysynergy.discovery.query import DEFAULT_PAGE_SIZE, EXCLUDING, MAX_PAGE_SIZE, SORTS


@dataclass(frozen=True)
class Parameter:
    """One parameter of an address."""

    name: str
    description: Promise | str
    many: bool = False
    example: str = ""


_MEANINGS: dict[str, tuple[Promise, str]] = {
    "type": (_("Initiative, opportunity, challenge, expertise or partnership"), "initiative"),
    "status": (_("How far the case is"), "ongoing"),
    "theme": (_("Slug of a theme of any scheme"), "water-and-sanitation"),
    "goal": (_("Number of a Sustainable Development Goal"), "11"),
    "region": (_("UN M49 code of a region of any level"), "142"),
    "country": (_("ISO 3166-1 code (two letters) of a country where it happens or with whom"), "ID"),
    "off_map": (
        _("Country of a case that has no point on the map; “any” for every such country, “nowhere” for none"),
        "any",
    ),
    "area": (_("ISO 3166-2 code of a part of a country, such as a province or state"), "ID-JK"),
    "city": (_("Slug of a city"), "jakarta"),
    "municipality": (_("Slug of a municipality that leads or takes part; finds its predecessors too"), "rotterdam"),
    "mission": (_("Slug of the mission or other organisation that published it"), "embassy-jakarta"),
    "ressort": (_("Slug of a mission: anything in the area it serves"), "embassy-jakarta"),
    "form": (_("Form of cooperation"), "knowledge-exchange"),
    "programme": (_("Slug of a programme"), "horizon-2020"),
    "lessons": (_("Lessons: what worked or what failed"), "failed"),
    "character": (_("In what way it is international"), "abroad"),
    "kind": (_("Kind of opportunity or partnership"), "challenge"),
    "outcome": (_("How an opportunity ended"), "cooperation"),
    "experience": (_("Level of expertise"), "can-advise"),
    "province": (_("Code of a province of a municipality that takes part"), "NL-ZH"),
    "size_class": (_("Size of a municipality that takes part"), "over-250k"),
    "network": (_("Slug of a network of municipalities"), "g5"),
    "working_language": (_("Language in which can be worked together"), "en"),
    "language": (_("Language of the text"), "nl"),
}

_LANG = Parameter("lang", _("Language of labels and texts in the answer"), example="en")
_PAGES = (
    Parameter("page", _("Page, from 1"), example="1"),
    Parameter("page_size", _("Results on a page, at most 100"), example=str(DEFAULT_PAGE_SIZE)),
)

CASES: tuple[Parameter, ...] = (
    Parameter("q", _("Words; a phrase between double quotes, a word to leave out after a minus"), example="water -sea"),
    Parameter("exact", _("“1”: your own words only, without plurals, translations and compounds"), example="1"),
    *(Parameter(name, *_MEANINGS[name][:1], many=True, example=_MEANINGS[name][1]) for name in facets.NAMES),
    Parameter(f"{EXCLUDING}theme", _("Leaves out; every parameter above has such a form"), many=True, example="sport"),
    Parameter("role", _("“lead”: only the municipality in the lead"), example="lead"),
    Parameter("year_from", _("The period of the case ends in this year or later"), example="2015"),
    Parameter("year_to", _("The period of the case begins in this year or earlier"), example="2024"),
    Parameter("bbox", _("West, south, east and north in degrees; may cross 180°"), example="95,-11,141,6"),
    Parameter("near", _("Latitude, longitude and kilometres"), example="52.09,5.12,50"),
    Parameter("exact", _("“1”: what was typed, without correction of its spelling"), example="1"),
    Parameter("sort", _("Order: relevance, newest, deadline or title"), example=SORTS[1]),
    *_PAGES,
    Parameter("cursor", _("Goes on where “next” points; takes the place of the page"), example="YWZ0ZXI6MjA"),
    _LANG,
)

LISTED: dict[str, tuple[Parameter, ...]] = {
    "organisations": (
        Parameter("kind", _("Kind of organisation"), example="municipality"),
        Parameter("q", _("Part of a name"), example="rotterdam"),
        *_PAGES,
        _LANG,
    ),
    "suggest": (Parameter("q", _("What was typed so far: from 2 to 100 characters"), example="wat"), _LANG),
    **dict.fromkeys(("themes", "regions", "countries", "goals"), (*_PAGES, _LANG)),
}


def openapi_parameters(parameters: tuple[Parameter, ...]) -> list[dict[str, Any]]:
    """Parameters as OpenAPI describes them: in English, whatever the site's language."""
    with translation.override("en"):
        return [_openapi(parameter) for parameter in parameters]


def _openapi(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": "query",
        "required": False,
        "description": str(parameter.description),
        "example": [parameter.example] if parameter.many else parameter.example,
        "schema": {"type": "array", "items": {"type": "string"}} if parameter.many else _schema(parameter.name),
        **({"explode": True, "style": "form"} if parameter.many else {}),
    }


def _schema(name: str) -> dict[str, Any]:
    if name in ("page", "year_from", "year_to"):
        return {"type": "integer", "minimum": 1}
    if name == "page_size":
        return {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE}
    if name == "sort":
        return {"type": "string", "enum": list(SORTS)}
    return {"type": "string"}


class Reference(Schema):
    """An organisation, by slug."""

    slug: str
    name: str
    kind: str


class PartnerCity(Schema):
    """A city abroad that takes part."""

    slug: str
    name: str
    country: str


class Place(Schema):
    """Where a case happens."""

    name: str
    country: str
    latitude: float | None
    longitude: float | None


class Case(Schema):
    """A case. Dates are as precise as they are known: 1983, 2024-01 or 2024-01-15."""

    id: str
    type: str
    status: str | None
    title: str
    summary: str
    language: str
    highlights: dict[str, list[str]]
    url: str | None
    languages: list[str]
    themes: list[str]
    goals: list[int]
    countries: list[str]
    regions: list[str]
    organisation: Reference
    partners: list[Reference]
    partner_cities: list[PartnerCity]
    places: list[Place]
    start: str | None
    end: str | None
    deadline: str | None
    published: str | None
    updated: str | None
    confirmed: str | None
    permanent: str


class FacetCount(Schema):
    """A value of a facet, and how many results there are with it."""

    value: str
    label: str
    count: int
    selected: bool


class WidenedBy(Schema):
    """Something that was searched for too, and why: number, name, synonym or translation."""

    text: str
    reason: str


class Widened(Schema):
    """How a search was widened. ``compounds``: longer Dutch words that hold what was typed count too."""

    typed: str
    alternatives: list[WidenedBy]
    compounds: bool


class Suggestion(Schema):
    """A search that asks less and does find something. ``kind``: piece (one word or filter is left out), words-only
    or filters-only. ``without`` names the parameters left out, ``word`` the word or phrase of q."""

    kind: str
    without: list[str]
    word: str | None
    count: int
    url: str


class PartlyAsked(Schema):
    """What was asked where no case has all words of q: each result has at least ``least`` of the ``words``.
    ``left_out`` says nothing in this register and was not asked for; nor were words such as "of" and "the". With
    exact=1 all words must occur."""

    words: list[str]
    least: int
    left_out: list[str]


class CaseList(Schema):
    """A page of cases. ``corrected``: nothing was found as typed, and these are the results of ``did_you_mean``.
    ``partial``: no case has all words, and these have most of them; null elsewhere."""

    total: int
    page: int
    page_size: int
    next: str | None
    previous: str | None
    results: list[Case]
    facets: dict[str, list[FacetCount]]
    did_you_mean: str | None
    widened: list[Widened]
    corrected: bool
    partial: PartlyAsked | None
    suggestions: list[Suggestion]
    degraded: bool


class SuggestedCase(Schema):
    """A case with a title that fits."""

    id: str
    title: str
    language: str
    type: str
    type_label: str
    url: str | None


class SuggestedName(Schema):
    """A theme, city or organisation to search by: ``parameter=slug``. ``detail`` is the country of a city or the kind
    of an organisation; ``count`` the cases found with it, null while counting does not work."""

    slug: str
    name: str
    parameter: str
    detail: str | None
    count: int | None
    url: str | None


class Completions(Schema):
    """At most five of each kind."""

    cases: list[SuggestedCase]
    themes: list[SuggestedName]
    cities: list[SuggestedName]
    organisations: list[SuggestedName]


class Listing(Schema):
    """A page of reference data."""

    total: int
    page: int
    page_size: int
    next: str | None
    previous: str | None
    results: list[dict[str, Any]]


class Mistake(Schema):
    """A parameter that was not understood."""

    parameter: str
    value: str
    message: str
    allowed: list[str]
    see: str | None


class Refusal(Schema):
    """Why a request was refused."""

    error: str
    message: str
    problems: list[Mistake]


class Missing(Schema):
    """There is nothing here."""

    error: str
    message: str
