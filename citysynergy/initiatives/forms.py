"""The form of an initiative."""

from typing import Any

from citysynergy.cases.fields import CityListField
from citysynergy.cases.forms import CasePageForm
from citysynergy.cases.rows import CasePlace
from citysynergy.permissions.knowing import knowable_pages


class InitiativeForm(CasePageForm):
    """An initiative; the countries of its places and cities count as countries of the initiative."""

    def __init__(self, data: Any = None, files: Any = None, parent_page: Any = None, **kwargs: Any) -> None:
        instance = kwargs.get("instance")
        if data is None and instance is not None and not instance.pk:
            # A first place stands ready; it is not kept when it stays empty.
            instance.places.set([CasePlace()])
        super().__init__(data, files, parent_page, **kwargs)
        if "countries" in self.fields:
            # A place says the country too; the rules ask for one of the two.
            self.fields["countries"].required = False
        if "cities" in self.fields:
            declared = self.fields["cities"]
            self.fields["cities"] = CityListField(required=False, label=declared.label, help_text=declared.help_text)

    def _narrow_choices(self) -> None:
        super()._narrow_choices()
        if "partnership" in self.fields:
            partnerships = self.fields["partnership"].queryset
            page = self.parent_page
            own = partnerships.descendant_of(page) if page else partnerships.none()
            if self.for_user:
                # A partner of this initiative knows nothing of the drafts beside it.
                own = own.filter(pk__in=knowable_pages(self.for_user).values("pk"))
                own |= partnerships.filter(pk=self.instance.partnership_id)
            self._narrow("partnership", own)

    def clean(self) -> Any:
        cleaned = super().clean()
        if "countries" in cleaned:
            found = list(cleaned["countries"]) + [city.country for city in cleaned.get("cities") or []]
            if "places" in self.formsets:
                found += [form.cleaned_data.get("country") for form in self.live_rows("places")]
            cleaned["countries"] = [country for country in dict.fromkeys(found) if country]
        return cleaned
