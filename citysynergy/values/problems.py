"""What keeps a page from being submitted, said at the place where an editor can mend it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Self

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend, in words of the active language.

    ``field`` is a field of the page or the name of a relation; ``row`` and ``row_field`` point into that relation;
    ``language`` is set where the text of another language than the page's own is meant.
    """

    code: str
    message: str
    field: str = ""
    row: int | None = None
    row_field: str = ""
    language: str = ""

    def __str__(self) -> str:
        return self.message

    def at(self, row: int) -> Self:
        """The same problem, in this row."""
        return replace(self, row=row)


def problems_of(error: ValidationError, field: str = "", row: int | None = None) -> list[Problem]:
    """The messages of a model's ``full_clean()``, as problems of the page or, with ``field``, of a row of it."""
    found: list[Problem] = []
    errors: Mapping[str, Iterable[ValidationError]]
    errors = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
    for name, items in errors.items():
        place = "" if name == NON_FIELD_ERRORS else name
        for item in items:
            message = item.messages[0]
            code = str(item.code or "invalid")
            if field:
                found.append(Problem(code, message, field, row, place))
            else:
                found.append(Problem(code, message, place))
    return found
