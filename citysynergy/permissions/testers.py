"""What a user may do with one page of CitySynergy: Wagtail asks this for every view, button and bulk action.

Opening and writing are two things here. ``can_edit`` says who may open the editor: a moderator reads, compares and
comments there. ``can_change_content`` says whose writing is kept.
"""

from typing import Any

from wagtail.models import PagePermissionTester
from wagtail.permissions import policy_registry

from citysynergy.permissions import grants
from citysynergy.permissions.access import OwnOrganisation, access_of

TRUSTED_MODEL = "opportunitypage"


class CityPagePermissionTester(PagePermissionTester):
    """Rights from memberships, shared pages and moderation, beside the host's own grants."""

    def __init__(self, user: Any, page: Any) -> None:
        # Not the parent's: it walks through all grants for every page; the index looks up the page's own ancestors.
        self.user = user
        self.permission_policy = policy_registry.get(page)
        self.page = page
        self.page_is_root = page.depth == 1
        access = access_of(user)
        self.active: bool = user.is_active
        self.own: OwnOrganisation | None = access.organisation_at(page.path)
        self.is_own_home = self.own is not None and self.own.page.path == page.path
        self.is_shared = page.pk in access.shared
        self.moderates = access.moderates(page.path)
        self.host = {name.rsplit("_", maxsplit=1)[0] for name in access.host_codenames(page.path)}
        # What Wagtail reads of the destination when a page is moved or copied.
        self.permissions = self.host | {"add"} if self.own and self.own.takes_pages else self.host

    @property
    def is_superuser(self) -> bool:
        """An active superuser may do everything."""
        return bool(self.active and self.user.is_superuser)

    @property
    def writes_as_owner(self) -> bool:
        """Whether the page stands below the page of an organisation that the user writes for."""
        return self.own is not None and not self.is_own_home

    def _holds(self, codename: str) -> bool:
        return self.own is not None and not self.is_own_home and codename in self.own.grants

    def _host_may_change(self) -> bool:
        return "change" in self.host or ("add" in self.host and self.page.owner_id == self.user.pk)

    # --- writing -------------------------------------------------------------------------------------------------

    def can_change_content(self) -> bool:
        """Whether what the user writes is kept. Who judges a page now reads it as it is, whatever else they may."""
        if not self._may_write():
            return False
        return self.is_superuser or not self._judges_as_it_is()

    def _may_write(self) -> bool:
        if not self.active or self.page_is_root:
            return False
        return self.is_superuser or self.writes_as_owner or self.is_shared or self._host_may_change()

    def _judges_as_it_is(self) -> bool:
        """Whether the page awaits the user in a step of ours; tasks of the host let their reviewers write."""
        task = self.page.current_workflow_task
        return bool(getattr(task, "judges_as_it_is", False) and not task.locked_for_user(self.page, self.user))

    def can_edit(self) -> bool:
        """Whether the user may open the page in the editor; see ``can_change_content``."""
        if self._may_write():
            return True
        if not self.active or self.page_is_root:
            return False
        if self.moderates:
            return True
        task = self.page.current_workflow_task
        return bool(task and task.user_can_access_editor(self.page, self.user))

    def can_add_subpage(self) -> bool:
        """Below the page of one's own organisation."""
        # Asked in this order: which types fit here takes queries, whether the user may add does not.
        return bool(self.active and (self.is_superuser or "add" in self.permissions) and super().can_add_subpage())

    def can_copy(self) -> bool:
        """Owners only: a partner's copy would be a second case of the same thing, under another lead."""
        if not self.active or self.page_is_root:
            return False
        return self.is_superuser or self.writes_as_owner or self._host_may_change()

    def can_submit_for_moderation(self) -> bool:
        """Who may write may submit; Wagtail would let anyone who sees the page."""
        return self._may_write() and bool(super().can_submit_for_moderation())

    # --- taking away ---------------------------------------------------------------------------------------------

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Owners delete what is not live. Asks the database only for the host's own editors."""
        if not self.active or self.page_is_root:
            return False
        if self.is_superuser or (self.writes_as_owner and not self.page.live):
            return True
        return bool(self.host and super().can_delete(ignore_bulk))

    def can_unpublish(self) -> bool:
        """A municipality takes its own page offline at once, even while it is locked or in moderation."""
        if not self.active or self.page_is_root or not self.page.live:
            return False
        if self._holds(grants.UNPUBLISH) or self.is_trusted():
            return True
        may = self.is_superuser or self.moderates or "publish" in self.host
        return bool(may and not self.page_locked())

    # --- publishing ----------------------------------------------------------------------------------------------

    def can_publish(self) -> bool:
        """A moderator publishes what was submitted, never own work; a trusted mission its own opportunities."""
        if not self.active or self.page_is_root:
            return False
        if self.is_superuser or "publish" in self.host or self.is_trusted():
            return True
        return self.moderates and self._awaits_user() and not is_own_work(self.page, self.user)

    def _awaits_user(self) -> bool:
        """Whether the page is at a step at which the user decides: not before the organisation signed off."""
        task = self.page.current_workflow_task if self.page.workflow_in_progress else None
        return bool(task and task.user_can_access_editor(self.page, self.user))

    def is_trusted(self) -> bool:
        """Whether the ministry leaves this page to the user: an opportunity of a trusted mission."""
        own = self.own if self.writes_as_owner else None
        return own is not None and own.publishes_opportunities and self.page.content_type.model == TRUSTED_MODEL

    def can_publish_subpage(self) -> bool:
        """Nobody publishes a page that nobody but its author ever saw, save the superuser and the host's editors."""
        return bool(self.active and (self.is_superuser or "publish" in self.host))

    def can_reorder_children(self) -> bool:
        """The order of pages is the host's."""
        return self.can_publish_subpage()

    def can_set_view_restrictions(self) -> bool:
        """Who may see a page follows from its own field; only a superuser sets another restriction."""
        return self.is_superuser and not self.page_is_root

    def can_unschedule(self) -> bool:
        """Who may take the page offline may also keep it from going live."""
        if not self.active or self.page_is_root:
            return False
        return (
            self.is_superuser
            or self.moderates
            or "publish" in self.host
            or self._holds(grants.UNPUBLISH)
            or self.is_trusted()
        )

    def can_view_revisions(self) -> bool:
        """The history is for who may open the page."""
        return self.can_edit()

    # --- locking -------------------------------------------------------------------------------------------------

    def can_lock(self) -> bool:
        """Moderators lock."""
        return bool(self.active and (self.moderates or super().can_lock()))

    def can_unlock(self) -> bool:
        """Moderators unlock, and who set the lock."""
        return bool(self.active and (self.moderates or super().can_unlock()))


def writers(page: Any) -> set[int]:
    """Who submitted the page that awaits moderation, and who wrote its latest version."""
    state, written = page.current_workflow_state, page.latest_revision
    return {pk for pk in (state and state.requested_by_id, written and written.user_id) if pk}


def is_own_work(page: Any, user: Any) -> bool:
    """Whether the user submitted the page that awaits moderation, or wrote its latest version."""
    return user.pk in writers(page)
