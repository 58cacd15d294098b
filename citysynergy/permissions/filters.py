"""The names that filters of listings offer."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q
from wagtail.models import Page, PageLogEntry
from wagtail.permissions import policy_registry


def people_of(user: Any) -> models.QuerySet[Any]:
    """Who made or edited a page that the user may open. Other people's names are not the user's to list."""
    pages = policy_registry.get_by_type(Page).explorable_instances(user)
    edits = PageLogEntry.objects.filter(action="wagtail.edit", page__in=pages.values("pk"))
    owners = pages.exclude(owner=None)
    found = Q(pk__in=owners.order_by().values("owner")) | Q(pk__in=edits.order_by().values("user"))
    return get_user_model()._default_manager.filter(found)
