"""Pictures drawn by the program: always the same, of their size, and different from each other."""

import pytest

from citysynergy.demo.pictures import SIZE, draw
from citysynergy.demo.pictures.drawing import PATTERNS


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_picture_depends_on_its_arguments_alone(pattern):
    first, again, other = (draw(pattern, "green", seed).tobytes() for seed in (7, 7, 8))
    assert first == again
    assert pattern == "chart-kingdom" or first != other


@pytest.mark.parametrize("accent", ["green", "madder", "umber", "violet"])
def test_a_picture_has_the_size_and_colour_asked_for(accent):
    drawn = draw("harbour", accent, 1)
    assert drawn.size == SIZE == (1600, 1000)
    assert drawn.tobytes() != draw("harbour", "green" if accent != "green" else "violet", 1).tobytes()
