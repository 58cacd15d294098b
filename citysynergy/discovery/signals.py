"""Hears of everything that changes what is found, and writes it into the outbox."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.contrib.auth.models import Group
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from citysynergy.cases.pages import CasePage
from citysynergy.discovery import affected, outbox
from citysynergy.discovery.catalogue import CATALOGUE
from citysynergy.discovery.dictionary.models import SynonymGroup
from citysynergy.discovery.dictionary.present import DICTIONARY
from citysynergy.organisations.models import Organisation, OrganisationName, Ressort, Succession
from citysynergy.taxonomy.models import Area, City, CityName, Country, Goal, Network, Programme, Region, Theme

UID = "citysynergy.discovery"

# Saving a draft writes these on the live row; readers see none of them.
_DRAFT_FIELDS = frozenset(
    {"draft_title", "latest_revision", "latest_revision_id", "latest_revision_created_at", "has_unpublished_changes"}
)


def connect() -> None:
    """Called once, when the app is ready."""
    for signal in (page_published, page_unpublished):
        signal.connect(_page_changed, dispatch_uid=f"{UID}.page")
    for signal in (page_slug_changed, post_page_move):
        signal.connect(_page_moved, dispatch_uid=f"{UID}.moved")
    # A deletion that cascades reaches a case as the class it is stored as, so every class is heard.
    cases: list[type[Model]] = [CasePage, *_subclasses(CasePage)]
    for model in cases:
        post_save.connect(_case_saved, sender=model, dispatch_uid=f"{UID}.saved.{model.__name__}")
        post_delete.connect(_case_deleted, sender=model, dispatch_uid=f"{UID}.deleted.{model.__name__}")
    _connect_restrictions()
    for model, find in _RECORDS.items():
        listener = _record_listener(find)
        post_save.connect(listener, sender=model, weak=False, dispatch_uid=f"{UID}.saved")
        pre_delete.connect(listener, sender=model, weak=False, dispatch_uid=f"{UID}.removed")
    for through, find_related in _RELATIONS.items():
        m2m_changed.connect(_relation_listener(find_related), sender=through, weak=False, dispatch_uid=f"{UID}.related")
    for signal in (post_save, post_delete):
        signal.connect(_synonyms_changed, sender=SynonymGroup, dispatch_uid=f"{UID}.synonyms")
    post_save.connect(_site_changed, sender=Site, dispatch_uid=f"{UID}.site")


def _subclasses(model: type[Model]) -> list[type[Model]]:
    children: list[Any] = model.__subclasses__()
    return [found for child in children for found in (child, *_subclasses(child))]


def _page_changed(instance: Page, **_: Any) -> None:
    if isinstance(instance, CasePage):
        outbox.record([instance.translation_key])


def _case_saved(instance: CasePage, update_fields: frozenset[str] | None = None, raw: bool = False, **_: Any) -> None:
    """Small actions, such as a confirmation, save a live page without publishing it again."""
    if instance.live and not raw and (update_fields is None or set(update_fields) - _DRAFT_FIELDS):
        outbox.record([instance.translation_key])


def _page_moved(instance: Page, **_: Any) -> None:
    path = Page.objects.values_list("path", flat=True).get(pk=instance.pk)
    outbox.record(affected.below([path]))


def _case_deleted(instance: CasePage, **_: Any) -> None:
    outbox.record([instance.translation_key])


# View restrictions


def _connect_restrictions() -> None:
    post_save.connect(_restriction_changed, sender=PageViewRestriction, dispatch_uid=f"{UID}.restricted")
    post_delete.connect(_restriction_changed, sender=PageViewRestriction, dispatch_uid=f"{UID}.opened")
    m2m_changed.connect(
        _restriction_changed, sender=PageViewRestriction.groups.through, dispatch_uid=f"{UID}.restricted-groups"
    )
    pre_delete.connect(_group_removed, sender=Group, dispatch_uid=f"{UID}.group")
    post_delete.connect(_group_gone, sender=Group, dispatch_uid=f"{UID}.group-gone")


def _restriction_changed(instance: Any, action: str = "", **_: Any) -> None:
    # Changed from the group's side the instance is the group; nothing in Wagtail does that.
    if isinstance(instance, PageViewRestriction) and not action.startswith("pre_"):
        _forget()
        path = Page.objects.filter(pk=instance.page_id).values_list("path", flat=True).first()
        outbox.record(affected.below([path] if path else []))


def _group_removed(instance: Group, **_: Any) -> None:
    paths = PageViewRestriction.objects.filter(groups=instance).values_list("page__path", flat=True)
    outbox.record(affected.below(paths))


def _group_gone(**_: Any) -> None:
    _forget()


def _site_changed(instance: Site, created: bool, **_: Any) -> None:
    """The addresses of the cases below its root page may have changed."""
    path = Page.objects.filter(pk=instance.root_page_id).values_list("path", flat=True).first()
    outbox.record(affected.below([path] if path else []))


# Reference records


def _forget() -> None:
    CATALOGUE.forget()
    DICTIONARY.forget()


Find = Callable[[Any], set[UUID]]

_RECORDS: dict[type[Model], Find] = {
    Theme: lambda theme: affected.with_themes([theme.pk]),
    Goal: lambda goal: affected.with_goals([goal.pk]),
    Region: lambda region: affected.in_regions([region.code]),
    Country: lambda country: affected.in_countries([country.pk]),
    Area: lambda area: (
        affected.of_organisations(area.organisation_set.values_list("pk", flat=True))
        | affected.in_cities(area.cities.values_list("pk", flat=True))
    ),
    City: lambda city: affected.in_cities([city.pk]),
    CityName: lambda row: affected.in_cities([row.city_id]),
    Programme: lambda programme: affected.of_programmes([programme.pk]),
    Network: lambda network: affected.of_organisations(network.members.values_list("pk", flat=True)),
    Organisation: lambda organisation: affected.of_families([organisation.pk]),
    OrganisationName: lambda row: affected.of_organisations([row.organisation_id]),
    Succession: lambda row: affected.of_families([row.predecessor_id]),
    Ressort: lambda row: affected.in_countries([row.country_id] if row.country_id else []),
}

# A new one of these is used by no case yet; rows of others add something to a record that is.
_UNUSED_WHEN_NEW = (Theme, Goal, Region, Country, Area, City, Programme, Network, Organisation)


def _synonyms_changed(**_: Any) -> None:
    """The index knows nothing of them: they hold for the next search."""
    DICTIONARY.forget()


def _record_listener(find: Find) -> Callable[..., None]:
    def listen(sender: type[Model], instance: Model, created: bool = False, **_: Any) -> None:
        _forget()
        if not outbox.is_paused() and not (created and sender in _UNUSED_WHEN_NEW):
            outbox.record(find(instance))

    return listen


_RELATIONS: dict[Any, Callable[[Iterable[Any]], set[UUID]]] = {
    Theme.maps_to.through: affected.with_themes,
    Country.regions.through: affected.in_countries,
    Organisation.networks.through: affected.of_organisations,
}


def _relation_listener(find: Callable[[Iterable[Any]], set[UUID]]) -> Callable[..., None]:
    """Hears of a many-to-many relation that was changed from the side that owns it, as all of ours are edited."""

    def listen(instance: Model, action: str, reverse: bool, pk_set: set[Any] | None, **_: Any) -> None:
        _forget()
        if not outbox.is_paused() and action in ("post_add", "post_remove", "post_clear"):
            outbox.record(find((pk_set or ()) if reverse else [instance.pk]))

    return listen
