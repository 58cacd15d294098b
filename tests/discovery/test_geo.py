"""Cells of the map as numbers: the cells of a wider zoom are whole runs of those of a finer one."""

import random

from citysynergy.discovery.geo import MAX_ZOOM, cell_number, cell_of, cell_width

EDGES = [(0.0, 0.0), (90.0, 180.0), (-90.0, -180.0), (85.0511, 179.99999), (-85.0511, -179.99999), (0.0, 180.0)]


def test_a_number_tells_the_cell_at_every_zoom() -> None:
    dice = random.Random(3)
    points = EDGES + [(dice.uniform(-90, 90), dice.uniform(-180, 180)) for _ in range(300)]
    for zoom in range(MAX_ZOOM + 1):
        by_number = {point: cell_number(*point) // cell_width(zoom) for point in points}
        by_cell = {point: cell_of(*point, zoom) for point in points}
        assert len(set(by_number.values())) == len(set(by_cell.values()))
        assert len(set(zip(by_number.values(), by_cell.values(), strict=True))) == len(set(by_cell.values()))


def test_numbers_stay_whole_as_doubles() -> None:
    assert all(cell_number(*point) < 2**53 for point in EDGES)


def test_a_zoom_beyond_the_last_is_the_last() -> None:
    assert cell_width(99) == cell_width(MAX_ZOOM) == 1
    assert cell_width(-5) == cell_width(0)
