"""Dates that carry their own precision: a year, a month or a day.

A partial date is written as in ISO 8601 with reduced precision: ``1983``, ``2024-01`` or ``2024-01-15``.
"Since 1983" thus stays 1983 in every page and export.
"""

import calendar
import datetime
import re
from dataclasses import dataclass
from functools import total_ordering
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

INVALID = _("Write a year (1983), a month (2024-01 or 01-2024) or a day (2024-01-15 or 15-01-2024).")

_ISO = re.compile(r"^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$")
_DAY_FIRST = re.compile(r"^(?:(\d{1,2})[-/. ])?(\d{1,2})[-/. ](\d{4})$")


@total_ordering
@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, a year and month, or a full date.

    Raises ``ValueError`` when the parts form no date. Ordered by the earliest day it may mean.
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError("A day needs a month.")
        datetime.date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ISO notation (``2024-01``) or day-first notation (``15-01-2024``, ``01/2024``)."""
        text = text.strip()
        if match := _ISO.match(text):
            year, month, day = match.groups()
        elif match := _DAY_FIRST.match(text):
            day, month, year = match.groups()
        else:
            raise ValueError(f"Not a date: {text!r}")
        return cls(int(year), int(month) if month else None, int(day) if day else None)

    @property
    def earliest(self) -> datetime.date:
        """The first day that this may mean."""
        return datetime.date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> datetime.date:
        """The last day that this may mean."""
        month = self.month or 12
        return datetime.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, PartialDate):
            return NotImplemented
        return (self.earliest, self.latest) < (other.earliest, other.latest)

    def __str__(self) -> str:
        text = f"{self.year:04d}"
        if self.month:
            text += f"-{self.month:02d}"
        if self.day:
            text += f"-{self.day:02d}"
        return text

    def display(self) -> str:
        """The date in words of the active language, no more precise than it is: "1983", "januari 2024"."""
        if self.day:
            return date_format(self.earliest, "j F Y")
        if self.month:
            return date_format(self.earliest, "F Y")
        return str(self.year)


class PartialDateFormField(forms.CharField):
    """A text box that takes a year, a month or a day."""

    default_error_messages = {"invalid": INVALID}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 10)
        super().__init__(**kwargs)
        self.empty_value = None

    def to_python(self, value: Any) -> Any:
        if isinstance(value, PartialDate):
            return value
        text = super().to_python(value)
        if not text:
            return None
        try:
            return PartialDate.parse(text)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def run_validators(self, value: Any) -> None:
        super().run_validators(str(value) if value else value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class PartialDateField(models.CharField):
    """Stores a :class:`PartialDate` as text, ``""`` for none; texts of equal precision sort by time."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 10
        kwargs.setdefault("blank", True)
        kwargs.setdefault("null", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> PartialDate | None:
        return PartialDate.parse(value) if value else None

    def to_python(self, value: Any) -> PartialDate | None:
        if not value or isinstance(value, PartialDate):
            return value or None
        try:
            return PartialDate.parse(str(value))
        except ValueError:
            raise ValidationError(INVALID, code="invalid") from None

    def get_prep_value(self, value: Any) -> str | None:
        value = self.to_python(value)
        return str(value) if value else None

    def value_to_string(self, obj: Any) -> str:
        value = self.value_from_object(obj)
        return str(value) if value else ""

    def run_validators(self, value: Any) -> None:
        super().run_validators(str(value) if value else value)

    def formfield(self, **kwargs: Any) -> Any:
        kwargs.pop("choices_form_class", None)
        return models.Field.formfield(self, **{"form_class": PartialDateFormField, **kwargs})
