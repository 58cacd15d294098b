"""Every point of the index, for the map and for areas: arrays of numbers, since there may be hundreds of thousands."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from citysynergy.discovery.documents import read_point
from citysynergy.discovery.geo import STEPS, BBox, Near, Tally, box_of, cell_number, cell_width, square_of, steps


class Points:
    """Points as the index writes them. It never changes; what was worked out for ``earlier`` points is taken over.

    They are numbered by their finest cell, so those of one cell of any zoom stand together.
    """

    def __init__(self, texts: Iterable[str], earlier: "Points | None" = None) -> None:
        known = earlier._place if earlier is not None else _place_of
        found = sorted((*known(text), text) for text in texts)
        self.texts = [text for *_place, text in found]
        self._cells = array("q", (cell for cell, *_ in found))
        self._latitudes = array("i", (latitude for _, latitude, *_ in found))
        self._longitudes = array("i", (longitude for _, _, longitude, _ in found))
        self._numbers = {text: number for number, text in enumerate(self.texts)}
        self._squares: dict[str, array[int]] = defaultdict(lambda: array("i"))
        for number in range(len(found)):
            self._squares[square_of(*self._degrees(number))].append(number)

    def __len__(self) -> int:
        return len(self.texts)

    def inside(self, areas: Sequence[BBox | Near]) -> list[str]:
        """The points that lie in every one of some areas; all points where there is none."""
        found = self.texts
        for area in areas:
            squares, points = self.parts_of(area)
            inside = {*points, *(self.texts[number] for square in squares for number in self._squares[square])}
            found = [text for text in found if text in inside]
        return found

    def parts_of(self, area: BBox | Near) -> tuple[list[str], list[str]]:
        """An area as the squares that lie in it whole, and the points beside them: few terms for a large box."""
        squares, points = [], []
        for square, members in self._squares.items():
            if isinstance(area, BBox) and area.covers(box_of(square)):
                squares.append(square)
            else:
                points += [self.texts[number] for number in members if area.contains(*self._degrees(number))]
        return squares, points

    def tallies(self, counts: Mapping[str, int], zoom: int) -> Iterator[Tally]:
        """The places in each cell of a zoom that has any; ``counts`` per point."""
        numbered = {self._numbers[text]: count for text, count in counts.items()}
        width, cells = cell_width(zoom), self._cells
        for _cell, members in groupby(sorted(numbered), lambda number: cells[number] // width):
            numbers = list(members)
            counted = [numbered[number] for number in numbers]
            latitudes = [self._latitudes[number] for number in numbers]
            longitudes = [self._longitudes[number] for number in numbers]
            yield Tally.of(latitudes, longitudes, counted)

    def _place(self, text: str) -> tuple[int, int, int]:
        number = self._numbers.get(text)
        if number is None:
            return _place_of(text)
        return self._cells[number], self._latitudes[number], self._longitudes[number]

    def _degrees(self, number: int) -> tuple[float, float]:
        return self._latitudes[number] / STEPS, self._longitudes[number] / STEPS


def _place_of(text: str) -> tuple[int, int, int]:
    """The finest cell of a point, and its latitude and longitude in steps."""
    latitude, longitude = read_point(text)
    return cell_number(latitude, longitude), steps(latitude), steps(longitude)
