"""What can be wrong with a search, in words a visitor understands."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

# A list of allowed values longer than this is not repeated; the answer names the address that lists them.
LISTED = 60


@dataclass(frozen=True)
class Problem:
    """One parameter that was not understood. ``allowed`` lists what is; ``see`` is where a long list can be read."""

    parameter: str
    value: str
    code: str
    allowed: tuple[str, ...] = ()
    see: str = ""

    @property
    def message(self) -> str:
        """The problem in the active language."""
        # Only the beginning of a value is repeated: it may be thousands of characters long.
        value = self.value if len(self.value) <= 60 else f"{self.value[:60]}…"
        return _MESSAGES[self.code]() % {"parameter": self.parameter, "value": value}

    @property
    def notice(self) -> str:
        """The problem and what was done about it, for a page that searches all the same."""
        if self.code in _SHORTENED:
            return f"{self.message} {_('Only the first part was used.')}"
        return f"{self.message} {_('The search was done without it.')}"


# What is too long is used as far as it goes.
_SHORTENED = frozenset({"long", "clauses", "many"})

_MESSAGES = {
    "unknown": lambda: _("“%(value)s” is not a known value of “%(parameter)s”."),
    "number": lambda: _("“%(value)s” is not a whole number that “%(parameter)s” can use."),
    "bbox": lambda: _(
        "“%(value)s” is not an area of the map. Write west, south, east and north in degrees, parted by commas."
    ),
    "near": lambda: _(
        "“%(value)s” is not a place with a distance. Write latitude, longitude and kilometres, parted by commas."
    ),
    "years": lambda: _("The first year lies after the last."),
    "long": lambda: _("The search text is too long."),
    "clauses": lambda: _("The search text has too many words."),
    "empty": lambda: _("The search text holds no letters or digits."),
    "many": lambda: _("Too many values of “%(parameter)s” were chosen."),
    "cursor": lambda: _("This is no cursor; follow “next” from the first page."),
    "deep": lambda: _(
        "Pages beyond the first 10,000 results cannot be asked for by “page”; follow “next”, which carries a “cursor”."
    ),
}


class QueryError(ValueError):
    """A search that is refused rather than guessed at."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(problem.code + ": " + problem.parameter for problem in problems))
        self.problems = tuple(problems)
