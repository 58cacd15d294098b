"""Small maps drawn by the server: a crop of the base map around a case's places, as SVG without script."""

import itertools
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from citysynergy.taxonomy.models import Country

BASE_MAP = Path(__file__).resolve().parent.parent / "static" / "citysynergy" / "data" / "base-map.json"

Point = tuple[float, float]

# How far around a single place we look, in degrees of longitude at the equator.
SMALLEST_SPAN = 15.0
PADDING = 1.35
LIMIT = 83.0
WIDE = 45.0
ACROSS = 180.0
SMALL = 272


@dataclass(frozen=True)
class Land:
    """One ring of land with its bounds, and the M49 number of its country."""

    number: str
    west: float
    south: float
    east: float
    north: float
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Window:
    """What a crop shows, in degrees, and its size in units. ``east`` is over 180 where it shows both sides of the 180th
    meridian."""

    west: float
    south: float
    east: float
    north: float
    width: int
    height: int

    def beside(self, longitude: float) -> float:
        """A longitude as the crop counts it."""
        return longitude + 360 if longitude < self.west and longitude + 360 <= self.east else longitude

    def project(self, longitude: float, latitude: float) -> Point:
        """A point on the crop. Parallels are as long as they are in the middle of the crop."""
        x = (self.beside(longitude) - self.west) / (self.east - self.west) * self.width
        y = (self.north - latitude) / (self.north - self.south) * self.height
        return x, y


@cache
def land() -> tuple[Land, ...]:
    """All rings of the base map."""
    topology = json.loads(BASE_MAP.read_text())
    (scale_x, scale_y), (move_x, move_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[list[Point]] = []
    for steps in topology["arcs"]:
        x = y = 0
        arc = []
        for dx, dy in steps:
            x, y = x + dx, y + dy
            arc.append((x * scale_x + move_x, y * scale_y + move_y))
        arcs.append(arc)
    found = []
    for geometry in topology["objects"]["countries"]["geometries"]:
        for polygon in geometry["arcs"]:
            points: list[Point] = []
            for number in polygon[0]:
                arc = arcs[number] if number >= 0 else arcs[~number][::-1]
                points.extend(arc[1:] if points else arc)
            xs, ys = [x for x, _ in points], [y for _, y in points]
            found.append(Land(geometry.get("id", ""), min(xs), min(ys), max(xs), max(ys), tuple(points)))
    return tuple(found)


def country_at(latitude: float, longitude: float) -> str:
    """The M49 number of the country that holds a point, or ``""`` at sea."""
    for ring in land():
        if (
            ring.west <= longitude <= ring.east
            and ring.south <= latitude <= ring.north
            and _holds(ring, latitude, longitude)
        ):
            return ring.number
    return ""


def _holds(ring: Land, latitude: float, longitude: float) -> bool:
    inside = False
    x1, y1 = ring.points[-1]
    for x2, y2 in ring.points:
        if (y1 > latitude) != (y2 > latitude) and longitude < (x2 - x1) * (latitude - y1) / (y2 - y1) + x1:
            inside = not inside
        x1, y1 = x2, y2
    return inside


def corners(country: Country) -> list[Point]:
    """Two corners of a country, (latitude, longitude); none where its bounds are not known.

    Of a country that crosses 180° they hold the wider side.
    """
    west, east, south, north = country.west, country.east, country.south, country.north
    if west is None or east is None or south is None or north is None:
        return []
    if east < west:
        west, east = (west, 180.0) if 180 - west > east + 180 else (-180.0, east)
    return [(south, west), (north, east)]


def window_around(points: Sequence[Point], width: int, height: int) -> Window:
    """The crop that shows all points, (latitude, longitude), with some of the world around them."""
    latitudes = [max(-LIMIT, min(LIMIT, latitude)) for latitude, _ in points]
    longitudes = _in_a_row([longitude for _, longitude in points])
    middle_y = (min(latitudes) + max(latitudes)) / 2
    middle_x = (min(longitudes) + max(longitudes)) / 2
    stretch = 1 / max(0.25, math.cos(math.radians(middle_y)))
    span_x = max(
        SMALLEST_SPAN * stretch,
        (max(longitudes) - min(longitudes)) * PADDING,
        (max(latitudes) - min(latitudes)) * PADDING * stretch * width / height,
    )
    span_x = min(360.0, math.ceil(span_x))
    span_y = span_x / stretch * height / width
    # On whole degrees, so that neighbouring cases share one drawing of the land.
    west, south = round(middle_x - span_x / 2), round(middle_y - span_y / 2)
    # A wide crop ends where the world does; a small one goes on beyond the 180th meridian.
    west = round(max(-180.0, west if span_x < ACROSS else min(west, 180 - span_x)))
    return Window(west, south, west + span_x, south + span_y, width, height)


def _in_a_row(longitudes: list[float]) -> list[float]:
    """Longitudes counted on beyond 180 where they lie much closer together that way: Fiji and Samoa are neighbours."""
    onwards = [longitude + 360 if longitude < 0 else longitude for longitude in longitudes]
    usual = max(longitudes) - min(longitudes)
    return onwards if (max(onwards) - min(onwards)) * 2 < usual else longitudes


@lru_cache(maxsize=1024)
def backdrop(window: Window) -> SafeString:
    """Land and graticule of a crop, as SVG paths."""
    lines = []
    step = next(step for step in (2, 5, 10, 20, 30, 60) if (window.east - window.west) / step <= 7)
    for longitude in range(math.ceil(window.west / step) * step, math.floor(window.east) + 1, step):
        lines.append(f"M{round(window.project(longitude, 0)[0])} 0v{window.height}")
    for latitude in range(math.ceil(window.south / step) * step, math.floor(window.north) + 1, step):
        lines.append(f"M0 {round(window.project(0, latitude)[1])}h{window.width}")
    rings = itertools.chain(land(), map(_onwards, land())) if window.east > 180 else land()
    shapes = [shape for ring in rings if _touches(ring, window) and (shape := _shape(ring, window))]
    return format_html(
        '<path class="cs-locator__grid" d="{}"/><path class="cs-locator__land" d="{}"/>',
        "".join(lines),
        mark_safe("".join(shapes)),  # numbers and letters of our own
    )


def _onwards(ring: Land) -> Land:
    """The same ring, counted on beyond the 180th meridian."""
    points = tuple((x + 360, y) for x, y in ring.points)
    return Land(ring.number, ring.west + 360, ring.south, ring.east + 360, ring.north, points)


def _touches(ring: Land, window: Window) -> bool:
    return (
        ring.west <= window.east
        and ring.east >= window.west
        and ring.south <= window.north
        and ring.north >= window.south
    )


def _shape(ring: Land, window: Window) -> str:
    """A ring cut to the crop, with the points that lie apart at this size."""
    margin = 4.0
    west, north = window.west, window.north
    across, down = window.east - window.west, window.north - window.south
    width, height = window.width, window.height
    # As ``Window.project`` does, which a call for every point of a coast would make slow.
    points = [((x - west) / across * width, (north - y) / down * height) for x, y in ring.points]
    for axis, limit, sign in ((0, -margin, 1), (0, width + margin, -1), (1, -margin, 1), (1, height + margin, -1)):
        points = _cut(points, axis, limit, sign)
    # A wide crop holds much land: it is drawn more coarsely, the small ones of a list most, so that a page stays light.
    apart = 2.2 if window.east - window.west < WIDE else 10.0 if window.width <= SMALL else 5.0
    kept: list[tuple[int, int]] = []
    for x, y in points:
        if not kept or abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= apart:
            kept.append((round(x), round(y)))
    if len(kept) < 3:
        return ""
    steps = [f"{b[0] - a[0]} {b[1] - a[1]}" for a, b in itertools.pairwise(kept)]
    # A minus parts numbers by itself.
    return f"M{kept[0][0]} {kept[0][1]}l{' '.join(steps)}z".replace(" -", "-")


def _cut(points: list[Point], axis: int, limit: float, sign: int) -> list[Point]:
    """Keep the side of a line that lies inside (Sutherland and Hodgman)."""
    inside = [point[axis] >= limit for point in points] if sign > 0 else [point[axis] <= limit for point in points]
    if all(inside):
        return points
    if not any(inside):
        return []
    cut: list[Point] = []
    before, was_in = points[-1], inside[-1]
    for here, is_in in zip(points, inside, strict=True):
        if was_in != is_in:
            share = (limit - before[axis]) / (here[axis] - before[axis])
            cut.append((before[0] + (here[0] - before[0]) * share, before[1] + (here[1] - before[1]) * share))
        if is_in:
            cut.append(here)
        before, was_in = here, is_in
    return cut


def crop(points: Sequence[Point], shape: str, *, width: int = SMALL, height: int = 204, mark: int = 22) -> SafeString:
    """Draw the places, (latitude, longitude), in their surroundings; ``""`` without places.

    The text beside it says where, so the drawing itself is passed over by assistive technology.
    """
    if not points:
        return SafeString("")
    window = window_around(points, width, height)
    marks = []
    for latitude, longitude in points[:60]:
        x, y = window.project(longitude, latitude)
        place = f'x="{round(x - mark / 2)}" y="{round(y - mark / 2)}" width="{mark}" height="{mark}"'
        marks.append(f'<use class="cs-locator__place" href="#cs-{shape}" {place}/>')
    # Numbers, and names of our own.
    return SafeString(
        f'<svg class="cs-locator" viewBox="0 0 {width} {height}" preserveAspectRatio="xMidYMid slice" '
        f'aria-hidden="true" focusable="false">{backdrop(window)}{"".join(marks)}</svg>'
    )


def position(latitude: float, longitude: float) -> str:
    """A position as a chart writes it: 5°S 105°E."""
    north_south, east_west = ("N" if latitude >= 0 else "S"), ("E" if longitude >= 0 else "W")
    return f"{abs(round(latitude))}°{north_south} {abs(round(longitude))}°{east_west}"
