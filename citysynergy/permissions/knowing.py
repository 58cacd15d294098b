"""What a user may know of: forged numbers of pages lead nowhere, as numbers of no page do."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404
from wagtail.models import Page
from wagtail.permissions import policy_registry

from citysynergy.permissions.reading import readable


def knowable_pages(user: Any) -> Any:
    """The pages whose title the user may see; all of them where a host turned our policy off."""
    policy = policy_registry.get_by_type(Page)
    ask = getattr(policy, "knowable_instances", None)
    return ask(user) if ask else Page.objects.all()


def numbers(values: Iterable[Any]) -> set[int]:
    """The values that can be the number of a record."""
    return {int(value) for value in values if str(value).isascii() and str(value).isdigit() and len(str(value)) < 19}


def unknown(user: Any, pages: set[int]) -> set[int]:
    """Those of the numbers that stand for no page the user may know of. Every view asks: only these are looked at."""
    policy = policy_registry.get_by_type(Page)
    if not pages or not hasattr(policy, "knowable_instances"):
        return set()
    unseen = pages - set(policy.explorable_instances(user).filter(pk__in=pages).values_list("pk", flat=True))
    if unseen:
        unseen -= set(readable(Page.objects.filter(pk__in=unseen), user).values_list("pk", flat=True))
    return unseen


def refuse_unknown(user: Any, pages: Iterable[Any]) -> None:
    """Raise "not found" unless each of these is the number of a page that the user may know of."""
    sent = {str(page) for page in pages}
    wanted = numbers(sent)
    if len(wanted) < len(sent) or unknown(user, wanted):
        raise Http404
