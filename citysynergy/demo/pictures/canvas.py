"""A sheet to draw on, at twice its size so that lines come out smooth, and the colours of the look."""

import math
import random
from typing import Any

from PIL import Image, ImageDraw, ImageFont

SIZE = (1600, 1000)
SCALE = 2
WIDTH, HEIGHT = SIZE[0] * SCALE, SIZE[1] * SCALE
MARGIN = 34 * SCALE

type Colour = tuple[int, int, int]
type Point = tuple[float, float]


def hexed(text: str) -> Colour:
    """A colour written as ``#RRGGBB``."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


PAPER = hexed("#F7F9F6")
INK = hexed("#14211F")
SEA = hexed("#DCE8E6")
LAND = hexed("#FBFCFA")
LINE = hexed("#6B7A77")
ACCENTS = {
    "green": hexed("#0B5F55"),
    "madder": hexed("#A8301F"),
    "umber": hexed("#6B4A00"),
    "violet": hexed("#5A3E85"),
}


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """A colour between two; ``share`` is how much of the second."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


class Sheet:
    """A picture in the making, with its accent colour and its source of chance."""

    def __init__(self, accent: str, seed: int, ground: Colour = PAPER) -> None:
        self.accent = ACCENTS[accent]
        self.random = random.Random(seed)  # noqa: S311 - drawing, not secrets
        self.image = Image.new("RGB", (WIDTH, HEIGHT), ground)
        self.pen = ImageDraw.Draw(self.image)

    def tint(self, share: float, ground: Colour = PAPER) -> Colour:
        """The accent, thinned with the ground."""
        return mix(ground, self.accent, share)

    def line(self, points: list[Point], colour: Colour, width: float = 1.0) -> None:
        """A line through points; ``width`` in pixels of the finished picture."""
        self.pen.line(points, fill=colour, width=max(1, round(width * SCALE)), joint="curve")

    def dot(self, at: Point, radius: float, colour: Colour, outline: Colour | None = None) -> None:
        """A disc; with an outline it is a ring filled with the colour."""
        x, y, r = *at, radius * SCALE
        self.pen.ellipse((x - r, y - r, x + r, y + r), fill=colour, outline=outline, width=2 * SCALE)

    def text(self, at: Point, words: str, size: int, colour: Colour, anchor: str = "mm") -> None:
        """Small lettering, such as soundings."""
        font: Any = ImageFont.load_default(size * SCALE)
        self.pen.text(at, words, fill=colour, font=font, anchor=anchor)

    def paste(self, colour: Colour, mask: Image.Image) -> None:
        """Lay a colour on wherever the mask is light."""
        self.image.paste(colour, (0, 0), mask)
        self.pen = ImageDraw.Draw(self.image)

    def cover(self, picture: Image.Image) -> None:
        """Replace the whole ground by a picture."""
        self.image.paste(picture)
        self.pen = ImageDraw.Draw(self.image)

    def half_marks(self, at: Point, radius: float, gap: float) -> None:
        """Supply and demand: two half-marks that close into one."""
        (x, y), r, g = at, radius * SCALE, gap * SCALE
        left = (x - r - g, y - r, x + r - g, y + r)
        right = (x - r + g, y - r, x + r + g, y + r)
        self.pen.pieslice(left, 90, 270, fill=ACCENTS["green"])
        self.pen.arc(right, 270, 90, fill=ACCENTS["madder"], width=5 * SCALE)
        self.pen.line([(x + g, y - r), (x + g, y + r)], fill=ACCENTS["madder"], width=5 * SCALE)

    def rose(self, at: Point, radius: float) -> None:
        """A compass rose."""
        (x, y), r = at, radius * SCALE
        for share in (1.0, 0.8):
            box = (x - r * share, y - r * share, x + r * share, y + r * share)
            self.pen.ellipse(box, outline=self.accent, width=2 * SCALE)
        for step in range(72):
            angle = math.tau * step / 72
            inner = 0.86 if step % 6 == 0 else 0.93
            ends = [(x + math.sin(angle) * r * part, y - math.cos(angle) * r * part) for part in (inner, 1)]
            self.line(ends, self.accent, 1)
        for step in range(8):
            angle, reach = math.tau * step / 8, 0.74 if step % 2 == 0 else 0.42
            tip = (x + math.sin(angle) * r * reach, y - math.cos(angle) * r * reach)
            for side, fill in ((-1, self.accent), (1, PAPER)):
                turn = angle + side * math.tau / 16
                foot = (x + math.sin(turn) * r * 0.16, y - math.cos(turn) * r * 0.16)
                self.pen.polygon([(x, y), tip, foot], fill=fill, outline=self.accent)

    def frame(self) -> None:
        """The neatline of a chart: a double border with a scale of black and white along it."""
        outer, inner = MARGIN // 3, MARGIN
        self.pen.rectangle((0, 0, WIDTH, inner), fill=PAPER)
        self.pen.rectangle((0, HEIGHT - inner, WIDTH, HEIGHT), fill=PAPER)
        self.pen.rectangle((0, 0, inner, HEIGHT), fill=PAPER)
        self.pen.rectangle((WIDTH - inner, 0, WIDTH, HEIGHT), fill=PAPER)
        middle = (outer + inner) // 2
        step = (WIDTH - 2 * inner) // 32
        for number in range(32):
            if number % 2:
                left = inner + number * step
                self.pen.rectangle((left, middle, left + step, inner), fill=INK)
                self.pen.rectangle((left, HEIGHT - inner, left + step, HEIGHT - middle), fill=INK)
        step = (HEIGHT - 2 * inner) // 20
        for number in range(20):
            if number % 2:
                top = inner + number * step
                self.pen.rectangle((middle, top, inner, top + step), fill=INK)
                self.pen.rectangle((WIDTH - inner, top, WIDTH - middle, top + step), fill=INK)
        for edge in (outer, middle, inner):
            self.pen.rectangle((edge, edge, WIDTH - edge, HEIGHT - edge), outline=INK, width=SCALE)

    def finished(self) -> Image.Image:
        """The picture at its own size."""
        self.frame()
        return self.image.reduce(SCALE)
