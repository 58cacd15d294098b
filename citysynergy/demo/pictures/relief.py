"""A made-up relief: hills and depths from chance, their contour lines, and the coast between them."""

import random
from typing import Any

from PIL import Image, ImageChops

from citysynergy.demo.pictures.canvas import HEIGHT, WIDTH, Colour

# The relief is made small and enlarged: smooth, and a hundred times faster.
CELLS = (160, 100)
BICUBIC = Image.Resampling.BICUBIC


class Relief:
    """Heights from 0 (deep) to 255 (high) all over the sheet."""

    def __init__(self, heights: Image.Image) -> None:
        self.heights = heights
        self.levels = heights.resize((WIDTH, HEIGHT), BICUBIC).convert("L")

    def at(self, x: float, y: float) -> int:
        """The height at a point of the sheet."""
        value: Any = self.levels.getpixel((min(int(x), WIDTH - 1), min(int(y), HEIGHT - 1)))
        return int(value)

    def tinted(self, steps: list[tuple[int, Colour]]) -> Image.Image:
        """A picture of the relief: from each level on in its colour. The first level is 0."""
        chosen = []
        for value in range(256):
            chosen.append(next(colour for level, colour in reversed(steps) if value >= level))
        bands = [self.levels.point([colour[band] for colour in chosen]) for band in range(3)]
        return Image.merge("RGB", bands)

    def above(self, level: int) -> Image.Image:
        """A mask of everything at or above a level."""
        return self.levels.point([255 if value >= level else 0 for value in range(256)])

    def contours(self, interval: int, width: int, *, first: int = 0, last: int = 255) -> Image.Image:
        """A mask of the contour lines between two levels."""
        bands = self.levels.point(
            [min(max(value, first), last) // interval * 7 % 256 for value in range(256)],
        )
        across = ImageChops.difference(bands, ImageChops.offset(bands, width, 0))
        down = ImageChops.difference(bands, ImageChops.offset(bands, 0, width))
        return ImageChops.lighter(across, down).point([0] + [255] * 255)


def rolling(chance: random.Random, *, octaves: tuple[int, ...] = (3, 6, 12), slope: float = 0.0) -> Relief:
    """A relief of hills of several sizes; ``slope`` tilts it from left (low) to right (high)."""
    total = Image.new("F", CELLS, 0)
    weight, sum_of_weights = 1.0, 0.0
    for octave in octaves:
        size = (octave * 2, octave)
        noise = Image.new("F", size)
        noise.putdata([chance.random() for _ in range(size[0] * size[1])])
        layer = noise.resize(CELLS, BICUBIC)
        total = _added(total, layer, weight)
        sum_of_weights += weight
        weight /= 2.2
    low, high = _range(total)
    data: list[float] = []
    for index, value in enumerate(_values(total)):
        across = (index % CELLS[0]) / CELLS[0] - 0.5
        data.append(255 * min(max((value - low) / (high - low) + slope * across, 0), 1))
    return _relief(data)


def islands(chance: random.Random, centres: list[tuple[float, float, float]]) -> Relief:
    """A relief that is sea, save around the centres: (x, y, radius) as shares of the sheet's width."""
    ground = _values(rolling(chance, octaves=(5, 10, 20)).heights)
    ratio = CELLS[1] / CELLS[0]
    data: list[float] = []
    for index, value in enumerate(ground):
        x = (index % CELLS[0]) / CELLS[0]
        y = (index // CELLS[0]) / CELLS[1] * ratio
        nearest = max(1 - ((x - cx) ** 2 + (y - cy * ratio) ** 2) ** 0.5 / (radius * 2.2) for cx, cy, radius in centres)
        data.append(min(max(255 * (0.82 * nearest + 0.28 * (value / 255) + 0.02), 0), 255))
    return _relief(data)


def _added(total: Image.Image, layer: Image.Image, weight: float) -> Image.Image:
    """``total + weight * layer`` for images of floating-point numbers."""
    result = Image.new("F", total.size)
    result.putdata([a + weight * b for a, b in zip(_values(total), _values(layer), strict=True)])
    return result


def _values(image: Image.Image) -> list[float]:
    values: Any = image.get_flattened_data() if hasattr(image, "get_flattened_data") else image.getdata()
    return list(values)


def _range(image: Image.Image) -> tuple[float, float]:
    values = _values(image)
    return min(values), max(values)


def _relief(values: list[float]) -> Relief:
    heights = Image.new("F", CELLS)
    heights.putdata(values)
    return Relief(heights)
