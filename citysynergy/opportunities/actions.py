"""Changes of opportunities: who may read them, until when they can be answered, and how they ended.

The field ``visibility`` becomes the page's view restriction, which is what keeps readers out. A page starts restricted,
whatever the draft says, and stays so until a version that says "everyone" is live. So a draft of a public page that is
made network-only, or the other way round, shows nothing for a moment.
"""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import BaseViewRestriction, PageViewRestriction

from citysynergy.cases.actions import taken_for_change
from citysynergy.opportunities.pages import OpportunityPage, OpportunityStatus, Outcome, Visibility
from citysynergy.opportunities.rules import deadline_problems
from citysynergy.permissions.groups import NETWORK, network_reader_groups
from citysynergy.values.revisions import write_in_published

DEADLINE_CHANGED = "citysynergy.opportunity.deadline"
CLOSED = "citysynergy.opportunity.close"


@transaction.atomic
def restrict(page: OpportunityPage) -> None:
    """Let only the network read the page."""
    restriction = _restrictions(page).first()
    if restriction is None:
        restriction = PageViewRestriction(page_id=page.pk, restriction_type=BaseViewRestriction.GROUPS)
        restriction.save()
    wanted = network_reader_groups()
    if set(restriction.groups.values_list("pk", flat=True)) != {group.pk for group in wanted}:
        restriction.groups.set(wanted)


@transaction.atomic
def open_to_everyone(page: OpportunityPage) -> None:
    """Let everyone read the page; restrictions that someone set by hand stay."""
    for restriction in _restrictions(page):
        restriction.delete()


def apply_visibility(page: OpportunityPage) -> None:
    """Make the restriction what the live version says. A page that is not live stays restricted."""
    if page.live and page.visibility == Visibility.PUBLIC:
        open_to_everyone(page)
    else:
        restrict(page)


def _restrictions(page: OpportunityPage) -> QuerySet[PageViewRestriction]:
    """Of the page's restrictions, those that this module made: to groups, the network among them."""
    to_network = PageViewRestriction.objects.filter(restriction_type=BaseViewRestriction.GROUPS, groups__name=NETWORK)
    return PageViewRestriction.objects.filter(page_id=page.pk, pk__in=to_network.values("pk"))


@transaction.atomic
def change_deadline(page: OpportunityPage, deadline: datetime.datetime, *, by: Any) -> bool:
    """Give readers more time, or less; the new deadline lies ahead. False where it was that already."""
    page = taken_for_change(page, by)
    if page.status != OpportunityStatus.OPEN:
        raise ValidationError(_("This opportunity is not open any more, so it needs no deadline."))
    for problem in deadline_problems(status=page.status, deadline=deadline, now=timezone.now()):
        raise ValidationError(problem.message)
    if page.deadline == deadline:
        return False
    before = page.deadline
    write_in_published(page, deadline=deadline)
    data = {"before": before.isoformat() if before else "", "after": deadline.isoformat()}
    log(instance=page, action=DEADLINE_CHANGED, user=by, data=data)
    return True


@transaction.atomic
def close_opportunity(page: OpportunityPage, outcome: str, *, by: Any) -> bool:
    """Close the opportunity and say how it ended. What is told about the outcome is content, and goes by the editor."""
    page = taken_for_change(page, by)
    if outcome not in Outcome.values:
        raise ValidationError(_("Choose how it ended."))
    if page.status == OpportunityStatus.CLOSED:
        if page.outcome == outcome:
            return False
        ended = page.get_outcome_display()  # type: ignore[attr-defined]
        raise ValidationError(_("This opportunity is closed already: %(outcome)s.") % {"outcome": ended})
    write_in_published(page, status=OpportunityStatus.CLOSED, outcome=outcome)
    log(instance=page, action=CLOSED, user=by, data={"outcome": outcome})
    return True
