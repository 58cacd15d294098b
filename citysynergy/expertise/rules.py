"""Pure rules of expertise profiles."""

from django.utils.translation import gettext as _

from citysynergy.cases import submission
from citysynergy.cases.submission import CaseValues
from citysynergy.values.problems import Problem


def offer_problems(offers: int) -> list[Problem]:
    """A profile without an offer helps nobody."""
    if offers:
        return []
    return [Problem("offer", _("Add at least one offer: a theme, and what you did or can do."), "offers")]


def problems(values: CaseValues) -> list[Problem]:
    """Every rule for an expertise profile that is submitted."""
    return [
        *submission.common_problems(values),
        *offer_problems(len(values.rows("offers"))),
    ]
