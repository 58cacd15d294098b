"""The editor of a page with translations: tabs, one of them for each other content language."""

from typing import Any

from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList, TabbedInterface
from wagtail.admin.panels.base import get_form_for_model

from citysynergy.values.languages import content_languages
from citysynergy.values.translation_forms import field_name, row_model, translation_fields


class _RowField:
    """One field of one language's row, read from a page; lets Wagtail compare two versions of the page."""

    def __init__(self, language: str, own_name: str, db_field: Any) -> None:
        self.language = language
        self.name = db_field.name
        self.verbose_name = f"{db_field.verbose_name} ({own_name})"

    def value_from_object(self, page: Any) -> str:
        row = next((row for row in page.translations.all() if row.language == self.language), None)
        return getattr(row, self.name, "")


class TranslatedFieldPanel(FieldPanel):
    """A translated text in one language. The field is made by :func:`translation_fields`."""

    def __init__(
        self, field_name: str, language: str = "", own_name: str = "", source: str = "", **kwargs: Any
    ) -> None:
        # Wagtail keeps comments with fields of the page's own table only.
        super().__init__(field_name, **(kwargs | {"disable_comments": True}))
        self.language = language
        self.own_name = own_name
        self.source = source

    def clone_kwargs(self) -> dict[str, Any]:
        return super().clone_kwargs() | {
            "language": self.language,
            "own_name": self.own_name,
            "source": self.source,
        }

    @cached_property
    def db_field(self) -> Any:
        return row_model(self.model)._meta.get_field(self.source)

    def on_model_bound(self) -> None:
        self.heading = capfirst(self.db_field.verbose_name)
        if self.source != "title":
            self.help_text = self.model._meta.get_field(self.source).help_text

    class BoundPanel(FieldPanel.BoundPanel):
        def get_comparison(self) -> list[Any]:
            field = _RowField(self.panel.language, self.panel.own_name, self.panel.db_field)
            comparison = self.panel.get_comparison_class()
            return [lambda before, after: comparison(field, before, after)]


class TranslationTab(ObjectList):
    """The texts of the page in one language. Hidden while the page itself is written in that language."""

    def __init__(self, language: str = "", own_name: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("heading", own_name)
        super().__init__(**kwargs)
        self.language = language
        self.own_name = own_name

    def clone_kwargs(self) -> dict[str, Any]:
        return super().clone_kwargs() | {"language": self.language, "own_name": self.own_name}

    @property
    def clean_name(self) -> str:
        return f"translation_{self.language}"

    def classes(self) -> list[str]:
        # The script of the editor shows and hides the tab by this class when another language is chosen.
        return [*super().classes(), f"citysynergy-translation-{self.language}"]

    class BoundPanel(ObjectList.BoundPanel):
        def classes(self) -> list[str]:
            own = self.form is not None and self.form.own_language == self.panel.language
            return [*super().classes(), *(["citysynergy-own-language"] if own else [])]


class TranslatedInterface(TabbedInterface):
    """Tabs, with one for each content language put after the first. Build with the tabs that are written by hand."""

    def on_model_bound(self) -> None:
        self.children: list[Any]
        first, *others = self.children
        self.children = [first, *self._translation_tabs(), *others]
        super().on_model_bound()

    def _translation_tabs(self) -> list[TranslationTab]:
        return [
            TranslationTab(
                language=language,
                own_name=own_name,
                help_text=_("The same page in this language. Readers of this language then see these texts."),
                children=[
                    TranslatedFieldPanel(field_name(language, name), language=language, own_name=own_name, source=name)
                    for name in self.model.translated_fields
                ],
            )
            for language, own_name in content_languages()
        ]

    def get_form_class(self) -> Any:
        base = self.base_form_class or getattr(self.model, "base_form_class", WagtailAdminModelForm)
        form_class = type(base)(base.__name__, (base,), translation_fields(self.model))
        return get_form_for_model(self.model, form_class=form_class, **self.get_form_options())

    class BoundPanel(TabbedInterface.BoundPanel):
        template_name = "citysynergy/admin/panels/case_interface.html"

        @cached_property
        def problems(self) -> list[dict[str, str]]:
            """Every error of the form with the id of the element that it stands at, for the summary above the tabs."""
            return list(self.form.error_places()) if self.form is not None and self.form.is_bound else []
