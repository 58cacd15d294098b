"""Who is told of comments: Wagtail asks that when someone subscribes, and never again."""

from typing import Any

from wagtail.models import Page, PagePermissionTester, PageSubscription
from wagtail.permissions import policy_registry


def end_subscriptions(**where: Any) -> None:
    """Take away the subscriptions, of a user or to a page, of who may not open the page any more."""
    tester = getattr(policy_registry.get_by_type(Page), "tester_class", PagePermissionTester)
    for row in PageSubscription.objects.filter(**where).select_related("user", "page"):
        if not tester(row.user, row.page).can_edit():
            row.delete()
