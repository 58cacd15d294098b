"""Names of countries for the reader. Discovery keeps them, so a list of cases does not ask for them again and again."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from citysynergy.discovery.catalogue import CATALOGUE
from citysynergy.taxonomy.models import Country
from citysynergy.values.languages import active_language


def country_names(codes: Iterable[str]) -> dict[str, str]:
    """The countries' names in the reader's language, by ISO code."""
    return {code: term.label(active_language()) for code, term in CATALOGUE.terms("country", codes).items()}


@dataclass(frozen=True)
class Area:
    """A country or a region of the world, by name."""

    name: str
    is_country: bool


class Areas:
    """Names the smallest area that holds some countries: the country itself, or the region they share."""

    def __init__(self, numbers: Collection[str]) -> None:
        found = Country.objects.filter(m49__in=numbers).prefetch_related("regions") if numbers else ()
        self._names = {country.m49: str(country.name) for country in found}
        self._chains = {country.m49: _chain(country) for country in found}

    def holding(self, numbers: Collection[str]) -> Area | None:
        """The smallest area for these M49 numbers of countries; None at sea, or where only the world holds them."""
        known = [number for number in numbers if number in self._names]
        if len(known) == 1:
            return Area(self._names[known[0]], is_country=True)
        chains = [self._chains[number] for number in known]
        shared = [code for code in chains[0] if all(code in chain for chain in chains)] if chains else []
        terms = CATALOGUE.terms("region", shared[:1])
        return next((Area(term.label(active_language()), is_country=False) for term in terms.values()), None)


def _chain(country: Country) -> list[str]:
    """The codes of the regions that hold a country, the narrowest first."""
    codes: list[str] = []
    code = next((region.code for region in country.regions.all() if region.code.isdigit()), None)
    while code and code not in codes:
        codes.append(code)
        term = CATALOGUE.terms("region", [code]).get(code)
        code = term.parent if term else None
    return codes
