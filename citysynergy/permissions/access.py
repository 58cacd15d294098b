"""What one user may do with pages, read once and indexed by path.

Wagtail asks the same questions for every row of a listing. Here they are answered from memory: grants are few, paths
are prefixes, and the depth of a page bounds the work.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from wagtail.models import GroupPagePermission, Page

from citysynergy.organisations.pages import OrganisationIndexPage
from citysynergy.permissions import grants
from citysynergy.permissions.groups import MODERATORS, groups_of

STEP = Page.steplen


class PageAt(NamedTuple):
    """As much of a page as Wagtail needs of ``row.page``."""

    pk: int
    path: str

    @property
    def id(self) -> int:
        """The same as ``pk``: Wagtail uses both."""
        return self.pk

    @property
    def depth(self) -> int:
        """How deep the page stands in the tree."""
        return len(self.path) // STEP

    @property
    def steplen(self) -> int:
        """Characters of the path for each level."""
        return STEP


class Codename(NamedTuple):
    """As much of a permission as Wagtail needs of ``row.permission``."""

    codename: str


class GrantRow(NamedTuple):
    """A grant in the shape of Wagtail's ``GroupPagePermission``."""

    permission: Codename
    page: PageAt

    @property
    def page_id(self) -> int:
        """The key of the page."""
        return self.page.pk


class OwnOrganisation(NamedTuple):
    """An organisation that the user belongs to, where its page stands, and what the user may do for it."""

    page: PageAt
    grants: frozenset[str]
    publishes_opportunities: bool
    # The organisation, and what kind of organisation the user is here for.
    pk: int
    kind: str
    # An organisation that ended gets no new pages; who continues it writes those that it has.
    takes_pages: bool = True


@dataclass(frozen=True, slots=True)
class Access:
    """The rights of one user, by path."""

    own: dict[str, OwnOrganisation] = field(default_factory=dict)
    shared: dict[int, str] = field(default_factory=dict)
    moderated: tuple[PageAt, ...] = ()
    host: tuple[GroupPagePermission, ...] = ()

    def organisation_at(self, path: str) -> OwnOrganisation | None:
        """The user's organisation on whose page, or below whose page, the path lies."""
        for end in range(len(path), 0, -STEP):
            if own := self.own.get(path[:end]):
                return own
        return None

    def moderates(self, path: str) -> bool:
        """Whether the path lies below an index of organisations that the user moderates."""
        return any(path.startswith(index.path) and path != index.path for index in self.moderated)

    def host_codenames(self, path: str) -> set[str]:
        """What the host granted on this page by Wagtail's own group page permissions."""
        return {row.permission.codename for row in self.host if path.startswith(row.page.path)}

    def subtrees(self) -> set[str]:
        """The paths below which everything is the user's to see; a shared page is seen alone."""
        return {row.page.path for row in self.host} | set(self.own) | {index.path for index in self.moderated}

    def rows(self) -> Iterator[Any]:
        """Everything in the shape that Wagtail reads."""
        yield from self.host
        for own in self.own.values():
            if own.takes_pages:
                yield GrantRow(Codename("add_page"), own.page)
            yield GrantRow(Codename("change_page"), own.page)
        for pk, path in self.shared.items():
            yield GrantRow(Codename("change_page"), PageAt(pk, path))
        for index in self.moderated:
            for action in ("publish_page", "lock_page", "unlock_page"):
                yield GrantRow(Codename(action), index)

    def organisations_that(self, codename: str) -> list[OwnOrganisation]:
        """The user's organisations on which the user holds this grant."""
        return [own for own in self.own.values() if codename in own.grants]


_CACHE = "_citysynergy_access"


def access_of(user: Any) -> Access:
    """The rights of the user; asks the database once per user object. Superusers and strangers have none here."""
    if not user.is_active or user.is_anonymous or user.is_superuser:
        return Access()
    if not hasattr(user, _CACHE):
        setattr(user, _CACHE, _read(user))
    access: Access = getattr(user, _CACHE)
    return access


def _read(user: Any) -> Access:
    host = GroupPagePermission.objects.filter(group__user=user).select_related("page", "permission")
    moderated: tuple[PageAt, ...] = ()
    if MODERATORS in groups_of(user):
        moderated = tuple(PageAt(*row) for row in OrganisationIndexPage.objects.values_list("pk", "path"))
    return Access(_own(user), _shared(user), moderated, tuple(host))


def _own(user: Any) -> dict[str, OwnOrganisation]:
    columns = (
        "permission__codename",
        "content_object__pk",
        "content_object__page__pk",
        "content_object__page__path",
        "content_object__may_write",
    )
    # Trust and sign-off are asked of who acts: where an organisation ended, that is the one that continues it.
    facts = ("kind", "trusted_to_publish", "require_sign_off")
    placed = {"content_object__page__isnull": False}
    by_group = grants.OrganisationGroupGrant.objects.filter(grants.HELD_BY_WRITERS, group__user=user, **placed)
    by_user = grants.OrganisationUserGrant.objects.filter(user=user, content_object__may_write=True, **placed)
    rows = by_group.values_list(*columns, *(f"{grants.HOLDER}__{fact}" for fact in facts)).union(
        by_user.values_list(*columns, *(f"content_object__{fact}" for fact in facts))
    )
    found: dict[str, OwnOrganisation] = {}
    for codename, organisation, pk, path, takes_pages, kind, trusted, sign_off in rows:
        before = found.get(path)
        held = (before.grants if before else frozenset()) | {codename}
        publishes = kind == "mission" and trusted and (not sign_off or grants.SIGN_OFF in held)
        publishes = publishes or (before is not None and before.publishes_opportunities)
        found[path] = OwnOrganisation(PageAt(pk, path), held, publishes, organisation, kind, takes_pages)
    return {path: own for path, own in found.items() if grants.WRITE in own.grants}


def _shared(user: Any) -> dict[int, str]:
    columns = ("content_object__pk", "content_object__path")
    queries = []
    for model, (groups, users) in grants.PAGE_GRANTS.items():
        change = {"permission__codename": f"change_{model}"}
        queries.append(groups.objects.filter(group__user=user, **change).values_list(*columns))
        queries.append(users.objects.filter(user=user, **change).values_list(*columns))
    return dict(queries[0].union(*queries[1:]))
