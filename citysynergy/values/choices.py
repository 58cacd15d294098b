"""A field that holds several values of one fixed vocabulary, in one column, and can be filtered on any database."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

SEPARATOR = "|"


def holds(value: str) -> str:
    """Return the text to look for with ``<field>__contains`` to find rows whose list holds ``value``."""
    return f"{SEPARATOR}{value}{SEPARATOR}"


class ChoiceListFormField(forms.TypedMultipleChoiceField):
    """Checkboxes; an empty selection is an empty list."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("empty_value", [])
        super().__init__(**kwargs)


class ChoiceListField(models.CharField):
    """Stores a list of choices as ``|one|two|``; the value in Python is a ``list[str]``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 250)
        kwargs.setdefault("default", list)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> list[str]:
        return self.to_python(value)

    def to_python(self, value: Any) -> Any:
        if not value:
            return []
        if isinstance(value, str):
            return [part for part in value.split(SEPARATOR) if part]
        return list(value)

    def get_prep_value(self, value: Any) -> str:
        if isinstance(value, str):
            return value
        values: Iterable[str] = value or []
        joined = SEPARATOR.join(values)
        return holds(joined) if joined else ""

    def value_to_string(self, obj: Any) -> str:
        return self.get_prep_value(self.value_from_object(obj))

    def validate(self, value: Any, model_instance: Any) -> None:
        if not value and not self.blank:
            raise ValidationError(self.error_messages["blank"], code="blank")
        known = {str(key) for key, _label in self.flatchoices}
        for item in value:
            if item not in known:
                raise ValidationError(_("%(value)s is not one of the choices."), params={"value": item})

    def run_validators(self, value: Any) -> None:
        super().run_validators(self.get_prep_value(value))

    def labels(self, values: Iterable[str]) -> list[str]:
        """The words for the values, in the active language and the order of the vocabulary."""
        chosen = set(values)
        return [str(label) for key, label in self.flatchoices if key in chosen]

    def formfield(self, **kwargs: Any) -> Any:
        for name in ("choices_form_class", "max_length"):
            kwargs.pop(name, None)
        options = {
            "form_class": ChoiceListFormField,
            "choices": self.flatchoices,
            "required": not self.blank,
            "label": capfirst(self.verbose_name),
            "help_text": self.help_text,
            **kwargs,
        }
        return options.pop("form_class")(**options)
