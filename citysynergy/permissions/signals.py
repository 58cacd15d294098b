"""Keeps grants in step with memberships, whichever way these change: in the same transaction, by the same function."""

from typing import Any

from django.contrib.auth.models import Group
from django.db.models.signals import post_delete, post_save, pre_save
from wagtail.models import PageLogEntry, Revision

from citysynergy.organisations.lineage import heirs
from citysynergy.organisations.models import Membership, Organisation, OrganisationGroup, Succession
from citysynergy.organisations.pages import OrganisationPage
from citysynergy.permissions import grants, mails
from citysynergy.permissions.actions import forget_acceptances, keep_answer, take_back_what_is_dropped
from citysynergy.permissions.subscriptions import end_subscriptions


def membership_changed(instance: Membership, raw: bool = False, **kwargs: Any) -> None:
    """A membership came, changed or went."""
    if not raw:
        grants.derive(instance.organisation)
        end_subscriptions(user=instance.user_id)


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
            end_subscriptions(page=instance.page_id)


def sharing_row_about_to_change(
    instance: Any, raw: bool = False, update_fields: frozenset[str] | None = None, **kwargs: Any
) -> None:
    """A version of the page may hold an answer of another day."""
    if not raw and update_fields is None:
        keep_answer(instance)


def sharing_row_asks(instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """A partner or member was named that did not answer yet."""
    if not raw and (created or getattr(instance, "asks_anew", False)):
        mails.asked(instance)


def draft_saved(
    instance: Revision, created: bool, raw: bool = False, update_fields: frozenset[str] | None = None, **kwargs: Any
) -> None:
    """A draft may drop a partner or member that the page still names."""
    if raw or update_fields is not None or instance.content_type.model not in grants.SHARING_ROWS:
        return
    if created or instance.is_latest_revision():
        take_back_what_is_dropped(instance)


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
    post_save.connect(draft_saved, sender=Revision)
    for row in grants.SHARING_ROWS.values():
        pre_save.connect(sharing_row_about_to_change, sender=f"citysynergy.{row}")
        post_save.connect(sharing_row_changed, sender=f"citysynergy.{row}")
        post_save.connect(sharing_row_asks, sender=f"citysynergy.{row}")
        post_delete.connect(sharing_row_changed, sender=f"citysynergy.{row}")
