"""What a page is about, as far as moderation distinguishes pages: its type, its themes, its regions."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class PageType(models.TextChoices):
    """The types of page that the ministry moderates."""

    INITIATIVE = "initiative", _("initiative")
    OPPORTUNITY = "opportunity", _("opportunity or challenge")
    EXPERTISE = "expertise", _("expertise profile")
    PARTNERSHIP = "partnership", _("city partnership")
    ORGANISATION = "organisation", _("page of an organisation")


def page_type(page: Any) -> str:
    """The :class:`PageType` of a page, by its class; ``""`` for a page of the host."""
    value = getattr(page, "case_type", "") or ("organisation" if hasattr(page, "organisation") else "")
    return value if value in PageType.values else ""
