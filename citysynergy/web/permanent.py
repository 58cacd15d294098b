"""Permanent addresses: /id/<uuid> leads to where a case or organisation is now, for whom may see it."""

from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Page

from citysynergy.cases.pages import CasePage
from citysynergy.organisations.models import Organisation
from citysynergy.web.addresses import search_url


def permanent_path(uuid: UUID) -> str:
    """The permanent address, without host."""
    return reverse("citysynergy-permanent", args=[uuid])


def address_for(request: HttpRequest, uuid: UUID) -> str:
    """The present address of what has this identifier, or ``""`` where the reader may not see it."""
    case = CasePage.objects.live().filter(translation_key=uuid).first()
    if case is not None:
        return _visible_address(request, case)
    organisation = Organisation.objects.filter(uuid=uuid).select_related("page").first()
    return _organisation_address(request, organisation) if organisation else ""


def _organisation_address(request: HttpRequest, organisation: Organisation) -> str:
    """The organisation's page; without one, that of what continues it, or its cases where several do."""
    current, seen = organisation, {organisation.pk}
    while (page := getattr(current, "page", None)) is None or not page.live:
        followed = [row.successor for row in current.succeeded_by.in_force().select_related("successor__page")]
        if len(followed) > 1 and organisation.is_municipal:
            return search_url(municipality=organisation.slug)
        if len(followed) != 1 or followed[0].pk in seen:
            return ""
        current = followed[0]
        seen.add(current.pk)
    return _visible_address(request, page)


def _visible_address(request: HttpRequest, page: Page) -> str:
    if any(not restriction.accept_request(request) for restriction in page.get_view_restrictions()):
        return ""
    return page.get_url(request) or ""
