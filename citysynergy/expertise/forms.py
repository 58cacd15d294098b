"""The forms of an expertise profile."""

from typing import Any

from citysynergy.cases.fields import sort_choices
from citysynergy.cases.forms import CasePageForm, RowForm
from citysynergy.taxonomy.models import Theme


class ThemeRowForm(RowForm):
    """A row about one theme; ``parent_page`` is the page of the organisation."""

    def __init__(self, *args: Any, parent_page: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "theme" in self.fields:
            active = Theme.objects.filter(is_active=True, merged_into=None)
            self.fields["theme"].queryset = active | Theme.objects.filter(pk=self.instance.theme_id)
            sort_choices(self.fields["theme"])
        if "evidence" in self.fields:
            initiatives = self.fields["evidence"].queryset
            own = initiatives.descendant_of(parent_page) if parent_page else initiatives.none()
            self.fields["evidence"].queryset = own


class ExpertiseForm(CasePageForm):
    """An expertise profile; the themes of its offers are themes of the profile."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for relation in ("offers", "seeks"):
            if relation in self.formsets:
                self.formsets[relation].form_kwargs["parent_page"] = self.parent_page

    def clean(self) -> Any:
        cleaned = super().clean()
        if "themes" in cleaned and "offers" in self.formsets:
            found = [*cleaned["themes"], *(form.cleaned_data.get("theme") for form in self.live_rows("offers"))]
            cleaned["themes"] = [theme for theme in dict.fromkeys(found) if theme]
        return cleaned

    def _narrow_choices(self) -> None:
        super()._narrow_choices()
        if "themes" in self.fields:
            # An offer says the theme too; the rules ask for one of the two.
            self.fields["themes"].required = False
