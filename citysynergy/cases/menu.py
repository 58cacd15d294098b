"""What who writes finds in the menu: their pages, and a new page of each kind that they may make."""

from functools import partial
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem

from citysynergy.cases.new_case import KINDS, may_make
from citysynergy.permissions.access import access_of


def our_pages_address(user: Any) -> str:
    """The listing of the one organisation's pages; who writes for several chooses there."""
    own = list(access_of(user).own.values())
    if len(own) == 1:
        return reverse("wagtailadmin_explore", args=[own[0].page.pk])
    return reverse("wagtailadmin_explore_root")


class WritersItem(MenuItem):
    """Shown to who writes for an organisation."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(access_of(request.user).own)


class OurPages(WritersItem):
    """Whose pages these are differs from user to user."""

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        address = our_pages_address(request.user)
        return LinkMenuItem(self.name, self.label, address, icon_name=self.icon_name, classname=self.classname)


class NewCase(MenuItem):
    """A new page of one kind; shown to who may make it."""

    def __init__(self, case_type: str, order: int) -> None:
        self.case_type = case_type
        label, icon = KINDS[case_type]
        address = reverse("citysynergy_admin:new_case", args=[case_type])
        super().__init__(label, address, name=f"new-{case_type}", icon_name=icon, order=order)

    def is_shown(self, request: HttpRequest) -> bool:
        return may_make(request.user, self.case_type)


@hooks.register("register_admin_menu_item")
def our_pages() -> MenuItem:
    """The listing of the organisation's pages."""
    address = reverse("wagtailadmin_explore_root")
    return OurPages(_("Our pages"), address, name="our-pages", icon_name="folder-open-inverse", order=100)


@hooks.register("register_admin_menu_item")
def shared_pages() -> MenuItem:
    """Pages of other organisations."""
    address = reverse("citysynergy_admin:shared_pages")
    return WritersItem(_("Shared pages"), address, name="shared-pages", icon_name="link", order=150)


for number, kind in enumerate(KINDS):
    hooks.register("register_admin_menu_item", partial(NewCase, kind, 110 + number))
