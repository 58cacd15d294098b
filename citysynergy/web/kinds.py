"""The types of case as the site shows them: word, shape and colour go together."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from citysynergy.initiatives.pages import InitiativeStatus
from citysynergy.opportunities.pages import OpportunityKind, OpportunityStatus
from citysynergy.partnerships.pages import PartnershipStatus


@dataclass(frozen=True)
class Kind:
    """One type of case; ``value`` is also the name of its shape and of its colour."""

    value: str
    one: Promise
    many: Promise


KINDS = {
    kind.value: kind
    for kind in (
        Kind("initiative", _("Initiative"), _("Initiatives")),
        Kind("opportunity", _("Opportunity"), _("Opportunities")),
        Kind("challenge", _("Challenge"), _("Challenges")),
        Kind("expertise", _("Expertise profile"), _("Expertise profiles")),
        Kind("partnership", _("City partnership"), _("City partnerships")),
    )
}

_STATUSES: dict[str, Any] = {
    **dict(InitiativeStatus.choices),
    **dict(OpportunityStatus.choices),
    **dict(PartnershipStatus.choices),
}
_OPPORTUNITY_KINDS: dict[str, Any] = dict(OpportunityKind.choices)


def kind_of(value: str) -> Kind:
    """The kind with this value of the search parameter ``type``."""
    return KINDS.get(value) or KINDS["initiative"]


def kind_word(value: str, opportunity_kind: str = "") -> str:
    """The word for a case: an opportunity of another kind says which."""
    word = _OPPORTUNITY_KINDS.get(opportunity_kind) if value == "opportunity" else None
    return capfirst(str(word or kind_of(value).one))


def status_word(value: str | None) -> str:
    """The status in words, or ``""``."""
    return capfirst(str(_STATUSES.get(value or "", "")))
