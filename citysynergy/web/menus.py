"""The pages that the frame of every page leads to. They are the same for all readers, so they are kept until one of
them changes; a change by another process is seen within a minute."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest
from wagtail.models import Page, Site, get_page_models
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from citysynergy.cases.pages import CasePage
from citysynergy.discovery.catalogue import CATALOGUE
from citysynergy.organisations.pages import OrganisationIndexPage, OrganisationPage
from citysynergy.permissions.reading import open_to_all

UID = "citysynergy.web.menus"
# Hosts that are kept at the same time: more only where a site answers to any name at all.
HOSTS = 100

# Pages that no menu lists; they are many, and change often.
_UNLISTED = (CasePage, OrganisationPage)


@dataclass(frozen=True)
class Menu:
    """The site that a host name stands for, and its listed pages as far as they are open to all."""

    site: Site | None
    organisations: Page | None = None
    information: list[Page] = field(default_factory=list)


def menu_of(request: HttpRequest) -> Menu:
    """The menu of the site that was asked."""
    menus = CATALOGUE.kept(_menus)
    host = request.get_host(), request.get_port()
    if host not in menus:
        if len(menus) >= HOSTS:
            menus.clear()
        menus[host] = _read(request)
    return menus[host]


def connect() -> None:
    """Forget the menus when what they are made of changes. Called once, when the app is ready. Discovery does so too
    when a restriction changes."""
    for number, signal in enumerate((page_published, page_unpublished, page_slug_changed, post_page_move)):
        signal.connect(_changed, dispatch_uid=f"{UID}.{number}")
    for saved in (post_save, post_delete):
        saved.connect(_changed, dispatch_uid=UID)


def _menus() -> dict[tuple[str, str], Menu]:
    return {}


def _changed(instance: Any, **_: Any) -> None:
    if isinstance(instance, Page | Site) and not isinstance(instance, _UNLISTED):
        CATALOGUE.forget()
        # Another thread may have read what was there before.
        transaction.on_commit(CATALOGUE.forget)


def _read(request: HttpRequest) -> Menu:
    site = Site.find_for_request(request)
    if site is None:
        return Menu(None)
    listed = _listed(site.root_page)
    index = ContentType.objects.get_for_model(OrganisationIndexPage).pk
    return Menu(
        site,
        next((page for page in listed if page.content_type_id == index), None),
        [page.specific for page in listed if page.content_type_id != index],
    )


def _listed(root: Page) -> list[Page]:
    """The index of organisations, and what editors put in the menu; as far as it is open to all."""
    # By their types, which are in an index of the database: the site's other pages are many.
    few = (model for model in get_page_models() if not issubclass(model, _UNLISTED))
    types = ContentType.objects.get_for_models(*few)
    in_menu = Q(show_in_menus=True, depth=root.depth + 1) | Q(content_type=types[OrganisationIndexPage])
    pages = Page.objects.live().filter(in_menu, content_type__in=types.values(), path__startswith=root.path)
    return open_to_all(pages.order_by("path"))
