"""What can be drawn. Each function fills a sheet; ``draw`` chooses it by the name of the pattern."""

import itertools
import math
from collections.abc import Callable

from PIL import Image, ImageChops, ImageDraw

from citysynergy.demo.pictures import relief
from citysynergy.demo.pictures.canvas import (
    ACCENTS,
    HEIGHT,
    INK,
    LAND,
    LINE,
    MARGIN,
    PAPER,
    SCALE,
    SEA,
    SIZE,
    WIDTH,
    Point,
    Sheet,
    mix,
)

__all__ = ["PATTERNS", "SIZE", "draw"]


def draw(pattern: str, accent: str, seed: int) -> Image.Image:
    """Draw one picture. The same arguments give the same picture."""
    sheet = Sheet(accent, seed)
    PATTERNS[pattern](sheet)
    return sheet.finished()


def isobath(sheet: Sheet) -> None:
    """Depths of the sea, band by band, with soundings."""
    ground = relief.rolling(sheet.random, slope=0.5)
    bands = [(36 * number, sheet.tint(0.30 - 0.04 * number)) for number in range(6)]
    sheet.cover(ground.tinted([*bands, (216, LAND)]))
    sheet.paste(sheet.tint(0.55), ground.contours(12, SCALE))
    sheet.paste(sheet.accent, ground.contours(36, 2 * SCALE))
    _soundings(sheet, ground, below=205)


def contour(sheet: Sheet) -> None:
    """Heights of the land in fine lines, with a river and spot heights."""
    ground = relief.rolling(sheet.random, octaves=(2, 5, 11))
    bands = [(level, sheet.tint(0.05 + 0.05 * number)) for number, level in enumerate((110, 150, 190, 225))]
    sheet.cover(ground.tinted([(0, PAPER), *bands]))
    sheet.paste(sheet.tint(0.45), ground.contours(8, SCALE))
    sheet.paste(sheet.accent, ground.contours(40, 2 * SCALE))
    river = _river(sheet, (0, HEIGHT * sheet.random.uniform(0.3, 0.7)), 0.0, 60)
    sheet.line(river, SEA, 26)
    sheet.line(river, PAPER, 14)
    for _ in range(9):
        x, y = _somewhere(sheet)
        sheet.dot((x, y), 3, INK)
        sheet.text((x + 12 * SCALE, y), str(ground.at(x, y)), 15, INK, "lm")


def chart_coast(sheet: Sheet) -> None:
    """A coast with its sea, a rose and a route."""
    ground = relief.rolling(sheet.random, slope=0.9)
    _sea_and_land(sheet, ground, coast=140)
    sheet.rose((WIDTH * 0.17, HEIGHT * 0.26), 105)
    _route(sheet, [(WIDTH * 0.1, HEIGHT * 0.86), (WIDTH * 0.35, HEIGHT * 0.6), (WIDTH * 0.56, HEIGHT * 0.5)])


def chart_delta(sheet: Sheet) -> None:
    """Low land cut by the arms of a river that reach the sea."""
    ground = relief.rolling(sheet.random, octaves=(2, 4, 9), slope=1.3)
    _sea_and_land(sheet, ground, coast=48)
    mouth = HEIGHT * sheet.random.uniform(0.4, 0.6)
    water = Image.new("L", (WIDTH, HEIGHT), 0)
    pen = ImageDraw.Draw(water)
    for turn in (-0.75, -0.4, 0.0, 0.35, 0.8):
        pen.line(_river(sheet, (WIDTH * 0.9, mouth), math.pi + turn, 60), fill=255, width=20 * SCALE, joint="curve")
    pen.line([(WIDTH * 0.88, mouth), (WIDTH, mouth)], fill=255, width=32 * SCALE)
    banks = ImageChops.difference(water, ImageChops.offset(water, 0, 2 * SCALE))
    land = ground.above(48)
    sheet.paste(mix(SEA, sheet.accent, 0.12), ImageChops.multiply(water, land))
    sheet.paste(sheet.accent, ImageChops.multiply(banks, land))


def chart_islands(sheet: Sheet) -> None:
    """A few islands in an open sea."""
    count = sheet.random.choice((3, 4, 5))
    centres = [
        (0.14 + 0.72 * number / (count - 1), sheet.random.uniform(0.25, 0.75), sheet.random.uniform(0.06, 0.13))
        for number in range(count)
    ]
    ground = relief.islands(sheet.random, centres)
    _sea_and_land(sheet, ground, coast=150)
    sheet.rose((WIDTH * 0.88, HEIGHT * 0.2), 82)
    _route(sheet, [(cx * WIDTH, cy * HEIGHT) for cx, cy, _radius in centres])


def chart_reef(sheet: Sheet) -> None:
    """One island with the reef around it."""
    centre = (sheet.random.uniform(0.42, 0.58), 0.52, 0.2)
    ground = relief.islands(sheet.random, [centre, (centre[0] - 0.2, 0.6, 0.05)])
    _sea_and_land(sheet, ground, coast=160)
    for level in (118, 126, 134):
        reef = ground.contours(level, 3 * SCALE, first=level - 4, last=level + 4)
        sheet.paste(ACCENTS["madder"], reef)


def chart_kingdom(sheet: Sheet) -> None:
    """Four places at the edges of one sheet, tied by lines."""
    ground = relief.rolling(sheet.random, octaves=(3, 7))
    sheet.paste(sheet.tint(0.22), ground.contours(10, SCALE))
    places = [(0.42, 0.36), (0.83, 0.17), (0.7, 0.83), (0.16, 0.78)]
    points = [(x * WIDTH, y * HEIGHT) for x, y in places]
    for index, first in enumerate(points):
        for second in points[index + 1 :]:
            sheet.line(_arc(first, second, 0.12), sheet.accent, 2)
    for index, point in enumerate(points):
        sheet.dot(point, 46 if index == 0 else 26, PAPER, sheet.accent)
        sheet.half_marks(point, 30 if index == 0 else 16, 2)


def canal_grid(sheet: Sheet) -> None:
    """A town of canals: half rings around a harbour, and the blocks between them."""
    sheet.pen.rectangle((0, 0, WIDTH, HEIGHT), fill=sheet.tint(0.06))
    centre = (WIDTH * sheet.random.uniform(0.4, 0.6), HEIGHT * 1.02)
    radius, ring = 150 * SCALE, 0
    while radius < WIDTH * 0.9:
        _ring_of_blocks(sheet, centre, radius, 92 * SCALE)
        radius += 92 * SCALE
        width = (26 if ring % 2 else 14) * SCALE
        box = (
            centre[0] - radius - width,
            centre[1] - radius - width,
            centre[0] + radius + width,
            centre[1] + radius + width,
        )
        sheet.pen.arc(box, 180, 360, fill=sheet.tint(0.55), width=width + 4 * SCALE)
        sheet.pen.arc(box, 180, 360, fill=SEA, width=width)
        radius += width
        ring += 1
    for step in range(1, 8):
        angle = math.pi + math.pi * step / 8 + sheet.random.uniform(-0.05, 0.05)
        ends = [(centre[0] + math.cos(angle) * r, centre[1] + math.sin(angle) * r) for r in (150 * SCALE, WIDTH)]
        sheet.line(ends, PAPER, 13)
        sheet.line(ends, sheet.tint(0.35), 1)
    sheet.dot((centre[0], HEIGHT - 90 * SCALE), 60, PAPER, sheet.accent)
    sheet.half_marks((centre[0], HEIGHT - 90 * SCALE), 34, 3)


def harbour(sheet: Sheet) -> None:
    """Quays, basins and berthed ships, seen from above."""
    sheet.pen.rectangle((0, 0, WIDTH, HEIGHT), fill=SEA)
    _grid(sheet, 16, mix(SEA, PAPER, 0.6))
    quay = HEIGHT * sheet.random.uniform(0.28, 0.4)
    sheet.pen.rectangle((0, 0, WIDTH, quay), fill=PAPER)
    sheet.line([(0, quay), (WIDTH, quay)], sheet.accent, 4)
    x = 60.0 * SCALE
    while x < WIDTH - 200 * SCALE:
        wide, deep = sheet.random.randint(70, 190) * SCALE, sheet.random.uniform(0.25, 0.52) * HEIGHT
        _pier(sheet, x, quay, wide, deep)
        x += wide + sheet.random.randint(90, 170) * SCALE
    _sheds(sheet, quay)
    for _ in range(4):
        _ship(sheet, (sheet.random.uniform(0.08, 0.92) * WIDTH, HEIGHT * sheet.random.uniform(0.84, 0.94)), 90, 0)


def graticule(sheet: Sheet) -> None:
    """Meridians and parallels with arcs between places."""
    sheet.pen.rectangle((0, 0, WIDTH, HEIGHT), fill=LAND)
    middle = (WIDTH * sheet.random.uniform(0.3, 0.7), -HEIGHT * 0.9)
    for step in range(18):
        radius = HEIGHT * (1.0 + 0.09 * step)
        box = (middle[0] - radius * 1.6, middle[1] - radius, middle[0] + radius * 1.6, middle[1] + radius)
        sheet.pen.arc(box, 0, 180, fill=sheet.tint(0.3 if step % 3 else 0.6), width=SCALE)
    for step in range(33):
        angle = math.pi * step / 32
        ends = [
            (middle[0] + math.cos(angle) * HEIGHT * r * 1.6, middle[1] + math.sin(angle) * HEIGHT * r)
            for r in (0.9, 2.7)
        ]
        sheet.line(ends, sheet.tint(0.3 if step % 4 else 0.6), 1)
    places = [(WIDTH * (0.12 + 0.76 * number / 7), HEIGHT * sheet.random.uniform(0.16, 0.84)) for number in range(8)]
    sheet.random.shuffle(places)
    for first, second in itertools.pairwise(places):
        sheet.line(_arc(first, second, sheet.random.uniform(0.12, 0.3)), sheet.accent, 3)
    for index, place in enumerate(places):
        sheet.dot(place, 15, PAPER, sheet.accent)
        if index in (0, 5):
            sheet.half_marks(place, 34, 7)


def ledger(sheet: Sheet) -> None:
    """A page of a register: columns, entries and sums."""
    columns = [0.06, 0.16, 0.5, 0.63, 0.8, 0.94]
    row_height = 38 * SCALE
    for number in range(1, HEIGHT // row_height):
        y = number * row_height
        sheet.line([(0, y), (WIDTH, y)], sheet.tint(0.25), 1)
        if number > 2:
            _entry(sheet, y, row_height, columns)
    for share in columns:
        sheet.line([(share * WIDTH, 0), (share * WIDTH, HEIGHT)], sheet.tint(0.6), 2 if share in (0.16, 0.94) else 1)
    sheet.line([(0, 2 * row_height), (WIDTH, 2 * row_height)], sheet.accent, 4)
    at = (WIDTH * sheet.random.uniform(0.62, 0.8), HEIGHT * sheet.random.uniform(0.55, 0.75))
    sheet.dot(at, 108, mix(PAPER, sheet.accent, 0.06), sheet.accent)
    sheet.half_marks(at, 66, 6)


PATTERNS: dict[str, Callable[[Sheet], None]] = {
    "isobath": isobath,
    "contour": contour,
    "chart-coast": chart_coast,
    "chart-delta": chart_delta,
    "chart-islands": chart_islands,
    "chart-reef": chart_reef,
    "chart-kingdom": chart_kingdom,
    "canal-grid": canal_grid,
    "harbour": harbour,
    "graticule": graticule,
    "ledger": ledger,
}


def _sea_and_land(sheet: Sheet, ground: relief.Relief, coast: int) -> None:
    depths = [(coast * number // 6, mix(sheet.tint(0.2, SEA), SEA, 0.2 * number)) for number in range(6)]
    sheet.cover(ground.tinted([*depths, (coast, LAND)]))
    sheet.paste(sheet.tint(0.4), ground.contours(max(coast // 12, 6), SCALE, last=coast - 1))
    sheet.paste(sheet.tint(0.16), ground.contours(14, SCALE, first=coast))
    shore = ground.contours(coast, 3 * SCALE, first=coast - 1, last=coast)
    sheet.paste(INK, shore)
    _soundings(sheet, ground, below=coast - 12)


def _soundings(sheet: Sheet, ground: relief.Relief, below: int) -> None:
    for _ in range(46):
        x, y = _somewhere(sheet)
        if ground.at(x, y) < below:
            sheet.text((x, y), str((below - ground.at(x, y)) // 4 + 2), 14, mix(sheet.accent, INK, 0.3))


def _grid(sheet: Sheet, lines: int, colour: tuple[int, int, int] = LINE) -> None:
    for number in range(1, lines):
        x = WIDTH * number / lines
        sheet.line([(x, 0), (x, HEIGHT)], mix(colour, PAPER, 0.5), 0.5)
        if number < lines * 5 // 8 + 1:
            y = HEIGHT * number / (lines * 5 // 8)
            sheet.line([(0, y), (WIDTH, y)], mix(colour, PAPER, 0.5), 0.5)


def _somewhere(sheet: Sheet, edge: float = 0.08) -> Point:
    return sheet.random.uniform(edge, 1 - edge) * WIDTH, sheet.random.uniform(edge, 1 - edge) * HEIGHT


def _river(sheet: Sheet, start: Point, heading: float, steps: int) -> list[Point]:
    points, (x, y), drift = [start], start, 0.0
    for _ in range(steps):
        drift = 0.8 * drift + sheet.random.uniform(-0.16, 0.16)
        angle = heading + drift * 3
        x, y = x + math.cos(angle) * WIDTH / 46, y + math.sin(angle) * WIDTH / 46
        points.append((x, y))
    return points


def _arc(first: Point, second: Point, bend: float) -> list[Point]:
    middle = ((first[0] + second[0]) / 2, (first[1] + second[1]) / 2)
    away = (middle[0] - bend * (second[1] - first[1]), middle[1] + bend * (second[0] - first[0]))
    points = []
    for step in range(33):
        t = step / 32
        x, y = ((1 - t) ** 2 * first[axis] + 2 * t * (1 - t) * away[axis] + t**2 * second[axis] for axis in (0, 1))
        points.append((x, y))
    return points


def _route(sheet: Sheet, stops: list[Point]) -> None:
    for first, second in itertools.pairwise(stops):
        path = _arc(first, second, 0.1)
        for number in range(0, 32, 2):
            sheet.line(path[number : number + 2], ACCENTS["madder"], 3)
    for stop in stops:
        sheet.dot(stop, 9, PAPER, ACCENTS["madder"])


def _ring_of_blocks(sheet: Sheet, centre: Point, radius: float, depth: float) -> None:
    blocks = max(6, int(radius / (62 * SCALE)))
    for number in range(blocks):
        start, end = (math.pi + math.pi * (number + part) / blocks for part in (0.06, 0.94))
        shade = sheet.tint(sheet.random.choice((0.1, 0.16, 0.24, 0.34)))
        inner, outer = radius + 10 * SCALE, radius + depth - 8 * SCALE
        corners = [
            (
                centre[0] + math.cos(start + (end - start) * step / 6) * r,
                centre[1] + math.sin(start + (end - start) * step / 6) * r,
            )
            for r, steps in ((inner, range(7)), (outer, range(6, -1, -1)))
            for step in steps
        ]
        sheet.pen.polygon(corners, fill=shade, outline=sheet.tint(0.6))


def _pier(sheet: Sheet, x: float, top: float, wide: float, deep: float) -> None:
    sheet.pen.rectangle((x, top - 4 * SCALE, x + wide, top + deep), fill=PAPER)
    sheet.line([(x, top), (x, top + deep), (x + wide, top + deep), (x + wide, top)], sheet.accent, 4)
    y = top + 30 * SCALE
    while y < top + deep - 30 * SCALE:
        count = max(1, int(wide // (34 * SCALE)) - 1)
        for number in range(count):
            left = x + 20 * SCALE + number * 34 * SCALE
            shade = sheet.tint(sheet.random.choice((0.12, 0.3, 0.55, 0.85)))
            sheet.pen.rectangle((left, y, left + 26 * SCALE, y + 14 * SCALE), fill=shade)
        y += 22 * SCALE
    if sheet.random.random() < 0.75:
        _ship(sheet, (x + wide + 30 * SCALE, top + deep * 0.5), deep / SCALE * 0.32, math.pi / 2)


def _ship(sheet: Sheet, at: Point, half_length: float, heading: float) -> None:
    long, wide = half_length * SCALE, 17 * SCALE
    outline = [(-1, -1), (0.62, -1), (1, 0), (0.62, 1), (-1, 1)]
    cos, sin = math.cos(heading), math.sin(heading)
    hull = [(at[0] + x * long * cos - y * wide * sin, at[1] + x * long * sin + y * wide * cos) for x, y in outline]
    sheet.pen.polygon(hull, fill=LAND, outline=INK, width=2 * SCALE)
    bridge = [
        (at[0] + x * long * cos - y * wide * 0.6 * sin, at[1] + x * long * sin + y * wide * 0.6 * cos)
        for x, y in ((-0.85, -1), (-0.6, -1), (-0.6, 1), (-0.85, 1))
    ]
    sheet.pen.polygon(bridge, fill=sheet.accent)


def _sheds(sheet: Sheet, quay: float) -> None:
    x = float(MARGIN)
    while x < WIDTH:
        wide, high = sheet.random.randint(60, 220) * SCALE, sheet.random.uniform(0.35, 0.7) * quay
        top = quay * 0.86 - high
        sheet.pen.rectangle((x, top, x + wide, top + high), fill=sheet.tint(0.13), outline=sheet.tint(0.6), width=SCALE)
        for number in range(1, int(wide // (26 * SCALE))):
            left = x + number * 26 * SCALE
            sheet.line([(left, top), (left, top + high)], sheet.tint(0.35), 1)
        x += wide + sheet.random.randint(16, 60) * SCALE


def _entry(sheet: Sheet, y: int, row_height: int, columns: list[float]) -> None:
    middle = y - row_height / 2
    sheet.line([(columns[0] * WIDTH + 12 * SCALE, middle), (columns[1] * WIDTH - 24 * SCALE, middle)], LINE, 3)
    reach = sheet.random.uniform(0.3, 0.94)
    start, end = columns[1] * WIDTH + 20 * SCALE, columns[2] * WIDTH - 20 * SCALE
    sheet.line([(start, middle), (start + (end - start) * reach, middle)], INK, 5)
    dot = (columns[2] * WIDTH + (columns[3] - columns[2]) * WIDTH / 2, middle)
    kind = sheet.random.choice(("round", "ring", "none"))
    if kind != "none":
        sheet.dot(dot, 9, sheet.accent if kind == "round" else PAPER, sheet.accent)
    left, right = columns[3] * WIDTH + 14 * SCALE, columns[4] * WIDTH - 14 * SCALE
    bar = left + (right - left) * sheet.random.random() ** 1.5
    sheet.pen.rectangle((left, middle - 8 * SCALE, bar, middle + 8 * SCALE), fill=sheet.tint(0.5))
    sheet.text((columns[5] * WIDTH - 14 * SCALE, middle), str(sheet.random.randint(4, 986)), 18, INK, "rm")
