"""Applies an opportunity's visibility at the moments when it may change."""

from typing import Any

from django.db.models.signals import post_save, pre_save
from wagtail.signals import page_published

from citysynergy.opportunities.actions import apply_visibility, restrict
from citysynergy.opportunities.pages import OpportunityPage, Visibility

UID = "citysynergy.opportunities.visibility"


def made(instance: OpportunityPage, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """Restricted from the first draft on."""
    if created and not raw:
        apply_visibility(instance)


def about_to_be_written(
    instance: OpportunityPage, raw: bool = False, update_fields: frozenset[str] | None = None, **kwargs: Any
) -> None:
    """The restriction comes before the live page becomes network-only, not after."""
    writes_visibility = update_fields is None or "visibility" in update_fields
    if instance.pk and instance.live and writes_visibility and not raw and instance.visibility == Visibility.NETWORK:
        restrict(instance)


def published(instance: OpportunityPage, **kwargs: Any) -> None:
    """The restriction goes after the version that says "everyone" is live, not before."""
    apply_visibility(instance)


def connect() -> None:
    """Called once, by the app's ``ready``."""
    post_save.connect(made, sender=OpportunityPage, dispatch_uid=f"{UID}.made")
    pre_save.connect(about_to_be_written, sender=OpportunityPage, dispatch_uid=f"{UID}.written")
    page_published.connect(published, sender=OpportunityPage, dispatch_uid=f"{UID}.published")
