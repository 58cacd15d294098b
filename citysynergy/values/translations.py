"""One page, several languages: a page written in one language, with its translations as rows.

A page class lists its ``translated_fields``; a row of :class:`TranslationRow` mirrors them in another language.
``page.text.title`` is then the title in the reader's language where a row has it, else in the page's own.
"""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from citysynergy.values.languages import (
    active_language,
    content_languages,
    language_codes,
)


def default_language() -> str:
    """The first content language of the setting."""
    return language_codes()[0]


def is_empty(text: str | None) -> bool:
    """Whether a text, rich or plain, holds nothing to read: an editor that was left alone sends an empty paragraph."""
    return not strip_tags(text or "").replace("&nbsp;", " ").strip()


class TextInLanguage(str):
    """A text that knows its language; ``foreign`` is that language where it is not the reader's, else ``""``."""

    language: str
    foreign: str

    def __new__(cls, text: str, language: str, wanted: str) -> "TextInLanguage":
        instance = super().__new__(cls, text)
        instance.language = language
        instance.foreign = language if text and language != wanted else ""
        return instance


class PageTexts:
    """The translated fields of a page in one language, each falling back to the page's own language."""

    def __init__(self, page: "TranslatedPageMixin", language: str) -> None:
        self._page = page
        self._language = language
        self._row = page.translation_in(language)

    def __getattr__(self, name: str) -> TextInLanguage:
        if name not in self._page.translated_fields:
            raise AttributeError(name)
        if self._row is not None and (text := getattr(self._row, name)):
            return TextInLanguage(text, self._language, self._language)
        return TextInLanguage(getattr(self._page, name) or "", self._page.language, self._language)


class TranslatedPageMixin(models.Model):
    """For page classes with a ``translations`` relation to rows that mirror ``translated_fields``."""

    translated_fields: ClassVar[tuple[str, ...]] = ("title",)

    language = models.CharField(
        _("language"),
        max_length=10,
        choices=content_languages,
        default=default_language,
        help_text=_("The language in which you write this page. Translations have a tab of their own."),
    )

    class Meta:
        abstract = True

    @cached_property
    def _translation_rows(self) -> dict[str, Any]:
        rows: Iterable[Any] = self.translations.all()  # type: ignore[attr-defined]
        return {row.language: row for row in rows}

    def know_translations(self, rows: Iterable[Any]) -> None:
        """Take the page's translations from who read them already."""
        self._translation_rows = {row.language: row for row in rows}

    def translation_in(self, language: str) -> Any | None:
        """The row in ``language``, or None where the page has none or is itself in that language."""
        return None if language == self.language else self._translation_rows.get(language)

    def texts_in(self, language: str) -> PageTexts:
        """The page's texts for a reader of ``language``."""
        return PageTexts(self, language)

    @property
    def text(self) -> PageTexts:
        """The page's texts for the present reader."""
        return self.texts_in(active_language())

    @property
    def available_languages(self) -> list[str]:
        """The page's own language and those of its rows with a title."""
        rows = [code for code, row in self._translation_rows.items() if row.title and code != self.language]
        return [self.language, *sorted(rows)]


class TranslationRow(models.Model):
    """The texts of a page in another language than its own."""

    language = models.CharField(_("language"), max_length=10, choices=content_languages)
    title = models.CharField(_("title"), max_length=255, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.language}: {self.title}"

    def clean(self) -> None:
        super().clean()
        page = getattr(self, "page", None)
        if page is not None and self.language == page.language:
            raise ValidationError({"language": _("The page itself is already written in this language.")})
