"""What a case is found by beyond what was filled in: broader themes and regions, successors, missions."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache, cached_property

from citysynergy.organisations.models import Organisation, Ressort, Succession
from citysynergy.taxonomy.broader import Broader


class Expansion:
    """Read once for many cases. Each part is loaded, or worked out, when it is first asked for."""

    def __init__(self) -> None:
        self._slugs_of_theme = cache(self._work_out_theme)
        self._codes_of_country = cache(self._work_out_country)

    @cached_property
    def _broader(self) -> Broader:
        return Broader()

    def theme_slugs(self, themes: Iterable[int]) -> set[str]:
        """The themes themselves, those they were merged into, map to, and all that are broader."""
        return set().union(*map(self._slugs_of_theme, themes))

    def _work_out_theme(self, theme: int) -> set[str]:
        return {self._broader.themes[pk][0] for pk in self._broader.of_themes([theme])}

    def narrower_themes(self, slugs: Iterable[str]) -> set[int]:
        """Every theme under which a case is found by one of these slugs."""
        wanted = set(slugs)
        return {pk for pk in self._broader.themes if self.theme_slugs([pk]) & wanted}

    def region_codes(self, countries: Iterable[str], regions: Iterable[int] = ()) -> set[str]:
        """The regions that countries lie in, at every level but the world."""
        found = self._broader.of_regions(regions)
        return {self._broader.regions[pk][0] for pk in found}.union(*map(self._codes_of_country, countries))

    def _work_out_country(self, country: str) -> set[str]:
        return {self._broader.regions[pk][0] for pk in self._broader.of_countries([country])}

    def countries_in(self, regions: Iterable[str]) -> set[str]:
        """Every country that lies in one of the regions."""
        wanted = set(regions)
        return {country for country in self._broader.of_country if self.region_codes([country]) & wanted}

    @cached_property
    def _successors(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for predecessor, successor in Succession.objects.in_force().values_list("predecessor_id", "successor_id"):
            found[predecessor].append(successor)
        return found

    @cached_property
    def _successor_slugs(self) -> dict[int, str]:
        pks = {pk for found in self._successors.values() for pk in found}
        return dict(Organisation.objects.filter(pk__in=pks).values_list("pk", "slug"))

    def with_successors(self, organisations: Iterable[Organisation]) -> set[str]:
        """The slugs of organisations and of all that continue them."""
        organisations = list(organisations)
        slugs = {organisation.slug for organisation in organisations}
        seen: set[int] = set()
        waiting = [organisation.pk for organisation in organisations if organisation.pk in self._successors]
        while waiting:
            for successor in self._successors.get(waiting.pop(), ()):
                if successor not in seen:
                    seen.add(successor)
                    slugs.add(self._successor_slugs[successor])
                    waiting.append(successor)
        return slugs

    def with_predecessors(self, slugs: Iterable[str]) -> set[int]:
        """The organisations with these slugs and all that they continue."""
        found = set(Organisation.objects.filter(slug__in=list(slugs)).values_list("pk", flat=True))
        waiting = list(found)
        while waiting:
            current = waiting.pop()
            for predecessor, successors in self._successors.items():
                if current in successors and predecessor not in found:
                    found.add(predecessor)
                    waiting.append(predecessor)
        return found

    @cached_property
    def _ressorts(self) -> list[tuple[str, str | None, int | None]]:
        rows = Ressort.objects.in_force().exclude(country=None)
        return list(rows.values_list("mission__slug", "country_id", "area_id"))

    def missions_serving(self, countries: Iterable[str], areas: Iterable[int]) -> set[str]:
        """The missions whose ressort holds one of the countries, or one of the parts of a country."""
        places = (*((country, None) for country in countries), *((None, area) for area in areas))
        return set().union(*(self._missions[place] for place in places if place in self._missions))

    @cached_property
    def _missions(self) -> dict[tuple[str | None, int | None], set[str]]:
        """The missions by what they serve: a whole country, or a part of one."""
        found: dict[tuple[str | None, int | None], set[str]] = defaultdict(set)
        for mission, country, area in self._ressorts:
            found[(country, None) if area is None else (None, area)].add(mission)
        return found

    def ressort_of(self, missions: Iterable[str]) -> tuple[set[str], set[int]]:
        """The countries, and the parts of countries, that missions serve."""
        wanted = set(missions)
        found = [(country, area) for mission, country, area in self._ressorts if mission in wanted]
        return {country for country, area in found if area is None and country}, {area for _, area in found if area}
