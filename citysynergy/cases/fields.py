"""Form fields of the editor: a point, a city, several cities, an organisation, themes by scheme."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from citysynergy.cases.rules import coordinate_problems
from citysynergy.cases.widgets import (
    CheckboxGrid,
    CityListPicker,
    CityPicker,
    OrganisationListPicker,
    OrganisationPicker,
    Picker,
    PointMap,
)
from citysynergy.organisations.models import Organisation
from citysynergy.taxonomy.actions import city_from_gazetteer
from citysynergy.taxonomy.cities import city_label, find_city
from citysynergy.taxonomy.models import City
from citysynergy.values.languages import active_language

_NUMBER = r"[-+]?\d{1,3}(?:\.\d+)?"
_PAIR = re.compile(rf"^\s*({_NUMBER})\s*[,;\s]\s*({_NUMBER})\s*$")
# As wagtailgeowidget writes a point: longitude first.
_WKT = re.compile(rf"^\s*SRID=4326;POINT\s?\(({_NUMBER})\s({_NUMBER})\)\s*$")


class PointField(forms.CharField):
    """A (latitude, longitude), typed or picked on the map."""

    widget = PointMap
    default_error_messages = {
        "invalid": _("Write latitude and longitude in degrees with a comma between them, such as -6.2088, 106.8456."),
    }

    def to_python(self, value: Any) -> Any:
        if isinstance(value, tuple):
            return value
        text = super().to_python(value)
        if not text:
            return None
        if match := _PAIR.match(text):
            latitude, longitude = float(match[1]), float(match[2])
        elif match := _WKT.match(text):
            longitude, latitude = float(match[1]), float(match[2])
        else:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        for problem in coordinate_problems(latitude, longitude):
            raise ValidationError(str(problem), code=problem.code)
        return latitude, longitude

    def has_changed(self, initial: Any, data: Any) -> bool:
        widget: Any = self.widget
        return bool(widget.format_value(initial) != (data or ""))


class PickerField(forms.Field):
    """A record picked by its name: what the form posts is (text, token), what comes out is the record."""

    model: Any = None
    default_error_messages = {
        "unknown": _("“%(text)s” is not known. Choose a name from the list that appears while you type."),
        "several": _("“%(text)s” may be more than one. Choose from the list, or write one of these: %(names)s."),
    }

    def __init__(self, *, queryset: Any = None, **kwargs: Any) -> None:
        for name in ("limit_choices_to", "to_field_name", "blank", "empty_label"):
            kwargs.pop(name, None)
        super().__init__(**kwargs)
        self.queryset = queryset if queryset is not None else self.model._default_manager.all()
        if isinstance(self.widget, Picker):
            self.widget.tokens = self.tokens

    def __deepcopy__(self, memo: Any) -> Any:
        copied = super().__deepcopy__(memo)
        copied.widget.tokens = copied.tokens
        return copied

    def label_of(self, record: Any) -> str:
        """The text that stands for a record in the box."""
        return str(record)

    def record(self, token: str) -> Any | None:
        """The record that a token of the list means; None for a token that means nothing."""
        return self.queryset.filter(pk=token[1:]).first() if re.fullmatch(r"c\d{1,18}", token) else None

    def settled(self, record: Any) -> Any:
        """The record to keep for one that was chosen."""
        return record

    def named(self, text: str) -> list[Any]:
        """The records with exactly this name."""
        raise NotImplementedError

    def tokens(self, value: Any) -> tuple[str, str]:
        """What the box holds for a value of the form: a record or its key."""
        if value in self.empty_values:
            return "", ""
        record = value if isinstance(value, self.model) else self.queryset.filter(pk=value).first()
        return (self.label_of(record), f"c{record.pk}") if record else ("", "")

    def one(self, text: str, token: str) -> Any:
        """The record meant. Raises ``ValidationError`` where text and token leave it open."""
        record = self.record(token) if token else None
        if record is not None and (not text or text == self.label_of(record)):
            return self.settled(record)
        found = self.named(text)
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(self.error_messages["unknown"], code="unknown", params={"text": text})
        names = "; ".join(sorted({self.label_of(item) for item in found}))
        raise ValidationError(self.error_messages["several"], code="several", params={"text": text, "names": names})

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values or isinstance(value, self.model):
            return value or None
        if not isinstance(value, tuple):
            # A plain key, as Wagtail's API sends.
            return self.queryset.filter(pk=value).first()
        text, token = value
        return self.one(text, token) if text else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.tokens(initial) != (data if isinstance(data, tuple) and data[0] else ("", ""))


class CityField(PickerField):
    """One city; one of the gazetteer is added to the cities known when it is chosen."""

    widget: Any = CityPicker
    model = City

    def label_of(self, record: Any) -> str:
        return city_label(record)

    def record(self, token: str) -> Any | None:
        if re.fullmatch(r"g-?\d{1,12}", token):
            return city_from_gazetteer(int(token[1:]))
        return super().record(token)

    def settled(self, record: Any) -> Any:
        return record.merged_into or record

    def named(self, text: str) -> list[Any]:
        return find_city(text, active_language())


class ListField(PickerField):
    """Any number of records: those ticked, and the one whose name stands in the box."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.chosen = self.chosen

    def __deepcopy__(self, memo: Any) -> Any:
        copied = super().__deepcopy__(memo)
        copied.widget.chosen = copied.chosen
        return copied

    def chosen(self, value: Any) -> list[tuple[str, str]]:
        """The ticked boxes for the records, keys or tokens that the form holds."""
        records = []
        for item in value or []:
            if isinstance(item, str) and not item.isdigit():
                record = self.record(item)
            else:
                record = item if isinstance(item, self.model) else self.queryset.filter(pk=item).first()
            if record is not None and record not in records:
                records.append(record)
        return [(f"c{record.pk}", self.label_of(record)) for record in records]

    def prepare_value(self, value: Any) -> Any:
        return value

    def to_python(self, value: Any) -> Any:
        if not isinstance(value, tuple):
            return list(value or [])
        text, tokens = value
        records = []
        for token in tokens:
            record = self.record(token)
            if record is None:
                raise ValidationError(self.error_messages["unknown"], code="unknown", params={"text": token})
            records.append(self.settled(record))
        if text:
            records.append(self.one(text, ""))
        return list(dict.fromkeys(records))

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = [token for token, _label in self.chosen(initial)]
        text, tokens = data if isinstance(data, tuple) else ("", [])
        return bool(text) or sorted(before) != sorted(tokens)


class CityListField(ListField, CityField):
    """Any number of cities."""

    widget: Any = CityListPicker


class OrganisationField(PickerField):
    """One organisation, by any of its names."""

    widget: Any = OrganisationPicker
    model = Organisation

    def named(self, text: str) -> list[Any]:
        return list(self.queryset.called(text))


class OrganisationListField(ListField, OrganisationField):
    """Any number of organisations."""

    widget: Any = OrganisationListPicker


class _GroupedIterator(ModelChoiceIterator):
    """Choices below a heading for each scheme."""

    def __iter__(self) -> Iterator[Any]:
        ordered: Iterable[Any] = self.queryset.select_related("scheme").order_by("scheme__order", "scheme__slug")
        for scheme, themes in groupby(ordered, key=lambda theme: theme.scheme):
            names = sorted(themes, key=lambda theme: str(theme).casefold())
            yield str(scheme), [self.choice(theme) for theme in names]


class ThemesField(forms.ModelMultipleChoiceField):
    """Themes as checkboxes below the name of their scheme."""

    widget = CheckboxGrid
    iterator = _GroupedIterator


class _SortedIterator(ModelChoiceIterator):
    """Choices sorted by what the editor reads: names in several languages have no order in the database."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        yield from sorted(map(self.choice, self.queryset), key=lambda choice: str(choice[1]).casefold())


def sort_choices(field: Any) -> None:
    """Let a select show its records in the alphabetical order of the editor's language."""
    field.iterator = _SortedIterator
    field.widget.choices = field.choices
