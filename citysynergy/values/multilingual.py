"""Short texts kept in several languages at once: labels, alternative texts, lessons, names.

Whole pages are translated by rows of their own (see ``citysynergy.cases``); this is for texts of a line or a
paragraph that belong to a record or a row.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from citysynergy.values.languages import (
    active_language,
    content_languages,
    language_codes,
)


class MultilingualText(dict[str, str]):
    """A text in one or more languages, ``{"nl": "…", "en": "…"}``. As a string: in the reader's language."""

    def text_in(self, language: str) -> tuple[str, str]:
        """Return (text, its language): in ``language`` where it exists, else in the first language that has one."""
        if text := self.get(language):
            return text, language
        for code in (*language_codes(), *self):
            if text := self.get(code):
                return text, code
        return "", language

    @property
    def localized(self) -> tuple[str, str]:
        """(text, its language) for the present reader."""
        return self.text_in(active_language())

    @property
    def foreign_language(self) -> str:
        """The language of the text shown, where it is not the reader's; else ``""``. For ``lang`` attributes."""
        language = self.localized[1]
        return language if language != active_language() else ""

    def __str__(self) -> str:
        return self.localized[0]

    def __bool__(self) -> bool:
        return any(self.values())


class MultilingualWidget(forms.MultiWidget):
    """One labelled input for each content language."""

    template_name = "citysynergy/admin/widgets/multilingual.html"

    def __init__(
        self,
        widget: type[forms.Widget] = forms.TextInput,
        attrs: dict[str, Any] | None = None,
    ) -> None:
        self.languages = content_languages()
        super().__init__(
            {code: widget(attrs={"lang": code}) for code, _name in self.languages},
            attrs,
        )

    def decompress(self, value: Any) -> list[str]:
        value = value or {}
        return [value.get(code, "") for code, _name in self.languages]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for subwidget, (_code, label) in zip(context["widget"]["subwidgets"], self.languages, strict=True):
            subwidget["language_label"] = label
        return context


class MultilingualFormField(forms.MultiValueField):
    """Compresses one input per language to a :class:`MultilingualText`; one filled language is enough."""

    def __init__(self, *, multiline: bool = False, max_length: int | None = None, **kwargs: Any) -> None:
        kwargs.pop("encoder", None)
        kwargs.pop("decoder", None)
        widget = forms.Textarea if multiline else forms.TextInput
        kwargs["widget"] = MultilingualWidget(
            widget, attrs={"rows": 3, "data-controller": "w-autosize"} if multiline else None
        )
        fields = [forms.CharField(required=False, max_length=max_length) for _code in language_codes()]
        super().__init__(fields=fields, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[str]) -> MultilingualText:
        return MultilingualText(
            {code: text for code, text in zip(language_codes(), data_list or [], strict=False) if text}
        )

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = [text or "" for text in self.widget.decompress(initial)]
        return before != [text or "" for text in (data or [""] * len(before))]


class MultilingualField(models.JSONField):
    """Stores a :class:`MultilingualText` as JSON.

    ``multiline`` gives the editor text areas; ``max_length`` (characters) holds for each language.
    """

    def __init__(
        self,
        *args: Any,
        multiline: bool = False,
        text_length: int | None = None,
        **kwargs: Any,
    ) -> None:
        self.multiline = multiline
        self.text_length = text_length
        kwargs.setdefault("default", MultilingualText)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        loaded = super().from_db_value(value, expression, connection)
        return MultilingualText(loaded) if isinstance(loaded, dict) else loaded

    def to_python(self, value: Any) -> MultilingualText:
        if value in (None, ""):
            return MultilingualText()
        if isinstance(value, str):
            return MultilingualText({active_language(): value})
        return MultilingualText(value)

    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(value, model_instance)
        if self.text_length and any(len(text) > self.text_length for text in value.values()):
            raise ValidationError(
                _("Use at most %(limit)d characters in each language."),
                params={"limit": self.text_length},
            )

    def value_from_object(self, obj: Any) -> Any:
        return self.to_python(super().value_from_object(obj))

    def formfield(self, **kwargs: Any) -> Any:
        kwargs.pop("widget", None)
        return models.Field.formfield(
            self,
            **{
                "form_class": MultilingualFormField,
                "multiline": self.multiline,
                "max_length": self.text_length,
                **kwargs,
            },
        )


def lang_span(text: MultilingualText) -> str:
    """Return the text as HTML, marked with ``lang`` where it is not in the reader's language."""
    if language := text.foreign_language:
        return format_html('<span lang="{}">{}</span>', language, str(text))
    return mark_safe(format_html("{}", str(text)))
