"""The form of a page with translations: one fixed set of fields for each other content language."""

from typing import Any

from django import forms
from wagtail.admin.forms.models import formfield_for_dbfield
from wagtail.admin.forms.pages import WagtailAdminPageForm
from wagtail.models import Page

from citysynergy.values.comment_forms import CommentOnlyFormMixin
from citysynergy.values.languages import active_language, content_languages, language_codes
from citysynergy.values.reachable_forms import ReachableFormMixin
from citysynergy.values.translations import TranslatedPageMixin, is_empty

PREFIX = "translation"


def field_name(language: str, name: str) -> str:
    """The name in the form of a translated text: ``translation_en_title``."""
    return f"{PREFIX}_{language}_{name}"


def row_model(page_model: type[TranslatedPageMixin]) -> Any:
    """The model of the page's translation rows."""
    meta: Any = page_model._meta
    return meta.get_field("translations").related_model


def translation_fields(page_model: type[TranslatedPageMixin]) -> dict[str, forms.Field]:
    """The form fields for each translated text in each content language; none of them is required by itself.

    The fields of the page's own language stay unused, so that the editor may choose another language for the page.
    """
    model = row_model(page_model)
    fields: dict[str, forms.Field] = {}
    for language, own_name in content_languages():
        for name in page_model.translated_fields:
            db_field = model._meta.get_field(name)
            field = formfield_for_dbfield(db_field)
            field.required = False
            field.label = f"{field.label} ({own_name})"
            # Most widgets are boxes to type in: what is typed is in this language, for spelling and for screen readers.
            field.widget.attrs["lang"] = language
            fields[field_name(language, name)] = field
    return fields


class TranslatedPageForm(CommentOnlyFormMixin, ReachableFormMixin, WagtailAdminPageForm):
    """Reads and writes the translation rows of a page through fields of its own."""

    def __init__(self, data: Any = None, files: Any = None, parent_page: Any = None, **kwargs: Any) -> None:
        instance = kwargs.get("instance")
        if instance is not None and not instance.pk and data is None:
            instance.language = active_language()
        kwargs["initial"] = self._translated_initial(instance) | (kwargs.get("initial") or {})
        super().__init__(data, files, parent_page, **kwargs)
        if "slug" in self.fields:
            # Made from the title where left empty.
            self.fields["slug"].required = False

    @staticmethod
    def _translated_initial(instance: Any) -> dict[str, str]:
        if instance is None:
            return {}
        return {
            field_name(row.language, name): getattr(row, name)
            for row in instance.translations.all()
            for name in instance.translated_fields
        }

    @property
    def own_language(self) -> str:
        """The language that the page is written in, as chosen in this form."""
        chosen = (getattr(self, "cleaned_data", None) or self.data or {}).get("language")
        return chosen if chosen in language_codes() else self.instance.language

    def text_in(self, language: str, name: str) -> str:
        """The text typed for this language, in the page's own field or in that language's tab."""
        source = name if language == self.own_language else field_name(language, name)
        value = self.cleaned_data.get(source)
        return value if isinstance(value, str) else ""

    def clean(self) -> Any:
        """Keep an empty text empty: an editor that was left alone sends a paragraph without words."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in self.instance.translated_fields:
            if isinstance(cleaned.get(name), str) and is_empty(cleaned[name]):
                cleaned[name] = ""
        return cleaned

    def clean_slug(self) -> Any:
        """Two pages may have the same title: until it is live, the second gets an address of its own."""
        slug: Any = self.cleaned_data["slug"]
        if self.instance.live and self.instance.pk:
            return slug
        free, number = slug, 2
        while slug and not Page._slug_is_available(free, self.parent_page, self.instance):
            free, number = f"{slug}-{number}", number + 1
        return free

    def save(self, commit: bool = True) -> Any:
        if not self.comments_only:
            self._write_translations()
        return super().save(commit)

    def _write_translations(self) -> None:
        """Bring the page's rows, in memory, in line with what was typed; a row without any text goes.

        A row in the page's own language is kept too, unseen: who chooses another language and comes back loses nothing.
        """
        rows = {row.language: row for row in self.instance.translations.all()}
        for language in language_codes():
            names = [name for name in self.instance.translated_fields if field_name(language, name) in self.fields]
            texts: dict[str, Any] = {name: self.cleaned_data.get(field_name(language, name)) or "" for name in names}
            texts = {name: "" if is_empty(text) else text for name, text in texts.items()}
            if any(texts.values()):
                row = rows.setdefault(language, row_model(type(self.instance))(language=language))
                for name, text in texts.items():
                    setattr(row, name, text)
            elif names:
                rows.pop(language, None)
        self.instance.translations.set(list(rows.values()))
        # The page remembers its rows; what it remembers is now old.
        self.instance.__dict__.pop("_translation_rows", None)
