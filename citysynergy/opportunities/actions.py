"""Turns the field ``visibility`` into the page's view restriction, which is what keeps readers out.

A page starts restricted, whatever the draft says, and stays so until a version that says "everyone" is live. So a draft
of a public page that is made network-only, or the other way round, shows nothing for a moment.
"""

from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import BaseViewRestriction, PageViewRestriction

from citysynergy.opportunities.pages import OpportunityPage, Visibility
from citysynergy.permissions.groups import NETWORK, network_reader_groups


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
