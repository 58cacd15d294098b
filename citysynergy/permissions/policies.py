"""The permission policy that Wagtail asks about pages: memberships and shared pages beside the host's own grants.

It answers "where may this user do that" (explorer, search, reports, choosers, API); ``testers`` answers "what may this
user do here". Both read the same index, made once per user.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q
from wagtail.models import GroupPagePermission
from wagtail.permission_policies.pages import PagePermissionPolicy

from citysynergy.permissions import grants
from citysynergy.permissions.access import Access, PageAt, access_of
from citysynergy.permissions.groups import MODERATORS
from citysynergy.permissions.reading import paths_to, readable
from citysynergy.permissions.testers import CityPagePermissionTester

MODERATION = frozenset({"publish", "lock", "unlock"})
EXPLORING = frozenset({"add", "change", "publish", "lock", "unlock", "bulk_delete"})

# The one action on pages that BZ may leave to a mission, and the type of page it is left for.
TRUSTED_MODEL = "opportunitypage"


def ancestors(path: str) -> list[str]:
    """The paths of the pages above this one, the nearest last."""
    return paths_to(path)[:-1]


class CityPagePermissionPolicy(PagePermissionPolicy):
    """Wagtail's page policy, with rights that follow from memberships, partnerships and moderation."""

    tester_class = CityPagePermissionTester

    def get_all_permissions_for_user(self, user: Any) -> list[Any]:
        """The user's grants as rows with ``permission.codename``, ``page`` and ``page_id``."""
        return list(access_of(user).rows())

    # --- somewhere -----------------------------------------------------------------------------------------------

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        """Whether the user may do one of the actions on some page."""
        base: bool | None = self._base_user_has_permission(user)
        if base is not None:
            return base
        actions, access = set(actions), access_of(user)
        if "change" in actions and access.moderated:
            # Wagtail asks this before it opens history and usage at all; what may be done there, the tester says.
            return True
        wanted = self._get_permission_codenames(self._with_owners(actions))
        return any(row.permission.codename in wanted for row in access.rows())

    def users_with_any_permission(
        self, actions: Iterable[str], include_superusers: bool = True
    ) -> models.QuerySet[Any]:
        """The active users who may do one of the actions on some page."""
        wanted = set(actions)
        found = self._host_users(self._with_owners(wanted))
        if wanted & {"add", "change"}:
            found |= Q(groups__in=self._writing_groups())
        if "change" in wanted:
            for groups, users in grants.PAGE_GRANTS.values():
                found |= Q(groups__in=groups.objects.values("group")) | Q(pk__in=users.objects.values("user"))
        if wanted & MODERATION:
            found |= Q(groups__name=MODERATORS)
        return self._active(found, include_superusers)

    # --- on one page ---------------------------------------------------------------------------------------------

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Any) -> bool:
        """Whether the user may do one of the actions on this page. A moderator may open a page, not change it."""
        base: bool | None = self._base_user_has_permission(user)
        if base is not None:
            return base
        access = access_of(user)
        held = access.host_codenames(instance.path)
        if "add_page" in held and instance.owner_id == user.pk:
            held.add("change_page")
        own = access.organisation_at(instance.path)
        if own:
            if own.takes_pages:
                held.add("add_page")
            if own.page.path != instance.path:
                held.add("change_page")
        if instance.pk in access.shared:
            held.add("change_page")
        if access.moderates(instance.path):
            held |= self._get_permission_codenames(MODERATION)
        return bool(self._get_permission_codenames(actions) & held)

    def users_with_any_permission_for_instance(
        self, actions: Iterable[str], instance: Any, include_superusers: bool = True
    ) -> models.QuerySet[Any]:
        """The active users who may do one of the actions on this page."""
        wanted = set(actions)
        above = ancestors(instance.path)
        found = self._host_users(wanted, [*above, instance.path])
        if "change" in wanted and "add" not in wanted:
            found |= self._host_users({"add"}, [*above, instance.path]) & Q(pk=instance.owner_id)
        if wanted & {"add", "change"}:
            writing = Q(content_object__page__path__in=above) if "change" in wanted else Q()
            if "add" in wanted:
                here = [*above, instance.path]
                writing |= Q(content_object__page__path__in=here, content_object__may_write=True)
            found |= Q(groups__in=self._writing_groups().filter(writing).values("group"))
        if "change" in wanted:
            for groups, users in grants.PAGE_GRANTS.values():
                found |= Q(groups__in=groups.objects.filter(content_object=instance.pk).values("group"))
                found |= Q(pk__in=users.objects.filter(content_object=instance.pk).values("user"))
        if wanted & MODERATION and self._stands_below_an_index(above):
            found |= Q(groups__name=MODERATORS)
        return self._active(found, include_superusers)

    # --- where ---------------------------------------------------------------------------------------------------

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> models.QuerySet[Any]:
        """The pages on which the user may do one of the actions."""
        base: models.QuerySet[Any] | None = self._base_queryset_for_user(user)
        if base is not None:
            return base
        return self._matching(self._where(user, access_of(user), set(actions)))

    def _where(self, user: Any, access: Access, actions: Collection[str]) -> Q:
        where = Q()
        wanted = self._get_permission_codenames(actions)
        for row in access.host:
            below = Q(path__startswith=row.page.path)
            if row.permission.codename in wanted:
                where |= below
            elif row.permission.codename == "add_page" and "change" in actions:
                where |= below & Q(owner=user)
        for own in access.own.values():
            below = Q(path__startswith=own.page.path)
            if "add" in actions and own.takes_pages:
                where |= below
            elif "change" in actions:
                where |= below & Q(depth__gt=own.page.depth)
            elif "publish" in actions and own.publishes_opportunities:
                where |= below & Q(content_type__model=TRUSTED_MODEL)
        if "change" in actions and access.shared:
            where |= Q(pk__in=list(access.shared))
        if MODERATION.intersection(actions):
            for index in access.moderated:
                where |= Q(path__startswith=index.path, depth__gt=index.depth)
        return where

    def instances_with_direct_explore_permission(self, user: Any) -> Any:
        """The pages at which the user's rights begin."""
        if user.is_superuser:
            return super().instances_with_direct_explore_permission(user)
        codenames = self._get_permission_codenames(EXPLORING)
        pages = {row.page.path: row.page for row in access_of(user).rows() if row.permission.codename in codenames}
        return list(pages.values())

    def explorable_instances(self, user: Any) -> models.QuerySet[Any]:
        """The pages that the user may open or manage, and those on the way to them."""
        base: models.QuerySet[Any] | None = self._base_queryset_for_user(user)
        if base is not None:
            return base
        access = access_of(user)
        starts: list[PageAt] = self.instances_with_direct_explore_permission(user)
        root = self.explorable_root_instance(user)
        if root is None:
            return self.model._default_manager.none()
        on_the_way = {path for page in starts for path in ancestors(page.path) if path.startswith(root.path)}
        where = Q(path__in=on_the_way) | Q(path=root.path)
        if access.shared:
            where |= Q(pk__in=list(access.shared))
        for path in access.subtrees():
            where |= Q(path__startswith=path)
        return self._matching(where)

    def knowable_instances(self, user: Any) -> models.QuerySet[Any]:
        """The pages whose title the user may see: those to read, and those to open. To others no page is there."""
        if user.is_superuser and user.is_active:
            return self.model._default_manager.all()
        pages = self.model._default_manager
        known = Q(pk__in=readable(pages.all(), user).values("pk"))
        return pages.filter(known | Q(pk__in=self.explorable_instances(user).values("pk")))

    # --- parts ---------------------------------------------------------------------------------------------------

    def _matching(self, where: Q) -> models.QuerySet[Any]:
        manager = self.model._default_manager
        return manager.filter(where) if where else manager.none()

    @staticmethod
    def _with_owners(actions: Iterable[str]) -> set[str]:
        """Who may add may change what they added: Wagtail's rule, for the host's grants."""
        wanted = set(actions)
        return wanted | {"add"} if "change" in wanted else wanted

    def _host_users(self, actions: Iterable[str], paths: list[str] | None = None) -> Q:
        rows = GroupPagePermission.objects.filter(permission__codename__in=self._get_permission_codenames(actions))
        if paths is not None:
            rows = rows.filter(page__path__in=paths)
        return Q(groups__in=rows.values("group"))

    @staticmethod
    def _writing_groups() -> models.QuerySet[Any]:
        """The groups that write for an organisation, or for one that it continues."""
        rows = grants.OrganisationGroupGrant.objects.filter(grants.HELD_BY_WRITERS, permission__codename=grants.WRITE)
        return rows.values("group")

    @staticmethod
    def _stands_below_an_index(above: list[str]) -> bool:
        from citysynergy.organisations.pages import OrganisationIndexPage

        return OrganisationIndexPage.objects.filter(path__in=above).exists()

    @staticmethod
    def _active(found: Q, include_superusers: bool) -> models.QuerySet[Any]:
        if include_superusers:
            found |= Q(is_superuser=True)
        return get_user_model()._default_manager.filter(found, is_active=True).distinct()
