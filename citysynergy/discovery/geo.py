"""Boxes, distances and clusters on the globe, in degrees."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

EARTH_RADIUS_KM = 6371.0088
MAX_ZOOM = 18
# Side, in degrees, of the squares by which large areas are looked up.
SQUARE = 5
# Side of a cluster's cell on the screen; a tile of the map is 256 pixels wide.
CELL_PIXELS = 64


@dataclass(frozen=True, order=True)
class BBox:
    """A box between two meridians and two parallels. ``west`` greater than ``east`` crosses the 180th meridian."""

    west: float
    south: float
    east: float
    north: float

    def contains(self, latitude: float, longitude: float) -> bool:
        """Whether a point lies in the box, edges included."""
        if not self.south <= latitude <= self.north:
            return False
        if self.west <= self.east:
            return self.west <= longitude <= self.east
        return longitude >= self.west or longitude <= self.east

    def covers(self, other: "BBox") -> bool:
        """Whether all of another box, which does not cross the 180th meridian, lies in this one."""
        if not (self.south <= other.south and other.north <= self.north):
            return False
        if self.west <= self.east:
            return self.west <= other.west and other.east <= self.east
        return other.west >= self.west or other.east <= self.east

    @property
    def width(self) -> float:
        return self.east - self.west if self.west <= self.east else self.east - self.west + 360

    @property
    def zoom(self) -> int:
        """The zoom at which the box about fills a map of 1,024 pixels."""
        if self.width <= 0:
            return MAX_ZOOM
        return max(0, min(MAX_ZOOM, int(math.log2(360 * 4 / self.width))))

    def __str__(self) -> str:
        return _written(self.west, self.south, self.east, self.north)


@dataclass(frozen=True, order=True)
class Near:
    """A circle on the globe."""

    latitude: float
    longitude: float
    kilometres: float

    def contains(self, latitude: float, longitude: float) -> bool:
        """Whether a point lies within the circle (great-circle distance)."""
        return distance_km(self.latitude, self.longitude, latitude, longitude) <= self.kilometres

    def __str__(self) -> str:
        return _written(self.latitude, self.longitude, self.kilometres)


@dataclass(frozen=True)
class Cluster:
    """Places drawn as one mark. ``count`` counts each case once at each of its points."""

    latitude: float
    longitude: float
    count: int
    bounds: BBox
    points: int


def square_of(latitude: float, longitude: float) -> str:
    """The square of five degrees that a point lies in; named by its number of steps north and east."""
    return f"{math.floor(latitude / SQUARE)}:{math.floor(longitude / SQUARE)}"


def box_of(square: str) -> BBox:
    """The sides of a square, edges included."""
    north, east = (int(part) * SQUARE for part in square.split(":"))
    return BBox(east, north, east + SQUARE, north + SQUARE)


def distance_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Great-circle distance (haversine)."""
    phi, other_phi = math.radians(latitude), math.radians(other_latitude)
    half_phi = (other_phi - phi) / 2
    half_lambda = math.radians(other_longitude - longitude) / 2
    square = math.sin(half_phi) ** 2 + math.cos(phi) * math.cos(other_phi) * math.sin(half_lambda) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(square)))


@lru_cache(maxsize=100_000)
def _on_the_web_map(latitude: float, longitude: float) -> tuple[float, float]:
    """The point in the web map's projection, from 0 to 1 in both directions."""
    clipped = max(-85.0511, min(85.0511, latitude))
    return (longitude + 180) / 360, (1 - math.asinh(math.tan(math.radians(clipped))) / math.pi) / 2


def cell_of(latitude: float, longitude: float, zoom: int) -> tuple[int, int]:
    """The square of the web map's grid that a point falls in."""
    cells = (256 // CELL_PIXELS) << zoom
    x, y = _on_the_web_map(latitude, longitude)
    return min(cells - 1, max(0, int(x * cells))), min(cells - 1, max(0, int(y * cells)))


def clusters(counts: Mapping[tuple[float, float], int], zoom: int) -> list[Cluster]:
    """Group counted points by the grid of a zoom level; the largest group first."""
    cells: dict[tuple[int, int], list[tuple[float, float, int]]] = {}
    for (latitude, longitude), count in counts.items():
        cells.setdefault(cell_of(latitude, longitude, zoom), []).append((latitude, longitude, count))
    found = [_cluster(members) for members in cells.values()]
    found.sort(key=lambda cluster: (-cluster.count, cluster.latitude, cluster.longitude))
    return found


def _cluster(members: list[tuple[float, float, int]]) -> Cluster:
    total = sum(count for _, _, count in members)
    if len(members) == 1:
        latitude, longitude, _ = members[0]
        return Cluster(
            latitude,
            longitude,
            total,
            BBox(longitude, latitude, longitude, latitude),
            1,
        )
    latitudes = [latitude for latitude, _, _ in members]
    longitudes = [longitude for _, longitude, _ in members]
    return Cluster(
        latitude=round(sum(latitude * count for latitude, _, count in members) / total, 5),
        longitude=round(sum(longitude * count for _, longitude, count in members) / total, 5),
        count=total,
        bounds=BBox(min(longitudes), min(latitudes), max(longitudes), max(latitudes)),
        points=len(members),
    )


def _written(*numbers: float) -> str:
    """Numbers as short as they can be and still read back exactly."""
    return ",".join(str(int(number)) if number.is_integer() else repr(number) for number in numbers)


def parse_numbers(text: str, count: int) -> tuple[float, ...] | None:
    """Read ``count`` finite numbers parted by commas, or None."""
    parts = text.split(",")
    if len(parts) != count or len(text) > 200:
        return None
    try:
        numbers = tuple(float(part) for part in parts)
    except ValueError:
        return None
    return numbers if all(math.isfinite(number) for number in numbers) else None


def parse_bbox(text: str) -> BBox | None:
    """Read ``west,south,east,north``, or None where that is no box on the globe."""
    numbers = parse_numbers(text, 4)
    if numbers is None:
        return None
    west, south, east, north = numbers
    # A map that was dragged around the globe sends meridians beyond 180; bring them back.
    if east - west >= 360:
        west, east = -180.0, 180.0
    west, east = _normal(west), _normal(east)
    if not (-90 <= south <= north <= 90):
        return None
    return BBox(west, south, east, north)


def _normal(longitude: float) -> float:
    if -180 <= longitude <= 180:
        return longitude
    return (longitude + 180) % 360 - 180


def parse_near(text: str) -> Near | None:
    """Read ``latitude,longitude,kilometres``, or None."""
    numbers = parse_numbers(text, 3)
    if numbers is None:
        return None
    latitude, longitude, kilometres = numbers
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180 and 0 < kilometres <= 20100):
        return None
    return Near(latitude, longitude, kilometres)
