"""What missions serve, in words and as areas of the base map.

The base map knows countries and no provinces: a country of which a mission serves a part is drawn more lightly, and the
words say which part.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import groupby

from django.db import models
from django.utils.translation import gettext as _

from citysynergy.organisations.models import Ressort
from citysynergy.taxonomy.models import City
from citysynergy.web import locator
from citysynergy.web.addresses import subject_url
from citysynergy.web.parts import Item, record_item


@dataclass
class Served:
    """What one mission serves: ``countries`` by code, and parts of others by key. ``whole`` and ``partly`` are the M49
    numbers of both on the base map."""

    title: str
    items: list[Item] = field(default_factory=list)
    whole: list[str] = field(default_factory=list)
    partly: list[str] = field(default_factory=list)
    corners: list[locator.Point] = field(default_factory=list)
    verified: bool = True
    countries: set[str] = field(default_factory=set)
    parts: set[int] = field(default_factory=set)

    def cities(self) -> models.QuerySet[City]:
        """The cities that lie in it."""
        return City.objects.filter(models.Q(country__in=self.countries) | models.Q(area__in=self.parts))


def served_by(missions: Collection[str]) -> list[Served]:
    """What these missions serve today, by slug; a mission of which nothing is known is left out. One query at most."""
    if not missions:
        return []
    rows = (
        Ressort.objects.in_force()
        .filter(mission__slug__in=missions)
        .select_related("mission", "country", "area__country")
        .order_by("mission__slug", "pk")
    )
    return [_served(list(found)) for _mission, found in groupby(rows, key=lambda row: row.mission_id)]


def _served(rows: list[Ressort]) -> Served:
    served = Served(title=_("Area of %(mission)s") % {"mission": rows[0].mission.name})
    for row in sorted(rows, key=_countries_first):
        served.items.append(_item(row))
        served.verified = served.verified and row.verified
        if row.country is not None:
            if row.area is None:
                served.whole.append(row.country.m49)
                served.countries.add(row.country.code)
            else:
                served.partly.append(row.country.m49)
                served.parts.add(row.area.pk)
            served.corners += locator.corners(row.country)
    return served


def _countries_first(row: Ressort) -> tuple[bool, bool, str]:
    return row.country is None, row.area is not None, str(row).casefold()


def _item(row: Ressort) -> Item:
    """A country leads to its page, a part of one to the search for it; a subject is a word."""
    if row.country is None:
        return Item(row.subject)
    if row.area is None:
        return record_item(row.country.name, subject_url("country", row.country.code))
    return record_item(
        row.area.name,
        subject_url("area", row.area.code),
        _("(part of %(country)s)") % {"country": row.country.name},
    )
