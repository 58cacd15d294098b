"""What a page needs before it may be submitted: the rules, asked of a form that is filled in or of a stored page."""

import datetime
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from django.core.exceptions import ValidationError
from django.utils import timezone

from citysynergy.cases import rules
from citysynergy.conf import get_setting
from citysynergy.values.languages import language_codes, language_name
from citysynergy.values.problems import Problem, problems_of

if TYPE_CHECKING:
    from citysynergy.cases.pages import CasePage


class CaseValues(Protocol):
    """The values of a case, wherever they come from."""

    own_language: str
    now: datetime.datetime

    def get(self, name: str) -> Any:
        """The value of a field of the page; many-to-many fields give a list."""

    def rows(self, relation: str) -> Sequence[Any]:
        """The rows of a relation, in the editor's order."""

    def text(self, language: str, name: str) -> str:
        """A translated text in one language, ``""`` for none."""

    @property
    def today(self) -> datetime.date:
        """The present day in the site's time zone."""


type Rules = Callable[[CaseValues], list[Problem]]


class PageValues:
    """The values of a page in memory, such as the latest draft."""

    def __init__(self, page: "CasePage") -> None:
        self.page = page
        self.own_language = page.language
        self.now = timezone.now()
        self._translations = {row.language: row for row in page.translations.all()}  # type: ignore[attr-defined]

    @property
    def today(self) -> datetime.date:
        return timezone.localdate(self.now)

    def get(self, name: str) -> Any:
        value = getattr(self.page, name)
        return list(value.all()) if hasattr(value, "all") else value

    def rows(self, relation: str) -> Sequence[Any]:
        return list(getattr(self.page, relation).all())

    def text(self, language: str, name: str) -> str:
        source = self.page if language == self.own_language else self._translations.get(language)
        return getattr(source, name, "") or ""


def common_problems(values: CaseValues) -> list[Problem]:
    """The rules that hold for every type of case."""
    names = {code: language_name(code) for code in language_codes()}
    texts = {code: (values.text(code, "title"), values.text(code, "summary")) for code in names}
    found = rules.text_problems(texts, own=values.own_language, required=get_setting("REQUIRED_LANGUAGES"), names=names)
    found += rules.theme_problems(len(values.get("themes")))
    for index, image in enumerate(values.rows("images")):
        found += rules.image_problems(alt=bool(image.alt), decorative=image.is_decorative, row=index)
    return found


def places_problems(values: CaseValues) -> list[Problem]:
    """The rules for each place."""
    found = []
    for index, place in enumerate(values.rows("places")):
        point = rules.coordinate_problems(place.latitude, place.longitude, row=index)
        found += point or rules.place_problems(
            has_city=place.city_id is not None,
            has_point=place.latitude is not None,
            has_country=place.country_id is not None,
            row=index,
        )
    return found


def party_rows_problems(values: CaseValues, relation: str) -> list[Problem]:
    """The rules for each partner or member."""
    found = []
    for index, row in enumerate(values.rows(relation)):
        found += rules.party_problems(
            organisation=row.organisation_id is not None, city=row.city_id is not None, relation=relation, row=index
        )
    return found


ROW_RELATIONS = (
    "places",
    "documents",
    "images",
    "links",
    "identifiers",
    "activities",
    "partners",
    "members",
    "funding",
    "indicators",
    "lessons",
    "offers",
    "seeks",
)


def model_problems(page: "CasePage") -> list[Problem]:
    """What the models themselves refuse: empty fields, unknown choices, malformed values; on the page and its rows."""
    found: list[Problem] = []
    try:
        page.full_clean()
    except ValidationError as error:
        found += problems_of(error)
    for relation in ROW_RELATIONS:
        if not hasattr(page, relation):
            continue
        for index, row in enumerate(getattr(page, relation).all()):
            relation_field: Any = type(page)._meta.get_field(relation)
            try:
                row.full_clean(exclude={relation_field.field.name})
            except ValidationError as error:
                found += problems_of(error, relation, index)
    return found


def submission_problems(page: "CasePage") -> list[Problem]:
    """All that stands between the page, as it is in memory, and the moderators. Each place is named once."""
    found: list[Problem] = []
    seen = set()
    for problem in [*page.rules(PageValues(page)), *model_problems(page)]:
        place = (problem.field, problem.row, problem.row_field, problem.language)
        if place not in seen or not problem.field:
            seen.add(place)
            found.append(problem)
    return found
