"""Permanent addresses: /id/<uuid> leads to where a case or organisation is now, for whom may see it."""

from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Page

from citysynergy.cases.pages import CasePage
from citysynergy.organisations.models import Organisation


def permanent_path(uuid: UUID) -> str:
    """The permanent address, without host."""
    return reverse("citysynergy-permanent", args=[uuid])


def address_for(request: HttpRequest, uuid: UUID) -> str:
    """The present address of what has this identifier, or ``""`` where the reader may not see it."""
    case = CasePage.objects.live().filter(translation_key=uuid).first()
    if case is not None:
        return _visible_address(request, case)
    organisation = Organisation.objects.filter(uuid=uuid).select_related("page").first()
    return _of_organisation(request, organisation) if organisation else ""


def _of_organisation(request: HttpRequest, organisation: Organisation) -> str:
    """Where an organisation has its page; one that went on in a single other one without leaving a page, there."""
    asked: set[int] = set()
    while organisation.pk not in asked:
        page = getattr(organisation, "page", None)
        if page is not None and page.live:
            return _visible_address(request, page)
        asked.add(organisation.pk)
        successions = list(organisation.succeeded_by.in_force().select_related("successor__page")[:2])
        if len(successions) != 1:
            break
        organisation = successions[0].successor
    return ""


def _visible_address(request: HttpRequest, page: Page) -> str:
    if any(not restriction.accept_request(request) for restriction in page.get_view_restrictions()):
        return ""
    return page.get_url(request) or ""
