"""The form of an opportunity."""

from typing import Any

from citysynergy.cases.fields import CityField
from citysynergy.cases.forms import CasePageForm


class OpportunityForm(CasePageForm):
    """An opportunity; the city is picked by name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "city" in self.fields:
            declared = self.fields["city"]
            self.fields["city"] = CityField(required=False, label=declared.label, help_text=declared.help_text)
