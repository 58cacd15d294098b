"""Lists of all subjects of a kind, each with the number of its cases."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from citysynergy.taxonomy.broader import WORLD
from citysynergy.taxonomy.models import Country, Goal, Region, Theme, ThemeScheme
from citysynergy.web.addresses import subject_url
from citysynergy.web.parts import Text, record_text
from citysynergy.web.reader import Reader
from citysynergy.web.subjects.subject import counts_of
from citysynergy.web.words import grouped


@dataclass(frozen=True)
class Row:
    """One subject of a list. ``below`` are its parts."""

    label: Text
    url: str
    count: str
    tile: int | None = None
    below: list["Row"] = field(default_factory=list)


@dataclass(frozen=True)
class Section:
    """Some subjects under a heading; without one where there is but one section."""

    title: Text
    rows: list[Row]
    url: str = ""


@dataclass(frozen=True)
class Index:
    """A list of subjects, ready to be drawn."""

    title: str
    introduction: str
    sections: list[Section]
    # The index does not answer: nothing was counted.
    degraded: bool = False


def themes(reader: Reader) -> Index:
    """Every theme that can be chosen, by its list; the main list first."""
    [counts] = counts_of(reader, "theme")
    found = list(Theme.objects.filter(merged_into=None, is_active=True).select_related("scheme"))

    def rows(scheme: ThemeScheme, parent: int | None) -> list[Row]:
        here = [theme for theme in found if theme.scheme_id == scheme.pk and theme.parent_id == parent]
        return _sorted(
            Row(
                record_text(theme.name),
                subject_url("theme", theme.slug),
                _count(counts, theme.slug),
                below=rows(scheme, theme.pk),
            )
            for theme in here
        )

    schemes = sorted({theme.scheme for theme in found}, key=lambda scheme: (not scheme.is_main, scheme.order))
    return Index(
        title=_("Themes"),
        introduction=_("What cases are about. A broad theme holds the cases of its narrower ones."),
        sections=[Section(record_text(scheme.name), rows(scheme, None)) for scheme in schemes],
        degraded=counts is None,
    )


def goals(reader: Reader) -> Index:
    """The Sustainable Development Goals."""
    [counts] = counts_of(reader, "goal")
    rows = [
        Row(
            record_text(goal.name),
            subject_url("goal", str(goal.number)),
            _count(counts, str(goal.number)),
            goal.number,
        )
        for goal in Goal.objects.all()
    ]
    return Index(
        title=_("Goals (SDG)"),
        introduction=_("The goals of the United Nations for 2030 that cases contribute to."),
        sections=[Section(Text(""), rows)],
        degraded=counts is None,
    )


def places(reader: Reader) -> Index:
    """Countries with a case, by the regions that they lie in; all of them while nobody can count."""
    counts, totals = counts_of(reader, "country", "region")
    countries = Country.objects.prefetch_related("regions")
    if counts is not None:
        countries = countries.filter(code__in=counts)
    regions = {region.pk: region for region in Region.objects.exclude(code=WORLD).select_related("scheme")}
    by_region: dict[int, list[Row]] = {}
    for country in countries:
        row = Row(record_text(country.name), subject_url("country", country.code), _count(counts, country.code))
        for region in country.regions.all():
            by_region.setdefault(region.pk, []).append(row)

    def rows(parent: int | None) -> list[Row]:
        here = [
            region
            for region in regions.values()
            if (region.parent_id if region.parent_id in regions else None) == parent
            and (totals is None or totals.get(region.code))
        ]
        return [
            Row(
                Text(capfirst(record_text(region.name).text), record_text(region.name).lang),
                subject_url("region", region.code),
                _count(totals, region.code),
                below=[*rows(region.pk), *_sorted(by_region.get(region.pk, ()))],
            )
            for region in sorted(here, key=lambda region: -(totals or {}).get(region.code, 0))
        ]

    return Index(
        title=_("Regions and countries"),
        introduction=_("Where cases happen, and with whom."),
        sections=[Section(row.label, row.below, row.url) for row in rows(None)],
        degraded=counts is None,
    )


def _count(counts: Mapping[str, int] | None, value: str) -> str:
    """A number to print; ``""`` where nothing was counted."""
    return "" if counts is None else grouped(counts.get(value, 0))


def _sorted(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: row.label.text.casefold())
