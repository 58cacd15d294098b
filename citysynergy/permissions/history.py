"""What the log tells about people and rights, and to whom; and the entries that Wagtail's site history may list."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from wagtail.models import ModelLogEntry, Page, PageLogEntry
from wagtail.models.pages import PageLogEntryManager
from wagtail.permissions import policy_registry

from citysynergy.organisations.models import Organisation
from citysynergy.permissions.policies import EXPLORING

PEOPLE = ("citysynergy.member.", "citysynergy.invitation.")
SHARES = "citysynergy.share."


def people_entries(organisation: Organisation | None = None) -> QuerySet[ModelLogEntry]:
    """The changes of members, roles and invitations of one organisation, or of all."""
    found = Q()
    for prefix in PEOPLE:
        found |= Q(action__startswith=prefix)
    if organisation is not None:
        found &= Q(data__organisation=organisation.pk)
    return ModelLogEntry.objects.filter(found)


def share_entries(organisation: Organisation | None = None) -> QuerySet[PageLogEntry]:
    """The answers of partners and members: its own, and those about its pages; or of all."""
    found = Q(action__startswith=SHARES)
    if organisation is not None:
        about = Q(data__organisation=organisation.slug)
        if page := getattr(organisation, "page", None):
            about |= Q(page__path__startswith=page.path)
        found &= about
    return PageLogEntry.objects.filter(found)


class VisibleEntryManager(PageLogEntryManager):  # type: ignore[misc]
    """Entries of the pages that the user may open."""

    def viewable_by_user(self, user: Any) -> QuerySet[PageLogEntry]:
        """What Wagtail shows, without the pages that stand in the explorer only because they lead to the user's."""
        entries: QuerySet[PageLogEntry] = super().viewable_by_user(user)
        if user.is_superuser:
            return entries
        opened = policy_registry.get_by_type(Page).instances_user_has_any_permission_for(user, EXPLORING - {"add"})
        deleted = ~Exists(Page.objects.filter(pk=OuterRef("page")))
        return entries.filter(Q(page__in=opened.values("pk")) | deleted)


class VisibleEntry(PageLogEntry):
    """The log of pages as Wagtail's site history reads it; entries go on to be written by ``PageLogEntry``."""

    objects = VisibleEntryManager()

    class Meta:
        proxy = True
        default_permissions = ()


def read_only_what_may_be_opened(registry: Any) -> None:
    """Let the site history read the log of pages through ``VisibleEntry``; writing stays as it is."""
    registry.log_entry_models.discard(PageLogEntry)
    registry.log_entry_models.add(VisibleEntry)
