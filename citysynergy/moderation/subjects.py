"""What a page is about, as far as moderation distinguishes pages: its type, its themes, its regions."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from citysynergy.organisations.models import Organisation
from citysynergy.permissions.reading import paths_to


class PageType(models.TextChoices):
    """The types of page that the ministry moderates."""

    INITIATIVE = "initiative", _("initiative")
    OPPORTUNITY = "opportunity", _("opportunity or challenge")
    EXPERTISE = "expertise", _("expertise profile")
    PARTNERSHIP = "partnership", _("city partnership")
    ORGANISATION = "organisation", _("page of an organisation")


def page_type(page: Any) -> str:
    """The :class:`PageType` of a page, by its class; ``""`` for a page of the host."""
    model = page.specific_class
    value = getattr(model, "case_type", "") or ("organisation" if hasattr(model, "organisation") else "")
    return value if value in PageType.values else ""


def latest(page: Any) -> Any:
    """The latest draft of a page, as its own class: what is judged."""
    return page.get_latest_revision_as_object()


def organisation_of(page: Any) -> Organisation | None:
    """The organisation on whose page, or below whose page, this page stands."""
    return Organisation.objects.filter(page__path__in=paths_to(page.path)).first()


def themes_of(draft: Any) -> set[int]:
    """The themes that a draft names itself, in the offers and questions of its rows too."""
    found = set(_keys(draft, "themes"))
    for relation in ("offers", "seeks"):
        found |= {row.theme_id for row in _rows(draft, relation)}
    return found


def countries_of(draft: Any) -> set[str]:
    """The countries that a draft is about: its own, and those of its cities, places and members.

    The page of an organisation is about the country that the organisation is in.
    """
    if not hasattr(draft, "case_type"):
        organisation = getattr(draft, "organisation", None)
        return {organisation.country_id} - {None} if organisation else set()
    cities = [*_rows(draft, "cities"), getattr(draft, "city", None)]
    cities += [row.city for relation in ("places", "members") for row in _rows(draft, relation)]
    found = {city.country_id for city in cities if city}
    found |= {place.country_id for place in _rows(draft, "places")}
    return (found | set(_keys(draft, "countries"))) - {None}


def regions_of(draft: Any) -> set[int]:
    """The regions that a draft names itself: those that a profile of expertise is interested in."""
    return set(_keys(draft, "regions"))


def _rows(draft: Any, relation: str) -> list[Any]:
    manager = getattr(draft, relation, None)
    return list(manager.all()) if manager is not None else []


def _keys(draft: Any, relation: str) -> list[Any]:
    return [record.pk for record in _rows(draft, relation)]
