"""Make the offline base map: Natural Earth's countries, light enough to send with every page that shows a map.

The 110m file lacks the Caribbean part of the Kingdom and draws the Netherlands with fifteen points; the 50m file
weighs 230 KB compressed. So: the 50m file, simplified by Visvalingam's method, finely where the Kingdom's cities are
and coarsely elsewhere. Bonaire, Sint Eustatius and Saba are cut out of the Netherlands' polygon and become features of
their own.
"""

from __future__ import annotations

import heapq
import itertools
import json
import math
from typing import Any

Point = tuple[float, float]
Ring = list[int]

NETHERLANDS = "528"
ANTARCTICA = "010"
CARIBBEAN_NETHERLANDS = "535"
# West, south, east, north of the islands that Natural Earth draws as parts of the Netherlands.
PUBLIC_BODIES = {
    "Bonaire": (-68.6, 11.9, -68.1, 12.4),
    "Sint Eustatius": (-63.1, 17.4, -62.9, 17.6),
    "Saba": (-63.3, 17.55, -63.15, 17.7),
}
KINGDOM = {NETHERLANDS, CARIBBEAN_NETHERLANDS, "533", "531", "534"}
# They cross the 180th meridian: their far end is written beyond 180° instead of being cut in two.
ACROSS_THE_SEAM = {"643", "242"}
FAR_EAST = -168.5
# (box, smallest triangle kept, in square degrees): the first box that holds a point decides.
DETAIL = (
    ((2.5, 50.3, 7.6, 53.9), 0.0),
    ((-71.5, 10.0, -60.5, 19.5), 0.0006),
    ((-11.0, 35.0, 31.0, 61.0), 0.012),
    ((-180.0, -90.0, 200.0, 90.0), 0.06),
)
SMALLEST_ISLAND = 0.16
DIGITS = 4e-3
"""The grid that coordinates are rounded to, in degrees: some 400 metres, a pixel at the deepest zoom."""


def build_base_map(content: bytes) -> bytes:
    """Turn world-atlas' `countries-50m.json` into our base map, as TopoJSON."""
    source = json.loads(content)
    arcs = [_decode(arc, source["transform"]) for arc in source["arcs"]]
    _unfold(source["objects"]["countries"]["geometries"], arcs)
    features: list[dict[str, Any]] = []
    for geometry in source["objects"]["countries"]["geometries"]:
        if geometry.get("id") != ANTARCTICA:
            features.extend(_features(geometry, arcs))
    simplified = {number: _simplify(arcs[number]) for number in _used(features)}
    return _encode(features, simplified)


def _decode(arc: list[list[int]], transform: dict[str, list[float]]) -> list[Point]:
    (scale_x, scale_y), (move_x, move_y) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        points.append((x * scale_x + move_x, y * scale_y + move_y))
    return points


def _unfold(geometries: list[dict[str, Any]], arcs: list[list[Point]]) -> None:
    """Shift what lies just east of the 180th meridian by a full turn, in countries that lie on both sides of it."""
    for geometry in geometries:
        if geometry.get("id") in ACROSS_THE_SEAM:
            for polygon in geometry["arcs"]:
                for number in {number if number >= 0 else ~number for ring in polygon for number in ring}:
                    arcs[number] = [(x + 360 if x < FAR_EAST else x, y) for x, y in arcs[number]]


def _features(geometry: dict[str, Any], arcs: list[list[Point]]) -> list[dict[str, Any]]:
    """The features one country becomes: itself without its smallest islands, and the public bodies apart."""
    polygons: list[list[Ring]] = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    apart: dict[str, list[list[Ring]]] = {}
    rest = []
    for polygon in polygons:
        name = _public_body(polygon, arcs) if geometry.get("id") == NETHERLANDS else None
        if name:
            apart.setdefault(name, []).append(polygon)
        else:
            rest.append(polygon)
    largest = max(_area(polygon[0], arcs) for polygon in rest)
    if geometry.get("id") not in KINGDOM:
        rest = [p for p in rest if _area(p[0], arcs) >= min(SMALLEST_ISLAND, largest)]
    made = [_feature(geometry.get("id"), geometry["properties"]["name"], rest)]
    return made + [_feature(CARIBBEAN_NETHERLANDS, name, part) for name, part in apart.items()]


def _feature(number: str | None, name: str, polygons: list[list[Ring]]) -> dict[str, Any]:
    feature: dict[str, Any] = {
        "type": "MultiPolygon",
        "arcs": polygons,
        "properties": {"name": name},
    }
    return feature if number is None else {**feature, "id": number}


def _public_body(polygon: list[Ring], arcs: list[list[Point]]) -> str | None:
    x, y = _points(polygon[0], arcs)[0]
    for name, (west, south, east, north) in PUBLIC_BODIES.items():
        if west <= x <= east and south <= y <= north:
            return name
    return None


def _points(ring: Ring, arcs: list[list[Point]]) -> list[Point]:
    points: list[Point] = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points.extend(arc[1:] if points else arc)
    return points


def _area(ring: Ring, arcs: list[list[Point]]) -> float:
    """A ring's area in square degrees at its own latitude."""
    points = _points(ring, arcs)
    total = sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(points))
    return abs(total) / 2 * math.cos(math.radians(points[0][1]))


def _used(features: list[dict[str, Any]]) -> list[int]:
    rings = (ring for feature in features for polygon in feature["arcs"] for ring in polygon)
    return sorted({number if number >= 0 else ~number for ring in rings for number in ring})


def _triangle(a: Point, b: Point, c: Point) -> float:
    doubled = (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])
    return abs(doubled) / 2 * math.cos(math.radians(b[1]))


def _limit(point: Point) -> float:
    """The smallest triangle that is kept at a place."""
    x, y = point
    return next(limit for (west, south, east, north), limit in DETAIL if west <= x <= east and south <= y <= north)


def _simplify(points: list[Point]) -> list[Point]:
    """Visvalingam: take away, one by one, the points whose triangle with their neighbours is smallest."""
    closed = points[0] == points[-1]
    fewest = 5 if closed else 2
    left, right = list(range(-1, len(points) - 1)), list(range(1, len(points) + 1))
    heap = [(_triangle(points[i - 1], points[i], points[i + 1]), i) for i in range(1, len(points) - 1)]
    heapq.heapify(heap)
    alive, areas = [True] * len(points), {i: area for area, i in heap}
    remaining = len(points)
    while heap and remaining > fewest:
        area, i = heapq.heappop(heap)
        if not alive[i] or areas[i] != area:
            continue
        if area > _limit(points[i]):
            continue
        alive[i] = False
        remaining -= 1
        before, after = left[i], right[i]
        right[before], left[after] = after, before
        for j in (before, after):
            if 0 < j < len(points) - 1:
                # Never less than the area just removed, so that order of removal keeps its meaning.
                areas[j] = max(area, _triangle(points[left[j]], points[j], points[right[j]]))
                heapq.heappush(heap, (areas[j], j))
    return [point for i, point in enumerate(points) if alive[i]]


def _encode(features: list[dict[str, Any]], arcs: dict[int, list[Point]]) -> bytes:
    """Write TopoJSON with coordinates as steps on a grid."""
    order = {number: place for place, number in enumerate(arcs)}

    def renumber(number: int) -> int:
        return order[number] if number >= 0 else ~order[~number]

    for feature in features:
        feature["arcs"] = [[[renumber(number) for number in ring] for ring in polygon] for polygon in feature["arcs"]]
    written = []
    for points in arcs.values():
        grid = [(round((x + 180) / DIGITS), round((y + 90) / DIGITS)) for x, y in points]
        steps = [grid[0]]
        steps += [(b[0] - a[0], b[1] - a[1]) for a, b in itertools.pairwise(grid) if a != b]
        # An arc needs two points, also where both fall on one crossing of the grid.
        written.append(steps if len(steps) > 1 else [*steps, (0, 0)])
    topology = {
        "type": "Topology",
        "transform": {"scale": [DIGITS, DIGITS], "translate": [-180, -90]},
        "objects": {"countries": {"type": "GeometryCollection", "geometries": features}},
        "arcs": written,
    }
    return json.dumps(topology, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"
