"""Pictures drawn by the program: always the same, of their size, and different from each other."""

import pytest

from citysynergy.demo.pictures import SIZE, draw
from citysynergy.demo.pictures.drawing import PATTERNS


@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_same_seed_gives_the_same_picture(pattern):
    assert draw(pattern, "green", 7).tobytes() == draw(pattern, "green", 7).tobytes()


@pytest.mark.parametrize("pattern", ["harbour", "graticule", "ledger", "canal-grid"])
def test_another_seed_gives_another_picture(pattern):
    assert draw(pattern, "green", 7).tobytes() != draw(pattern, "green", 8).tobytes()


@pytest.mark.parametrize("accent", ["green", "madder", "umber", "violet"])
def test_a_picture_has_the_size_and_colour_asked_for(accent):
    drawn = draw("harbour", accent, 1)
    assert drawn.size == SIZE == (1600, 1000)
    assert drawn.tobytes() != draw("harbour", "green" if accent != "green" else "violet", 1).tobytes()
