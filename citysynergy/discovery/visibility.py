"""Who may see a page, from view restrictions, for all pages with two queries.

An *access class* is what a document carries: ``public``, or the canonical form of the group restrictions on the page
and its ancestors: ``g3`` for one group, ``g3|g4`` for either of two, ``g1&g3`` for two restrictions that both hold.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from wagtail.models import Page, PageViewRestriction

from citysynergy.discovery.documents import PUBLIC
from citysynergy.discovery.viewers import ANYONE, Viewer
from citysynergy.permissions.groups import in_network, network_reader_groups


@dataclass(frozen=True)
class Restriction:
    """A restriction of a subtree. ``groups`` None closes it to search altogether: by password, or to any account."""

    path: str
    groups: frozenset[int] | None

    @property
    def label(self) -> str:
        return "|".join(f"g{group}" for group in sorted(self.groups or ()))

    def admits(self, groups: frozenset[int]) -> bool:
        return self.groups is not None and bool(self.groups & groups)


class AccessMap:
    """Every restriction of the site, by path."""

    def __init__(self) -> None:
        rows = PageViewRestriction.objects.exclude(restriction_type=PageViewRestriction.NONE)
        found = rows.select_related("page").prefetch_related("groups").order_by("pk")
        self._restrictions = [
            Restriction(
                row.page.path,
                # Without any group nobody is admitted, which is as closed as by a password.
                (row.restriction_type == PageViewRestriction.GROUPS and frozenset(g.pk for g in row.groups.all()))
                or None,
            )
            for row in found
        ]
        self._steplen: int = Page.steplen
        self._by_path: dict[str, list[Restriction]] = {}
        for restriction in self._restrictions:
            self._by_path.setdefault(restriction.path, []).append(restriction)

    def restrictions_on(self, path: str) -> list[Restriction]:
        """The restrictions on a page and its ancestors."""
        prefixes = (path[:end] for end in range(self._steplen, len(path) + 1, self._steplen))
        return [restriction for prefix in prefixes for restriction in self._by_path.get(prefix, ())]

    def access_of(self, path: str) -> str | None:
        """The access class of a page; None where the page must not be indexed."""
        found = self.restrictions_on(path)
        if any(restriction.groups is None for restriction in found):
            return None
        return "&".join(sorted({restriction.label for restriction in found})) or PUBLIC

    def classes_for(self, groups: Iterable[int] | None) -> frozenset[str]:
        """The access classes that a member of these groups satisfies; ``None`` stands for a superuser, who sees all."""
        mine = None if groups is None else frozenset(groups)
        classes = {PUBLIC}
        for path in self._by_path:
            found = self.restrictions_on(path)
            access = self.access_of(path)
            if access is not None and (mine is None or all(restriction.admits(mine) for restriction in found)):
                classes.add(access)
        return frozenset(classes)

    def open_to(self, viewer: Viewer) -> Q:
        """A filter that leaves out the subtrees a viewer may not see."""
        closed = Q()
        for path in self._by_path:
            if self.access_of(path) not in viewer.access:
                closed |= Q(path__startswith=path)
        return ~closed if closed else Q()


def network_access() -> str:
    """The access class of a page for the network, used where its restriction is not written yet."""
    return Restriction("", frozenset(group.pk for group in network_reader_groups())).label


def viewer_of(user: Any) -> Viewer:
    """What a user may see. Asks the database nothing for a stranger."""
    if user is None or not user.is_authenticated or not user.is_active:
        return ANYONE
    groups = None if user.is_superuser else set(user.groups.values_list("pk", flat=True))
    classes = AccessMap().classes_for(groups)
    network = in_network(user)
    if network:
        classes |= {network_access()}
    return Viewer(classes, network=network)
