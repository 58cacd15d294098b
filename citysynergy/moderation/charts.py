"""Bars drawn on the server: figures beside a table that says the same."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH_OF_GROUP = 72
HEIGHT = 160
# Room for the name of a group below its bars, and for the number above the highest.
FOOT, HEAD = 24, 16


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, in the units of the drawing."""

    series: int
    x: float
    y: float
    width: float
    height: float
    value: int

    @property
    def middle(self) -> float:
        """Where its number stands."""
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class BarChart:
    """Groups of bars of equal width."""

    bars: list[Bar]
    labels: list[tuple[float, str]]
    width: int
    height: int = HEIGHT

    @property
    def ground(self) -> int:
        """Where the bars stand."""
        return self.height - FOOT


def bar_chart(groups: Sequence[tuple[str, Sequence[int]]]) -> BarChart:
    """A drawing of these figures: for each group its name and one value for each series."""
    highest = max((value for _label, values in groups for value in values), default=0) or 1
    ground, bars, labels = HEIGHT - FOOT, [], []
    for place, (label, values) in enumerate(groups):
        left = place * WIDTH_OF_GROUP
        width = (WIDTH_OF_GROUP - 12) / max(len(values), 1)
        for series, value in enumerate(values):
            height = (ground - HEAD) * value / highest
            bars.append(Bar(series, left + 6 + series * width, ground - height, width - 2, height, value))
        labels.append((left + WIDTH_OF_GROUP / 2, label))
    return BarChart(bars, labels, max(len(groups), 1) * WIDTH_OF_GROUP)
