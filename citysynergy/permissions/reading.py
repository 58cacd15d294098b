"""Which pages a user may read, and which a user may know of."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from wagtail.models import Page, PageViewRestriction


def refused(user: Any) -> models.QuerySet[PageViewRestriction]:
    """The restrictions that don't let the user in. A shared password lets nobody in here: only a browser knows it."""
    closing = PageViewRestriction.objects.exclude(restriction_type=PageViewRestriction.NONE)
    if not (user.is_authenticated and user.is_active):
        return closing
    if user.is_superuser:
        return closing.none()
    groups = Q(restriction_type=PageViewRestriction.GROUPS, groups__user=user)
    admitted = PageViewRestriction.objects.filter(groups | Q(restriction_type=PageViewRestriction.LOGIN))
    return closing.exclude(pk__in=admitted.values("pk"))


def readable(pages: Any, user: Any) -> Any:
    """Those of the pages that are live and not closed to the user.

    Wagtail's ``public`` makes a condition for each restriction, which SQLite refuses beyond a thousand; nearly all of
    ours stand on pages without children, which one subquery names.
    """
    closing = refused(user)
    closed = Q(pk__in=closing.filter(page__numchild=0).values("page"))
    for path in closing.filter(page__numchild__gt=0).values_list("page__path", flat=True):
        closed |= Q(path__startswith=path)
    return pages.filter(live=True).exclude(closed)


def paths_to(path: str) -> list[str]:
    """The paths of the pages above a page, and its own: a restriction on any of them closes it."""
    return [path[:end] for end in range(Page.steplen, len(path) + 1, Page.steplen)]


def public(pages: Any) -> Any:
    """Those of the pages that are live and open to all."""
    return readable(pages, AnonymousUser())


def open_to_all(pages: Iterable[Page]) -> list[Page]:
    """Those of a few pages that are open to all: neither they nor a page above them is closed."""
    found = list(pages)
    above = {path for page in found for path in paths_to(page.path)}
    closed = set(refused(AnonymousUser()).filter(page__path__in=above).values_list("page__path", flat=True))
    return [page for page in found if not any(page.path.startswith(path) for path in closed)]
