"""Pages that ask the registered permission policy who may do what with them, and guard their revisions."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext as _
from wagtail.models import PagePermissionTester, Revision
from wagtail.permissions import policy_registry


class GuardedPageMixin(models.Model):
    """For page classes of CitySynergy.

    The policy names the tester, so that rooms before ``permissions`` need not know it. Where a host turned the policy
    off, Wagtail's own tester answers.
    """

    # Set by the form of who may comment but not write: see ``permissions.forms``.
    keeps_content: bool = False

    class Meta:
        abstract = True

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        """The tester that says what the user may do with this page."""
        tester = getattr(policy_registry.get(self), "tester_class", PagePermissionTester)
        return tester(user, self)

    def get_admin_display_title(self) -> str:
        """What lists of the admin call the page: a published one by its published title, which everyone may know.

        Wagtail's own answer is the title of the latest draft, also in the page chooser of who may not open the page.
        """
        if self.live:  # type: ignore[attr-defined]
            return self.title  # type: ignore[attr-defined]
        return super().get_admin_display_title()  # type: ignore[misc]

    def save_revision(self, user: Any = None, **kwargs: Any) -> Revision:
        """Save a revision; refuse an older version put back by someone who may open the page but not change it.

        Wagtail asks ``can_edit`` for both, and a moderator who reads and comments passes that.
        """
        if user is not None and kwargs.get("previous_revision") and not may_change_content(self, user):
            raise PermissionDenied(_("You may read this page and comment on it, but not change it."))
        if self.keeps_content and self.latest_revision:  # type: ignore[attr-defined]
            return self.latest_revision  # type: ignore[attr-defined]
        return super().save_revision(user=user, **kwargs)  # type: ignore[misc]


def may_change_content(page: Any, user: Any) -> bool:
    """Whether what the user writes in the page's form is kept. Comments are kept whenever the page may be opened."""
    tester = page.permissions_for_user(user)
    return bool(getattr(tester, "can_change_content", tester.can_edit)())
