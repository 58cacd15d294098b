"""Keeps grants in step with memberships, whichever way these change: in the same transaction, by the same function."""

from typing import Any

from django.contrib.auth.models import Group
from django.db.models.signals import post_delete, post_save
from wagtail.models import PageLogEntry

from citysynergy.organisations.lineage import heirs
from citysynergy.organisations.models import Membership, Organisation, OrganisationGroup, Succession
from citysynergy.organisations.pages import OrganisationPage
from citysynergy.permissions import grants
from citysynergy.permissions.actions import forget_acceptances


def membership_changed(instance: Membership, raw: bool = False, **kwargs: Any) -> None:
    """A membership came, changed or went."""
    if not raw:
        grants.derive(instance.organisation)


def organisation_changed(instance: Organisation, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """An organisation may write from now on, or no longer."""
    if not raw and not created:
        grants.derive_all({instance.pk, *heirs(instance)})


def succession_changed(instance: Succession, raw: bool = False, **kwargs: Any) -> None:
    """An organisation continues another one, or does so no longer; who continues it in turn is concerned as well."""
    if not raw:
        grants.derive_all({instance.successor_id, *heirs(instance.successor)})


def organisation_page_made(instance: OrganisationPage, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """Managers edit the page of their organisation from its first day."""
    if created and not raw:
        organisation_changed(instance.organisation, created=False)


def role_group_gone(instance: OrganisationGroup, **kwargs: Any) -> None:
    """A group without its organisation would keep people in it that nobody sees."""
    Group.objects.filter(pk=instance.group_id).delete()


def sharing_row_changed(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """A partner or member was named, accepted or taken away."""
    if raw:
        return
    for model, row in grants.SHARING_ROWS.items():
        if sender.__name__ == row:
            grants.derive_shared(model, instance.page_id)


def page_copied(instance: PageLogEntry, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """Wagtail has no signal for a copy; it writes this when the copy is complete."""
    if created and not raw and instance.action == "wagtail.copy":
        forget_acceptances(instance.page)


def connect() -> None:
    """Called once, by the app's ``ready``."""
    post_save.connect(membership_changed, sender=Membership)
    post_delete.connect(membership_changed, sender=Membership)
    post_save.connect(organisation_changed, sender=Organisation)
    post_save.connect(succession_changed, sender=Succession)
    post_delete.connect(succession_changed, sender=Succession)
    post_save.connect(organisation_page_made, sender=OrganisationPage)
    post_delete.connect(role_group_gone, sender=OrganisationGroup)
    post_save.connect(page_copied, sender=PageLogEntry)
    for row in grants.SHARING_ROWS.values():
        post_save.connect(sharing_row_changed, sender=f"citysynergy.{row}")
        post_delete.connect(sharing_row_changed, sender=f"citysynergy.{row}")
