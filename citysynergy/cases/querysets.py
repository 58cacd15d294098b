"""Reads of cases of every kind."""

import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db.models import F, Q
from wagtail.models import PageManager
from wagtail.query import PageQuerySet

from citysynergy.conf import get_setting

if TYPE_CHECKING:
    from citysynergy.organisations.models import Organisation


class CasePageQuerySet(PageQuerySet):
    """Cases by organisation and state."""

    def of(self, organisation: "Organisation") -> Self:
        """Cases that stand below the organisation's page."""
        page = getattr(organisation, "page", None)
        return self.descendant_of(page) if page else self.none()

    def below(self, *paths: str) -> Self:
        """Cases that stand below one of these pages; none for no path."""
        where = Q(pk__in=[])
        for path in paths:
            where |= Q(path__startswith=path)
        return self.filter(where)

    def to_confirm(self, today: datetime.date) -> Self:
        """Published cases that nobody confirmed for long, or not since the day on which they wanted to be looked at."""
        limit = today - datetime.timedelta(days=get_setting("CONFIRMED_FOR_DAYS"))
        never = Q(confirmed_on=None) & (Q(next_check__lte=today) | Q(first_published_at__date__lt=limit))
        asked = Q(next_check__lte=today) & Q(confirmed_on__lt=F("next_check"))
        return self.live().filter(never | asked | Q(confirmed_on__lt=limit))

    def published(self) -> Self:
        """Cases with a live version; what each reader may see of them is decided elsewhere."""
        return self.live()


BasePageManager: Any = PageManager
CasePageManager = BasePageManager.from_queryset(CasePageQuerySet)
