"""The forms of an expertise profile."""

from typing import Any

from wagtail.admin.forms import WagtailAdminModelForm

from citysynergy.cases.fields import sort_choices
from citysynergy.cases.forms import CasePageForm
from citysynergy.taxonomy.models import Theme


class ThemeRowForm(WagtailAdminModelForm):
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
    """An expertise profile; its evidence is initiatives of the same organisation."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for relation in ("offers", "seeks"):
            if relation in self.formsets:
                self.formsets[relation].form_kwargs["parent_page"] = self.parent_page
