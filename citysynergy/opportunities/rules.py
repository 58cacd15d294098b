"""Pure rules of opportunities and challenges."""

import datetime

from django.utils.translation import gettext as _

from citysynergy.cases import rules, submission
from citysynergy.cases.submission import CaseValues
from citysynergy.values.problems import Problem
from citysynergy.values.translations import is_empty


def deadline_problems(*, status: str, deadline: datetime.datetime | None, now: datetime.datetime) -> list[Problem]:
    """An open opportunity can still be answered."""
    if status == "open" and deadline is not None and deadline < now:
        message = _("The deadline has passed. Choose a later one, or close the opportunity with its outcome.")
        return [Problem("deadline", message, "deadline")]
    return []


def outcome_problems(*, status: str, outcome: str) -> list[Problem]:
    """Closing says how it ended."""
    if status == "closed" and not outcome:
        return [Problem("outcome", _("Choose how it ended: a closed opportunity needs an outcome."), "outcome")]
    return []


def agreement_problems(*, visibility: str, agreed: bool) -> list[Problem]:
    """A city's problem is named in public only with that city's agreement."""
    if visibility == "public" and not agreed:
        message = _("Everyone may see this page only when the city agrees. Ask the city, or choose “the network only”.")
        return [Problem("agreement", message, "agreed_with_city")]
    return []


def city_problems(*, has_city: bool, places: int) -> list[Problem]:
    """An opportunity is on the map."""
    if has_city or places:
        return []
    return [Problem("city", _("Choose the city that it is about, or add a place."), "city")]


def asked_problems(asked: str | None) -> list[Problem]:
    """What is asked of whom."""
    if is_empty(asked):
        return [Problem("asked", _("Write what is asked, of whom, and by when."), "asked")]
    return []


def problems(values: CaseValues) -> list[Problem]:
    """Every rule for an opportunity that is submitted."""
    status = values.get("status")
    return [
        *submission.common_problems(values),
        *city_problems(has_city=values.get("city") is not None, places=len(values.rows("places"))),
        *submission.places_problems(values),
        *asked_problems(values.get("asked")),
        *deadline_problems(status=status, deadline=values.get("deadline"), now=values.now),
        *rules.period_problems(values.get("starts"), values.get("ends"), field="ends"),
        *agreement_problems(visibility=values.get("visibility"), agreed=bool(values.get("agreed_with_city"))),
        *outcome_problems(status=status, outcome=values.get("outcome")),
    ]
