"""Pure rules of cases: which rows of a public page a reader may see."""

from collections.abc import Iterable
from typing import Protocol

from citysynergy.cases.choices import Audience


class HasAudience(Protocol):
    """A row that says who may read it."""

    audience: str


def readable[Row: HasAudience](rows: Iterable[Row], *, network: bool) -> list[Row]:
    """The rows that the reader may see; ``network`` tells whether the reader belongs to the network."""
    return [row for row in rows if network or row.audience == Audience.PUBLIC]
