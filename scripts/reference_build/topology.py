"""The extent of countries, from a TopoJSON map."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

Box = tuple[float, float, float, float]  # west, south, east, north
Ring = list[tuple[float, float]]


def _decoded_arcs(topology: dict[str, Any]) -> list[Ring]:
    (scale_x, scale_y), (offset_x, offset_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    decoded = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * scale_x + offset_x, y * scale_y + offset_y))
        decoded.append(points)
    return decoded


def outlines(topology: dict[str, Any], layer: str) -> Iterator[tuple[str, str, Ring]]:
    """Yield (id, name, outer ring) for each polygon of each geometry; the id is empty where the map has none."""
    arcs = _decoded_arcs(topology)
    for geometry in topology["objects"][layer]["geometries"]:
        polygons = geometry.get("arcs", [])
        for polygon in [polygons] if geometry["type"] == "Polygon" else polygons:
            ring = [point for index in polygon[0] for point in arcs[index if index >= 0 else ~index]]
            yield geometry.get("id", ""), geometry["properties"]["name"], ring


def _spans(longitudes: list[float]) -> list[tuple[float, float]]:
    """Return the range of longitudes, in two parts where the ring crosses 180°."""
    turns, unwound = 0, [longitudes[0]]
    for before, after in pairwise(longitudes):
        if abs(after - before) > 180:
            turns += 1 if after < before else -1
        unwound.append(after + 360 * turns)
    west, east = min(unwound), max(unwound)
    if east > 180:
        return [(west, 180.0), (-180.0, east - 360)]
    if west < -180:
        return [(west + 360, 180.0), (-180.0, east)]
    return [(west, east)]


def extent(rings: Iterable[Ring]) -> Box:
    """Return the narrowest box around the rings; where that crosses 180°, its west is greater than its east."""
    spans, latitudes = [], []
    for ring in rings:
        spans += _spans([longitude for longitude, _latitude in ring])
        latitudes += [latitude for _longitude, latitude in ring]
    spans.sort()
    covered = [list(spans[0])]
    for west, east in spans[1:]:
        if west <= covered[-1][1]:
            covered[-1][1] = max(covered[-1][1], east)
        else:
            covered.append([west, east])
    # The widest empty stretch of longitudes stays outside the box; the last one reaches round the back of the globe.
    gaps = [(after[0] - before[1], index + 1) for index, (before, after) in enumerate(pairwise(covered))]
    gaps.append((covered[0][0] + 360 - covered[-1][1], 0))
    _width, first = max(gaps)
    return covered[first][0], min(latitudes), covered[first - 1][1], max(latitudes)


def contains(box: Box, longitude: float, latitude: float) -> bool:
    """Tell whether the point lies in the box, which may cross 180°."""
    west, south, east, north = box
    if not south <= latitude <= north:
        return False
    return west <= longitude <= east if west <= east else longitude >= west or longitude <= east
