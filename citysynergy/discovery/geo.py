"""Boxes, distances and clusters on the globe, in degrees."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from operator import mul
from typing import Self

EARTH_RADIUS_KM = 6371.0088
MAX_ZOOM = 18
# Side, in degrees, of the squares by which large areas are looked up.
SQUARE = 5
# Side of a cluster's cell on the screen; a tile of the map is 256 pixels wide.
CELL_PIXELS = 64
# Steps in a degree: points are kept to five decimals, about a metre.
STEPS = 100_000


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


@dataclass(slots=True)
class Tally:
    """The places in one cell: how many, the sums of their degrees and the outermost ones.

    Degrees are whole numbers of steps (``STEPS`` in a degree): sums are exact, whoever adds them up in whatever order.
    """

    count: int
    latitudes: int
    longitudes: int
    south: int
    west: int
    north: int
    east: int

    @classmethod
    def of(cls, latitudes: Sequence[int], longitudes: Sequence[int], counts: Sequence[int]) -> Self:
        """The places at some points, one at least, with how many there are at each."""
        return cls(
            count=sum(counts),
            latitudes=sum(map(mul, latitudes, counts)),
            longitudes=sum(map(mul, longitudes, counts)),
            south=min(latitudes),
            west=min(longitudes),
            north=max(latitudes),
            east=max(longitudes),
        )

    def cluster(self) -> Cluster:
        """The mark: in the middle of its places, in degrees to five decimals."""
        return Cluster(
            latitude=round(self.latitudes / (self.count * STEPS), 5),
            longitude=round(self.longitudes / (self.count * STEPS), 5),
            count=self.count,
            bounds=BBox(self.west / STEPS, self.south / STEPS, self.east / STEPS, self.north / STEPS),
        )


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


def _on_the_web_map(latitude: float, longitude: float) -> tuple[float, float]:
    """The point in the web map's projection, from 0 to 1 in both directions."""
    clipped = max(-85.0511, min(85.0511, latitude))
    return (longitude + 180) / 360, (1 - math.asinh(math.tan(math.radians(clipped))) / math.pi) / 2


def cell_of(latitude: float, longitude: float, zoom: int) -> tuple[int, int]:
    """The square of the web map's grid that a point falls in."""
    cells = (256 // CELL_PIXELS) << zoom
    x, y = _on_the_web_map(latitude, longitude)
    return min(cells - 1, max(0, int(x * cells))), min(cells - 1, max(0, int(y * cells)))


def cell_number(latitude: float, longitude: float) -> int:
    """The finest cell of a point as one number, whose digits in base 4 are the quarters that hold it, widest first.

    The cells of a wider zoom are the multiples of ``cell_width``: an engine counts them as a histogram of numbers.
    """
    x, y = cell_of(latitude, longitude, MAX_ZOOM)
    # Binary digits read in base 4 leave every other bit free, for those of the other direction.
    return int(f"{x:b}", 4) + 2 * int(f"{y:b}", 4)


def cell_width(zoom: int) -> int:
    """How many numbers of finest cells one cell of a zoom holds."""
    return 4 ** (MAX_ZOOM - max(0, min(MAX_ZOOM, zoom)))


def steps(degrees: float) -> int:
    """Degrees as a whole number of steps."""
    return round(degrees * STEPS)


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
