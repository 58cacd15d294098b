"""Pure rules of cases: which rows a reader may see, and what is wrong with values that an editor submits.

The functions take plain values and answer with problems; where the values come from (a form, a stored page) is
decided in ``submission.py``. Each room adds its own rules and lists them all in its ``problems()``.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from django.utils.translation import gettext as _

from citysynergy.cases.choices import Audience
from citysynergy.values.dates import PartialDate
from citysynergy.values.problems import Problem

SUMMARY_LENGTH = range(200, 401)


class HasAudience(Protocol):
    """A row that says who may read it."""

    audience: str


def readable[Row: HasAudience](rows: Iterable[Row], *, network: bool) -> list[Row]:
    """The rows that the reader may see; ``network`` tells whether the reader belongs to the network."""
    return [row for row in rows if network or row.audience == Audience.PUBLIC]


def text_problems(
    texts: Mapping[str, tuple[str, str]], *, own: str, required: Sequence[str], names: Mapping[str, str]
) -> list[Problem]:
    """Title and summary in each required language, and summaries that are neither too short nor too long.

    ``texts`` holds (title, summary) for each language; ``own`` is the page's language, whose fields stand on the first
    tab; ``names`` are the names of the languages for the editor.
    """
    found = []
    for language in dict.fromkeys([own, *required, *texts]):
        title, summary = texts.get(language, ("", ""))
        name = names.get(language, language)
        asked = language == own or language in required
        elsewhere = "" if language == own else language
        if asked and not title.strip():
            found.append(
                Problem(
                    "title", _("Write the title in %(language)s.") % {"language": name}, "title", language=elsewhere
                )
            )
        length = len(summary.strip())
        if asked and not length:
            message = _("Write the summary in %(language)s, in 200 to 400 characters.") % {"language": name}
            found.append(Problem("summary", message, "summary", language=elsewhere))
        elif length and length < SUMMARY_LENGTH.start:
            message = _("The summary has %(count)d characters. Write at least 200, so that readers know what it is.")
            found.append(Problem("summary", message % {"count": length}, "summary", language=elsewhere))
        elif length >= SUMMARY_LENGTH.stop:
            message = _("The summary has %(count)d characters. Shorten it to 400; the rest of the page has room.")
            found.append(Problem("summary", message % {"count": length}, "summary", language=elsewhere))
    return found


def theme_problems(themes: int) -> list[Problem]:
    """At least one theme."""
    if themes:
        return []
    return [Problem("theme", _("Choose at least one theme, so that others find the page."), "themes")]


def period_problems(
    start: PartialDate | None, end: PartialDate | None, *, field: str, message: str = ""
) -> list[Problem]:
    """An end before the start. Dates that may overlap, such as 2024-05 and 2024, are no problem."""
    if start and end and end.latest < start.earliest:
        text = message or _("The end lies before the start. Correct one of the two.")
        return [Problem("end-before-start", text, field)]
    return []


def ended_in_future(end: PartialDate | None, today: datetime.date) -> bool:
    """Whether the end surely lies after today. The present year or month does not."""
    return end is not None and end.earliest > today


def coordinate_problems(
    latitude: float | None, longitude: float | None, *, field: str = "point", row: int | None = None
) -> list[Problem]:
    """A latitude without longitude, or one outside the globe. ``row`` tells the row of ``places``."""

    def problem(code: str, message: str) -> list[Problem]:
        place = Problem(code, message, field) if row is None else Problem(code, message, "places", row, field)
        return [place]

    if latitude is None and longitude is None:
        return []
    if latitude is None or longitude is None:
        return problem("half-point", _("Give latitude and longitude together, such as -6.2088, 106.8456."))
    # Written so that "not a number" is refused too.
    if not (-90 <= latitude <= 90):
        return problem("latitude", _("The latitude must lie between -90 and 90 degrees."))
    if not (-180 <= longitude <= 180):
        return problem("longitude", _("The longitude must lie between -180 and 180 degrees."))
    return []


def place_problems(*, has_city: bool, has_point: bool, has_country: bool, row: int) -> list[Problem]:
    """A place that can't be put on the map."""
    if has_city or (has_point and has_country):
        return []
    message = _("Choose a city, or give a country and a point on the map. Delete this place if you don't need it.")
    return [Problem("place", message, "places", row, "city")]


def where_problems(*, places: int, countries: int) -> list[Problem]:
    """A case that happens nowhere."""
    if places or countries:
        return []
    return [Problem("where", _("Say where it happens: add a place, or choose a country."), "countries")]


def party_problems(*, organisation: bool, city: bool, relation: str, row: int) -> list[Problem]:
    """A partner or member is one organisation or one city."""
    if organisation != city:
        return []
    message = (
        _("Choose either an organisation or a city, not both. Add a row for the other one.")
        if organisation
        else _("Choose an organisation or a city. Delete this row if you don't need it.")
    )
    return [Problem("party", message, relation, row, "city" if organisation else "organisation")]


def image_problems(*, alt: bool, decorative: bool, row: int) -> list[Problem]:
    """A picture that says nothing to who can't see it."""
    if alt or decorative:
        return []
    message = _("Say what can be seen in the picture, or tick “decorative” when it adds nothing.")
    return [Problem("alt", message, "images", row, "alt")]


def may_hold(case_kinds: Iterable[str], *, organisation_kind: str, may_write: bool) -> bool:
    """Whether an organisation of this kind publishes a type of case that is meant for ``case_kinds``."""
    return may_write and organisation_kind in case_kinds
