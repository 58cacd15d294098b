"""Pure rules of initiatives."""

import datetime

from django.utils.translation import gettext as _

from citysynergy.cases import rules, submission
from citysynergy.cases.submission import CaseValues
from citysynergy.values.dates import PartialDate
from citysynergy.values.problems import Problem
from citysynergy.values.translations import is_empty


def status_problems(
    *, status: str, end: PartialDate | None, results: str | None, today: datetime.date
) -> list[Problem]:
    """A completed initiative has ended and has results."""
    if status != "completed":
        return []
    found = []
    if rules.ended_in_future(end, today):
        message = _("A completed initiative can't end in the future. Correct the end, or choose “ongoing”.")
        found.append(Problem("completed-in-future", message, "end"))
    if is_empty(results):
        message = _("Write what came of it: a completed initiative needs results.")
        found.append(Problem("results", message, "results"))
    return found


def approach_problems(approach: str | None) -> list[Problem]:
    """What was wanted and done."""
    if is_empty(approach):
        return [Problem("approach", _("Write what you wanted and how you went about it."), "approach")]
    return []


def problems(values: CaseValues) -> list[Problem]:
    """Every rule for an initiative that is submitted."""
    status, end = values.get("status"), values.get("end")
    return [
        *submission.common_problems(values),
        *status_problems(status=status, end=end, results=values.get("results"), today=values.today),
        *rules.where_problems(places=len(values.rows("places")), countries=len(values.get("countries"))),
        *submission.places_problems(values),
        *submission.party_rows_problems(values, "partners"),
        *rules.period_problems(values.get("start"), end, field="end"),
        *approach_problems(values.get("approach")),
    ]
