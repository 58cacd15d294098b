"""Cities of a mission's page that its ressort does not hold."""

from citysynergy.cases.pages import CasePage
from citysynergy.organisations.models import Organisation, OrganisationKind
from citysynergy.taxonomy.models import City


def cities_of(page: CasePage) -> list[City]:
    """Every city that the page names: its own, and those of its places."""
    own = getattr(page, "city", None)
    places = [place.city for place in page.places.all() if place.city]
    return list(dict.fromkeys([*([own] if own else []), *places]))


def outside_ressort(page: CasePage) -> list[tuple[City, list[Organisation]]]:
    """The page's cities that its mission does not serve, each with the missions that do. Empty for other organisations.

    A mission whose ressort is a subject, or has none yet, may speak of any city.
    """
    mission = page.organisation
    if mission.kind != OrganisationKind.MISSION or not mission.ressorts.filter(country__isnull=False).exists():
        return []
    found = []
    for city in cities_of(page):
        area = city.area.code if city.area else ""
        competent = list(Organisation.objects.serving(city.country_id, area))
        if mission not in competent:
            found.append((city, competent))
    return found
