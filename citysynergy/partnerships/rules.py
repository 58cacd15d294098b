"""Pure rules of city partnerships."""

import datetime
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from citysynergy.cases import rules, submission
from citysynergy.cases.submission import CaseValues
from citysynergy.values.dates import PartialDate
from citysynergy.values.problems import Problem

type Party = tuple[int | None, int | None]


def member_problems(members: Iterable[Party]) -> list[Problem]:
    """Two different members at least, each an organisation or a city; who owns the page counts if listed."""
    different = {member for member in members if member != (None, None)}
    if len(different) >= 2:
        return []
    message = _("List at least two different members: your own organisation, and the one you have the tie with.")
    return [Problem("members", message, "members")]


def status_problems(*, status: str, until: PartialDate | None, today: datetime.date) -> list[Problem]:
    """What ended is not active, and what ended did not do so in the future."""
    if status == "active" and until is not None and until.latest < today:
        message = _("An active partnership can't have ended. Empty the end, or choose “ended”.")
        return [Problem("active-after-end", message, "until")]
    if status == "ended" and rules.ended_in_future(until, today):
        message = _("An ended partnership can't end in the future. Correct the end, or choose another status.")
        return [Problem("ended-in-future", message, "until")]
    return []


def parties(rows: Sequence[object]) -> list[Party]:
    """The members as pairs of keys."""
    return [(getattr(row, "organisation_id", None), getattr(row, "city_id", None)) for row in rows]


def problems(values: CaseValues) -> list[Problem]:
    """Every rule for a partnership that is submitted."""
    since, until = values.get("since"), values.get("until")
    return [
        *submission.common_problems(values),
        *submission.places_problems(values),
        *member_problems(parties(values.rows("members"))),
        *submission.party_rows_problems(values, "members"),
        *rules.period_problems(since, until, field="until"),
        *status_problems(status=values.get("status"), until=until, today=values.today),
    ]
