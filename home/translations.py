"""One page in several languages: its own texts, and a row for each other language that mirrors them."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, Panel

from citysynergy.values.languages import active_language, content_languages, language_codes


def first_language() -> str:
    """Return the language that new pages are written in unless the editor says otherwise."""
    return language_codes()[0]


class PageTranslation(models.Model):
    """The texts of a page in one more language. Subclasses add the page and the same text fields that it has."""

    language = models.CharField(_("language"), max_length=12, choices=content_languages)
    title = models.CharField(_("title"), max_length=255)

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        page = getattr(self, "page", None)
        if page is not None and self.language == page.language:
            raise ValidationError({"language": _("The page itself is already written in this language.")})


class TranslatedPage(models.Model):
    """Gives a page its language, and its texts in the reader's language. Expects ``translations``, rows of the page."""

    language = models.CharField(
        _("language"),
        max_length=12,
        choices=content_languages,
        default=first_language,
        help_text=_("The language you write this page in. Add the other languages below."),
    )

    translated_fields: ClassVar[tuple[str, ...]] = ("title",)

    class Meta:
        abstract = True

    @cached_property
    def _versions(self) -> dict[str, Any]:
        rows = self.translations.all()  # type: ignore[attr-defined]
        return {row.language: row for row in rows} | {self.language: self}

    @property
    def localized(self) -> Any:
        """The page, or the row, whose texts the present reader gets; its ``language`` says which one it is."""
        return self._versions.get(active_language(), self)

    @property
    def foreign_language(self) -> str:
        """The language of the texts shown, where it is not the reader's; else ``""``. For ``lang`` attributes."""
        language: str = self.localized.language
        return language if language != active_language() else ""

    @property
    def languages(self) -> list[str]:
        """The languages in which the page can be read, in the order of the setting."""
        return [code for code in language_codes() if code in self._versions]

    @classmethod
    def translation_panels(cls) -> list[Panel]:
        """Return the panels of the tab that holds the other languages."""
        fields = ["language", *cls.translated_fields]
        return [
            InlinePanel("translations", [FieldPanel(field) for field in fields], label=_("translation")),
        ]
