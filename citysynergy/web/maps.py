"""What the browser draws on a map: pins and clusters with names that can be read aloud, and views to jump to."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from citysynergy.discovery.geo import BBox, Cluster
from citysynergy.discovery.query import CaseQuery
from citysynergy.discovery.results import CaseResults, Hit, MapCluster, Pin
from citysynergy.values.languages import active_language
from citysynergy.web import locator
from citysynergy.web.entries import name_of, where
from citysynergy.web.kinds import KINDS, Kind, kind_of, kind_word, status_word
from citysynergy.web.names import Area, Areas, country_names
from citysynergy.web.ressorts import Served, served_by
from citysynergy.web.words import grouped, isolated

# Nearer than this, marks cover each other.
MARK_PIXELS = 38
# The engine's cells are asked this many zoom levels finer, and joined here: a mark then lies where its cases are,
# and not half-way across an ocean.
FINER = 2

WORLD = "-128,-40,160,68"


@dataclass(frozen=True)
class View:
    """A part of the world to look at: west, south, east, north."""

    label: str
    bounds: str


@dataclass(frozen=True)
class Home:
    """The point of the organisation that a map is about, and its name."""

    label: str
    latitude: float
    longitude: float

    @property
    def point(self) -> str:
        """ "latitude,longitude", whatever the language writes numbers like."""
        return f"{self.latitude},{self.longitude}"


@dataclass(frozen=True)
class MapFrame:
    """What the map template needs. ``source`` answers with the pins in view; ``ressorts`` are drawn as areas."""

    id: str
    source: str
    view: str = WORLD
    wheel: bool = False
    area_search: bool = False
    views: list[View] = field(default_factory=list)
    legend: list[Kind] = field(default_factory=lambda: list(KINDS.values()))
    ressorts: list[Served] = field(default_factory=list)
    home: Home | None = None

    @property
    def areas(self) -> str:
        """The M49 numbers of the countries that are served as a whole."""
        return " ".join(sorted({number for served in self.ressorts for number in served.whole}))

    @property
    def partial_areas(self) -> str:
        """Those of the countries of which a part is served, and the whole by none of these missions."""
        partly = {number for served in self.ressorts for number in served.partly}
        return " ".join(sorted(partly - set(self.areas.split())))


def map_frame(query: CaseQuery, *, element: str = "map", wheel: bool = False, area_search: bool = False) -> MapFrame:
    """The map of a search. ``area_search`` lets a reader narrow the search to what is in view. It opens at the area
    that was asked for, or at that of the one mission whose ressort was."""
    ressorts = served_by(query.values("ressort"))
    served = list(_views_of(ressorts))
    opening = served[0].bounds if len(served) == 1 else WORLD
    return MapFrame(
        id=element,
        source=data_address(query),
        view=str(query.bbox) if query.bbox else opening,
        wheel=wheel,
        area_search=area_search,
        views=[
            View(gettext("World"), WORLD),
            View(gettext("Europe"), "-11,35,32,62"),
            View(gettext("Netherlands"), "3.2,50.7,7.3,53.6"),
            View(gettext("Islands of the Kingdom"), "-70.4,11.8,-62.6,18.4"),
            *served,
        ],
        ressorts=ressorts,
    )


def _views_of(ressorts: Iterable[Served]) -> Iterable[View]:
    """To jump to where a ressort is."""
    for served in ressorts:
        if served.corners:
            window = locator.window_around(served.corners, 4, 3)
            yield View(served.title, f"{window.west},{window.south},{window.east},{window.north}")


def data_address(query: CaseQuery) -> str:
    """Where the pins of a search come from. The area in view is added by the map."""
    params = [pair for pair in query.without("bbox").to_params() if pair[0] not in ("page", "page_size", "sort")]
    address = reverse("citysynergy:map-data")
    return f"{address}?{urlencode(params)}" if params else address


def pins(clusters: Iterable[MapCluster], zoom: float | None = None) -> list[dict[str, Any]]:
    """Pins and clusters as plain data for the map; at a zoom, marks that would cover each other become one."""
    marks = list(clusters) if zoom is None else _merged(list(clusters), zoom)
    country_names({code for mark in marks if mark.pin for code in mark.pin.data.get("countries") or ()})
    countries = [set() if mark.pin else _countries_below(mark) for mark in marks]
    areas = Areas(set().union(*countries))
    drawn = []
    for mark, below in zip(marks, countries, strict=True):
        drawn.append(_pin(mark, mark.pin) if mark.pin else _cluster(mark, areas.holding(below)))
    return drawn


def _merged(marks: list[MapCluster], zoom: float) -> list[MapCluster]:
    """Join marks that lie less than a mark's width apart on the screen, the largest first."""
    scale = 256 * 2**zoom
    kept: list[tuple[float, float, MapCluster]] = []
    for mark in sorted(marks, key=lambda one: -one.count):
        x, y = _screen(mark, scale)
        near = next((i for i, (kx, ky, _) in enumerate(kept) if (kx - x) ** 2 + (ky - y) ** 2 < MARK_PIXELS**2), None)
        if near is None:
            kept.append((x, y, mark))
        else:
            joined = _joined(kept[near][2], mark)
            kept[near] = (*_screen(joined, scale), joined)
    return [mark for _x, _y, mark in kept]


def _screen(mark: MapCluster, scale: float) -> tuple[float, float]:
    latitude = math.radians(max(-85.0, min(85.0, mark.latitude)))
    return (mark.longitude + 180) / 360 * scale, (1 - math.asinh(math.tan(latitude)) / math.pi) / 2 * scale


def _joined(one: MapCluster, other: MapCluster) -> MapCluster:
    count = one.count + other.count
    a, b = one.cluster.bounds, other.cluster.bounds
    return MapCluster(
        Cluster(
            latitude=(one.latitude * one.count + other.latitude * other.count) / count,
            longitude=(one.longitude * one.count + other.longitude * other.count) / count,
            count=count,
            bounds=BBox(min(a.west, b.west), min(a.south, b.south), max(a.east, b.east), max(a.north, b.north)),
        )
    )


def listed(results: CaseResults, query: CaseQuery) -> dict[str, Any]:
    """The cases of a cluster as plain data: a page of them, and a link to all where there are more."""
    country_names({code for hit in results.hits for code in hit.data.get("countries") or ()})
    more = None
    if results.total > len(results.hits):
        label = ngettext("Show %(count)s case here", "Show all %(count)s cases here", results.total)
        address = f"{reverse('citysynergy:search')}?{urlencode(query.to_params())}"
        more = {"label": label % {"count": grouped(results.total)}, "url": address}
    box = query.bbox
    middle = ((box.south + box.north) / 2, (box.west + box.east) / 2) if box else (0.0, 0.0)
    return {"cases": [_row(hit, *middle) for hit in results.hits], "more": more}


def _pin(mark: MapCluster, pin: Pin) -> dict[str, Any]:
    row = _row(pin, mark.latitude, mark.longitude)
    place = isolated(_place(pin.data, mark.latitude, mark.longitude))
    label = ", ".join(part for part in (f"{row['kind_word']}: {isolated(pin.title)}", place) if part)
    return row | {"latitude": mark.latitude, "longitude": mark.longitude, "count": 1, "label": label}


def _row(case: Pin | Hit, latitude: float, longitude: float) -> dict[str, Any]:
    """A case at a point, as a popup tells it."""
    data = case.data
    kind = kind_of(data["type"]).value
    language = data.get("language") or ""
    place = _place(data, latitude, longitude)
    return {
        "id": case.id,
        "kind": kind,
        "kind_word": kind_word(kind, data.get("kind") or ""),
        "status": status_word(data.get("status")),
        "title": case.title,
        "lang": language if language not in ("", active_language()) and not _translated(data) else "",
        "url": case.url,
        "place": ", ".join(isolated(part) for part in (place, where(data)) if part),
    }


def _translated(data: Any) -> bool:
    return active_language() in (data.get("languages") or ())


def _place(data: Any, latitude: float, longitude: float) -> str:
    """The name of the place that lies at the pin."""
    for place in data.get("places") or ():
        at = place.get("latitude"), place.get("longitude")
        if None not in at and abs(at[0] - latitude) < 0.001 and abs(at[1] - longitude) < 0.001:
            return name_of(place)
    return ""


def _cluster(mark: MapCluster, area: Area | None) -> dict[str, Any]:
    bounds = mark.cluster.bounds
    return {
        "latitude": mark.latitude,
        "longitude": mark.longitude,
        "count": mark.count,
        "bounds": [bounds.west, bounds.south, bounds.east, bounds.north],
        "label": _cluster_label(mark, area),
    }


def _countries_below(mark: MapCluster) -> set[str]:
    """The M49 numbers of the countries below the middle and the sides of a cluster."""
    bounds = mark.cluster.bounds
    latitudes = {bounds.south, mark.latitude, bounds.north}
    longitudes = {bounds.west, mark.longitude, bounds.east}
    found = {locator.country_at(latitude, longitude) for latitude in latitudes for longitude in longitudes}
    return found - {""}


def _cluster_label(mark: MapCluster, area: Area | None) -> str:
    """ "23 cases in Indonesia", in the region that holds them all, or around a position on the chart."""
    if area is None:
        text = ngettext("%(count)s case around %(place)s", "%(count)s cases around %(place)s", mark.count)
    elif area.is_country:
        text = ngettext("%(count)s case in %(place)s", "%(count)s cases in %(place)s", mark.count)
    else:
        text = ngettext("%(count)s case in the region %(place)s", "%(count)s cases in the region %(place)s", mark.count)
    place = area.name if area else locator.position(mark.latitude, mark.longitude)
    return text % {"count": grouped(mark.count), "place": place}
