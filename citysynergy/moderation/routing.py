"""Which moderators a page is given to: the rules, and what they are asked about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils import timezone

from citysynergy.moderation.routes import Absence, Route
from citysynergy.moderation.subjects import countries_of, latest, page_type, regions_of, themes_of
from citysynergy.permissions.groups import MODERATORS
from citysynergy.permissions.testers import writers
from citysynergy.taxonomy.broader import Broader


@dataclass(frozen=True, slots=True)
class Subject:
    """What a page is about, broader themes and wider regions included."""

    page_type: str
    themes: frozenset[int] = frozenset()
    regions: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Rule:
    """What a route asks of a page. An empty part asks nothing."""

    route: int
    page_types: frozenset[str] = frozenset()
    themes: frozenset[int] = frozenset()
    regions: frozenset[int] = frozenset()

    def fits(self, subject: Subject) -> bool:
        """Whether the page is of one of the types, has one of the themes and lies in one of the regions."""
        return (
            (not self.page_types or subject.page_type in self.page_types)
            and (not self.themes or bool(self.themes & subject.themes))
            and (not self.regions or bool(self.regions & subject.regions))
        )


def first_fit(rules: Iterable[Rule], subject: Subject) -> int | None:
    """The first route whose rule fits."""
    return next((rule.route for rule in rules if rule.fits(subject)), None)


def replaced(people: Iterable[int], stand_ins: Mapping[int, int]) -> set[int]:
    """The people, each who is away replaced by the stand-in, or by the stand-in of that one.

    Where stand-ins lead round in a circle, all of it is away, and nobody replaces.
    """
    found = set()
    for person in people:
        passed = set()
        while person in stand_ins and person not in passed:
            passed.add(person)
            person = stand_ins[person]
        if person not in passed:
            found.add(person)
    return found


def subject_of(draft: Any) -> Subject:
    """What a draft is about, with everything that its themes and countries belong to."""
    broader = Broader()
    return Subject(
        page_type(draft),
        frozenset(broader.of_themes(themes_of(draft))),
        frozenset(broader.of_countries(countries_of(draft)) | broader.of_regions(regions_of(draft))),
    )


def rules() -> list[Rule]:
    """The rules of the routes in use, in their order. A theme that was merged stands for the one that stayed."""
    routes = Route.objects.filter(is_active=True).prefetch_related("themes", "regions")
    return [
        Rule(
            route.pk,
            frozenset(route.page_types),
            frozenset(theme.merged_into_id or theme.pk for theme in route.themes.all()),
            frozenset(region.pk for region in route.regions.all()),
        )
        for route in routes
    ]


def route_for(page: Any) -> Route | None:
    """The route that the latest draft of the page takes; None where none fits."""
    known = rules()
    pk = first_fit(known, subject_of(latest(page))) if known else None
    return Route.objects.get(pk=pk) if pk else None


def moderators() -> QuerySet[Any]:
    """Everyone who may judge for the ministry."""
    return get_user_model()._default_manager.filter(is_active=True, groups__name=MODERATORS).distinct()


def people_for(page: Any) -> QuerySet[Any]:
    """The moderators whom the page waits for: see ``people_on``."""
    return people_on(route_for(page), page)


def people_on(route: Route | None, page: Any) -> QuerySet[Any]:
    """The moderators of the route, or their stand-ins today, apart from who wrote the page.

    All other moderators where there is no route, or nobody is left on it.
    """
    others = moderators().exclude(pk__in=writers(page))
    if route is None:
        return others
    chosen = others.filter(pk__in=replaced(route.moderators.values_list("pk", flat=True), stand_ins()))
    return chosen if chosen.exists() else others


def stand_ins() -> dict[int, int]:
    """Who is away today, and who stands in. Of absences that overlap the one that began last counts."""
    today = timezone.localdate()
    rows = Absence.objects.filter(first_day__lte=today, last_day__gte=today).order_by("first_day", "pk")
    return dict(rows.values_list("moderator_id", "stand_in_id"))
