"""What themes and regions belong to: broader ones, those of other schemes, those they were merged into."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property

from citysynergy.taxonomy.models import Country, Region, Theme

WORLD = "001"


def reached(starts: Iterable[int], steps: Callable[[int], Iterable[int]]) -> set[int]:
    """The starts and everything that steps lead to from them, however far; circles end by themselves."""
    found: set[int] = set()
    waiting = list(starts)
    while waiting:
        if (pk := waiting.pop()) not in found:
            found.add(pk)
            waiting += steps(pk)
    return found


class Broader:
    """Read once for many questions. Each part is loaded when it is first asked for."""

    @cached_property
    def themes(self) -> dict[int, tuple[str, int | None, int | None]]:
        """Slug, broader theme and the theme that it was merged into, by key."""
        rows = Theme.objects.values_list("pk", "slug", "parent_id", "merged_into_id")
        return {pk: (slug, parent, merged) for pk, slug, parent, merged in rows}

    @cached_property
    def _mappings(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for source, target in Theme.maps_to.through.objects.values_list("from_theme_id", "to_theme_id"):
            found[source].append(target)
        return found

    def of_themes(self, themes: Iterable[int]) -> set[int]:
        """The themes themselves, those they map to, and all that are broader; never one that was merged away."""

        def steps(pk: int) -> Iterable[int]:
            _slug, parent, merged = self.themes[pk]
            if merged:
                return [merged]
            return [*self._mappings.get(pk, ()), *([parent] if parent else ())]

        found = reached((pk for pk in themes if pk in self.themes), steps)
        return {pk for pk in found if not self.themes[pk][2]}

    @cached_property
    def regions(self) -> dict[int, tuple[str, int | None]]:
        """Code and wider region, by key."""
        return {pk: (code, parent) for pk, code, parent in Region.objects.values_list("pk", "code", "parent_id")}

    @cached_property
    def of_country(self) -> dict[str, list[int]]:
        """The narrowest regions that each country lies in, by its code."""
        found: dict[str, list[int]] = defaultdict(list)
        for country, region in Country.regions.through.objects.values_list("country_id", "region_id"):
            found[country].append(region)
        return found

    def of_regions(self, regions: Iterable[int]) -> set[int]:
        """The regions themselves and all that they lie in, but the world."""

        def steps(pk: int) -> Iterable[int]:
            _code, parent = self.regions[pk]
            return [parent] if parent else []

        found = reached((pk for pk in regions if pk in self.regions), steps)
        return {pk for pk in found if self.regions[pk][0] != WORLD}

    def of_countries(self, countries: Iterable[str]) -> set[int]:
        """The regions that countries lie in, at every level but the world."""
        return self.of_regions(region for country in countries for region in self.of_country.get(country, ()))
