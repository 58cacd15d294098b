"""Pictures for the demonstration, drawn by a program: charts, contours, canals, harbours and ledgers.

The same picture comes out every time: each is drawn from a seed. Nothing is stored in the repository.
"""

from citysynergy.demo.pictures.drawing import SIZE, draw

__all__ = ["SIZE", "draw"]
