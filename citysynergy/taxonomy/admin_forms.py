"""Forms of the data steward: the rows that belong to a record are written one a line."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

LONGEST_NAME = 200


class LinesField(forms.CharField):
    """A text area whose value is a list: the lines, without doubles and empty ones."""

    def __init__(self, *, longest: int = LONGEST_NAME, **kwargs: Any) -> None:
        self.longest = longest
        super().__init__(**{"required": False, "widget": forms.Textarea(attrs={"rows": 4}), **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = (value or "").splitlines() if not isinstance(value, list) else value
        found = list(dict.fromkeys(stripped for line in lines if (stripped := line.strip())))
        for line in found:
            if len(line) > self.longest:
                raise ValidationError(_("A line has at most %(limit)d characters.") % {"limit": self.longest})
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or []) != self.to_python(data)


class LinesForm(WagtailAdminModelForm):
    """A form with fields that stand for rows of a related model.

    ``lines`` maps a form field to (related name, column): the rows whose column is not among the lines are
    deleted, lines without a row get one, other rows stay as they are.
    """

    lines: ClassVar[dict[str, tuple[str, str]]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name, (relation, column) in self.lines.items():
                rows = getattr(self.instance, relation).order_by(column)
                self.initial[name] = list(rows.values_list(column, flat=True))

    def save(self, commit: bool = True) -> Any:
        record = super().save(commit=commit)
        for name, (relation, column) in self.lines.items():
            if name in self.changed_data:
                replace_rows(getattr(record, relation), column, self.cleaned_data[name])
        return record


def replace_rows(rows: Any, column: str, wanted: Sequence[str]) -> None:
    """Delete the rows that are not wanted and add the wanted ones that are lacking."""
    rows.exclude(**{f"{column}__in": wanted}).delete()
    present = set(rows.values_list(column, flat=True))
    for value in wanted:
        if value not in present:
            rows.create(**{column: value})


class FixedKeyForm(WagtailAdminModelForm):
    """For records whose code or number is their key: it is given once, other records refer to it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            self.fields[self.instance._meta.pk.name].disabled = True


class CityForm(LinesForm):
    """A city with its other names."""

    other_names = LinesField(
        label=_("Other names"),
        help_text=_("One a line: variants, former names, names in other languages. Search finds the city by each."),
    )
    lines = {"other_names": ("names", "name")}

    def clean(self) -> Any:
        cleaned = super().clean()
        merged = self.cleaned_data.get("merged_into")
        if merged and (merged.pk == self.instance.pk or merged.merged_into_id):
            self.add_error("merged_into", _("Choose the city that stays: another one, itself not merged."))
        return cleaned


class ThemeForm(WagtailAdminModelForm):
    """A theme; it cannot be merged into itself or into one that is gone, nor be its own ancestor."""

    def clean(self) -> Any:
        cleaned = super().clean()
        merged = self.cleaned_data.get("merged_into")
        if merged and (merged.pk == self.instance.pk or merged.merged_into_id):
            self.add_error("merged_into", _("Choose the theme that stays: another one, itself not merged."))
        if _leads_back(self.cleaned_data.get("parent"), self.instance):
            self.add_error("parent", _("A theme cannot be part of itself."))
        return cleaned


class RegionForm(WagtailAdminModelForm):
    """A region; it cannot be its own ancestor."""

    def clean(self) -> Any:
        cleaned = super().clean()
        if _leads_back(self.cleaned_data.get("parent"), self.instance):
            self.add_error("parent", _("A region cannot be part of itself."))
        return cleaned


class ProgrammeForm(LinesForm):
    """A programme with its numbers in registers elsewhere."""

    numbers = LinesField(
        label=_("Numbers in registers"),
        help_text=_("One a line, the register first: CORDIS 731198."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["numbers"] = [str(row) for row in self.instance.identifiers.order_by("scheme", "value")]

    def clean_numbers(self) -> list[tuple[str, str]]:
        """Take each line apart into register and number."""
        pairs = []
        for line in self.cleaned_data["numbers"]:
            scheme, _space, value = line.partition(" ")
            if not value:
                raise ValidationError(_("Write the register before the number: CORDIS 731198."))
            pairs.append((scheme, value.strip()))
        return pairs

    def save(self, commit: bool = True) -> Any:
        programme = super().save(commit=commit)
        if "numbers" in self.changed_data:
            programme.identifiers.all().delete()
            for scheme, value in self.cleaned_data["numbers"]:
                programme.identifiers.create(scheme=scheme, value=value)
        return programme


def _leads_back(parent: Any, record: Any) -> bool:
    """Whether the chain of parents comes to the record itself."""
    while parent is not None:
        if parent.pk == record.pk:
            return True
        parent = parent.parent
    return False
