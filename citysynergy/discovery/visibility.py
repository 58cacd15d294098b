"""Who may see a page, from view restrictions.

An *access class* is what a document carries: ``public``, or the canonical form of the group restrictions on the page
and its ancestors: ``g3`` for one group, ``g3|g4`` for either of two, ``g1&g3`` for two restrictions that both hold.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Q, StringAgg, Value
from django.db.models.functions import Cast
from wagtail.models import PageViewRestriction

from citysynergy.discovery.catalogue import CATALOGUE
from citysynergy.discovery.documents import PUBLIC
from citysynergy.discovery.viewers import ANYONE, Viewer
from citysynergy.permissions.groups import in_network, network_reader_groups
from citysynergy.permissions.reading import paths_to


@dataclass(frozen=True)
class Restriction:
    """A restriction of a subtree. ``groups`` None closes it to search altogether: by password, or to any account."""

    path: str
    groups: frozenset[int] | None
    page_id: int = 0
    # Whether nothing stands below the page.
    is_leaf: bool = False

    @property
    def label(self) -> str:
        return "|".join(f"g{group}" for group in sorted(self.groups or ()))


class AccessMap:
    """The restrictions on some pages and their ancestors, or of the whole site: one query."""

    def __init__(self, paths: Iterable[str] | None = None) -> None:
        self._asked = None if paths is None else {prefix for path in paths for prefix in paths_to(path)}
        self._by_path: dict[str, list[Restriction]] = {}
        for restriction in _restrictions(self._asked):
            self._by_path.setdefault(restriction.path, []).append(restriction)

    def access_of(self, path: str) -> str | None:
        """The access class of a page; None where the page must not be indexed.

        Raises ``KeyError`` for a page that was not asked for.
        """
        found = self._on(path)
        if any(restriction.groups is None for restriction in found):
            return None
        return "&".join(sorted({restriction.label for restriction in found})) or PUBLIC

    def classes(self) -> dict[str, frozenset[frozenset[int]]]:
        """The access classes of all restricted pages that may be indexed, each with the groups that it asks for: of
        every set, one."""
        found: dict[str, frozenset[frozenset[int]]] = {}
        for path in self._by_path:
            access = self.access_of(path)
            if access is not None:
                found[access] = frozenset(restriction.groups or frozenset() for restriction in self._on(path))
        return found

    def open_to(self, viewer: Viewer) -> Q:
        """A filter of pages that leaves out what a viewer may not see."""
        pages, trees = set[int](), Q()
        for path, found in self._by_path.items():
            if self.access_of(path) in viewer.access:
                continue
            if found[0].is_leaf:
                pages.add(found[0].page_id)
            else:
                trees |= Q(path__startswith=path)
        return ~(Q(pk__in=pages) | trees)

    def _on(self, path: str) -> list[Restriction]:
        """The restrictions on a page and its ancestors."""
        if self._asked is not None and path not in self._asked:
            raise KeyError(path)
        return [restriction for prefix in paths_to(path) for restriction in self._by_path.get(prefix, ())]


def _restrictions(paths: Collection[str] | None) -> Iterator[Restriction]:
    """The restrictions on pages with these paths, or all of them. There may be many: few columns are read."""
    rows = PageViewRestriction.objects.exclude(restriction_type=PageViewRestriction.NONE)
    if paths is not None:
        rows = rows.filter(page__path__in=paths)
    rows = rows.annotate(group_ids=StringAgg(Cast("groups", CharField()), Value(","))).order_by("pk")
    columns = ("page__path", "restriction_type", "group_ids", "page_id", "page__numchild")
    for path, kind, found, page_id, children in rows.values_list(*columns):
        groups = frozenset(map(int, found.split(","))) if kind == PageViewRestriction.GROUPS and found else None
        # Without any group nobody is admitted, which is as closed as by a password.
        yield Restriction(path, groups, page_id, is_leaf=not children)


def _classes() -> dict[str, frozenset[frozenset[int]]]:
    return AccessMap().classes()


def network_access() -> str:
    """The access class of a page for the network, used where its restriction is not written yet."""
    return Restriction("", frozenset(group.pk for group in network_reader_groups())).label


def viewer_of(user: Any) -> Viewer:
    """What a user may see. Asks the database nothing for a stranger.

    Which classes there are is read again when a restriction changes, and once a minute where another process changed
    it: until then nobody sees a page of a class that is new. A superuser sees all.
    """
    if user is None or not user.is_authenticated or not user.is_active:
        return ANYONE
    existing = CATALOGUE.kept(_classes)
    mine = set(user.groups.values_list("pk", flat=True))
    classes = {
        access for access, sets in existing.items() if user.is_superuser or all(groups & mine for groups in sets)
    }
    network = in_network(user)
    if network:
        classes.add(network_access())
    return Viewer(frozenset({PUBLIC, *classes}), network=network)
