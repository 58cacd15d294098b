"""Searching around a city: its name, or a point, and a distance become the search's ``near``."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext

from citysynergy.discovery.geo import Near, parse_near
from citysynergy.discovery.query import CaseQuery
from citysynergy.taxonomy import cities
from citysynergy.taxonomy.models import City

AROUND, KILOMETRES = "around", "km"
DISTANCES = (10, 25, 50, 100, 250, 500, 1000)
DEFAULT = 50
# A name that is longer is none.
MAX_NAME = 120


@dataclass(frozen=True)
class Nearby:
    """The control as it stands: what is in its box, its distances as (value, kilometres, chosen), what to tell."""

    box: str = ""
    distances: list[tuple[str, str, bool]] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def read(params: Mapping[str, str], query: CaseQuery) -> tuple[CaseQuery, Nearby]:
    """The search around the city that the control names; without one, as it stands in ``near``."""
    given = " ".join(params.get(AROUND, "").replace("\x00", "").split())[:MAX_NAME]
    notices: list[str] = []
    box = ""
    if given:
        kilometres = _kilometres(params.get(KILOMETRES, ""))
        near, box, notices = _found(given, kilometres)
        query = replace(query, near=near, page=1 if near != query.near else query.page)
    elif query.near is not None:
        box = _name(query.near)
    return query, Nearby(box, _distances(query.near), notices)


def _kilometres(text: str) -> float:
    near = parse_near(f"0,0,{text.strip()}")
    return near.kilometres if near else DEFAULT


def _found(text: str, kilometres: float) -> tuple[Near | None, str, list[str]]:
    """The circle, what the box then holds, and what to tell."""
    if (point := parse_near(f"{text},{kilometres}")) is not None:
        return point, _name(point), []
    name, country = cities.split_country(text)
    found = cities.suggestions(name, country=country.pk if country else "")
    exact = [one for one in found if one.label.rpartition(" (")[0].casefold() == name.casefold()]
    if not found:
        told = gettext("No place called “%(name)s” is known here. Try another spelling, or a larger city nearby.")
        return None, text, [told % {"name": text}]
    meant, *others = exact or found
    notices = []
    if others:
        told = gettext("You see results around %(place)s. Another place is meant? Choose or type: %(others)s.")
        notices.append(told % {"place": meant.label, "others": ", ".join(other.label for other in others[:4])})
    return Near(meant.latitude, meant.longitude, kilometres), meant.label, notices


def _name(near: Near) -> str:
    """The city that lies at the middle, else the point."""
    city = City.objects.filter(latitude=near.latitude, longitude=near.longitude, merged_into=None).first()
    return cities.city_label(city) if city else str(near).rpartition(",")[0]


def _distances(near: Near | None) -> list[tuple[str, str, bool]]:
    """The usual distance needs no parameter."""
    chosen = near.kilometres if near else float(DEFAULT)
    offered = sorted({*map(float, DISTANCES), chosen})
    return [
        ("" if distance == DEFAULT else f"{distance:g}", f"{distance:g} km", distance == chosen) for distance in offered
    ]
