"""The forms of cases: a draft may be incomplete; what is submitted or published may not."""

import datetime
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms.formsets import ORDERING_FIELD_NAME
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from citysynergy.cases.fields import CityField, OrganisationField, PointField, ThemesField, sort_choices
from citysynergy.cases.submission import PageValues
from citysynergy.cases.widgets import CountedTextarea
from citysynergy.conf import get_setting
from citysynergy.organisations.lineage import writers_for
from citysynergy.organisations.models import ContactDesk, ContactPerson, Organisation
from citysynergy.taxonomy.models import Theme
from citysynergy.values.problems import Problem
from citysynergy.values.translation_forms import TranslatedPageForm, field_name

# The buttons of Wagtail's editor that save without asking for completeness, though Wagtail does not say so to the form.
_HAND_BACK = ("action-cancel-workflow",)
_HAND_IN = ("action-publish", "action-submit", "action-restart-workflow")


class FormValues:
    """The values of a form that is filled in, for the rules."""

    def __init__(self, form: "CasePageForm") -> None:
        self.form = form
        self.own_language = form.own_language
        self.now = timezone.now()
        self._stored = PageValues(form.instance)

    @property
    def today(self) -> datetime.date:
        return timezone.localdate(self.now)

    def get(self, name: str) -> Any:
        if name not in self.form.fields:
            return self._stored.get(name)
        value: Any = self.form.cleaned_data.get(name)
        return list(value or []) if self.form.instance._meta.get_field(name).many_to_many else value

    def rows(self, relation: str) -> Sequence[Any]:
        if relation not in self.form.formsets:
            return self._stored.rows(relation)
        return [form.instance for form in self.form.live_rows(relation)]

    def text(self, language: str, name: str) -> str:
        source = name if language == self.own_language else field_name(language, name)
        return self.form.text_in(language, name) if source in self.form.fields else self._stored.text(language, name)


class CasePageForm(TranslatedPageForm):
    """What the forms of all types of case share."""

    def __init__(self, data: Any = None, files: Any = None, parent_page: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files, parent_page, **kwargs)
        self._prepare_texts()
        self._narrow_choices()

    def full_clean(self) -> None:
        if self.is_bound and self._hands_back():
            # A moderator may hand back, and an author may call back, what is not complete (any more).
            self.defer_required_fields()
        super().full_clean()

    def _hands_back(self) -> bool:
        if any(self.data.get(name) for name in _HAND_IN):
            return False
        return any(self.data.get(name) for name in _HAND_BACK) or self.data.get("workflow-action-name") == "reject"

    def _prepare_texts(self) -> None:
        required = get_setting("REQUIRED_LANGUAGES")
        for name, field in self.fields.items():
            if isinstance(field, forms.MultipleChoiceField):
                field.error_messages["required"] = _("Choose at least one.")
            elif isinstance(field, forms.ChoiceField):
                field.error_messages["required"] = _("Choose one.")
            if name == "summary" or (name.startswith("translation_") and name.endswith("_summary")):
                # Too long a text is told about, never cut off or refused as a draft.
                field.max_length = None
                field.validators = [v for v in field.validators if getattr(v, "code", "") != "max_length"]
                language = field.widget.attrs.get("lang")
                field.widget = CountedTextarea(200, 400, {"lang": language} if language else None)
        for language in required:
            for name in ("title", "summary"):
                field = self.fields.get(field_name(language, name))
                if field is not None and language != self.own_language:
                    field.required = True

    @cached_property
    def organisation(self) -> Organisation | None:
        """The organisation below whose page the case stands."""
        return getattr(getattr(self.parent_page, "specific", None), "organisation", None)

    def _narrow_choices(self) -> None:
        """Offer only what belongs to the organisation, and no theme that was closed unless the page has it already."""
        offered = {self.organisation.pk} if self.organisation else set()
        if self.organisation and not self.organisation.may_write:
            # Who continues an organisation that ended answers for its pages.
            offered |= writers_for(offered)
        self._narrow("desk", ContactDesk.objects.filter(organisation__in=offered))
        self._narrow("person", ContactPerson.objects.filter(organisation__in=offered))
        if "themes" in self.fields:
            active = Theme.objects.filter(is_active=True, merged_into=None)
            if self.instance.pk:
                active |= Theme.objects.filter(pk__in=[theme.pk for theme in self.instance.themes.all()])
            self.fields["themes"] = ThemesField(
                queryset=active, label=self.fields["themes"].label, help_text=self.fields["themes"].help_text
            )
        for name in ("countries", "regions", "programme"):
            if name in self.fields:
                sort_choices(self.fields[name])

    def _narrow(self, name: str, queryset: Any) -> None:
        """Let the field offer nothing but these; a forged value is then no valid choice."""
        if name in self.fields:
            self.fields[name].queryset = queryset

    def live_rows(self, relation: str) -> list[Any]:
        """The forms of a relation's rows that will be kept."""
        formset = self.formsets[relation]
        formset.is_valid()
        return [
            form
            for form in formset.forms
            if not formset._should_delete_form(form) and (form.instance.pk or form.has_changed())
        ]

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.is_deferred_validation:
            for problem in self.instance.rules(FormValues(self)):
                self._add_problem(problem)

    def _add_problem(self, problem: Problem) -> None:
        """Put the problem at its field. Words of ours replace "this field is required"; other errors come first."""
        form: Any = self
        name = field_name(problem.language, problem.field) if problem.language else problem.field
        if problem.row is not None and problem.field in self.formsets:
            form, name = self.live_rows(problem.field)[problem.row], problem.row_field
        elif problem.field in self.formsets:
            formset = self.formsets[problem.field]
            formset.is_valid()
            formset._non_form_errors.append(problem.message)
            return
        if name not in form.fields:
            form.add_error(None, forms.ValidationError(problem.message, code=problem.code))
            return
        existing = form.errors.as_data().get(name, [])
        if any(error.code != "required" for error in existing):
            return
        form.errors.pop(name, None)
        form.add_error(name, forms.ValidationError(problem.message, code=problem.code))

    def error_places(self) -> Iterator[dict[str, str]]:
        """Every error with the words and the id of the element that it stands at."""
        yield from self._places_of(self, "")
        for formset in self.formsets.values():
            for message in formset.non_form_errors():
                yield {"label": "", "message": str(message), "target": f"id_{formset.prefix}-FORMS"}
            if not formset.is_bound:
                continue  # Nothing of it was read: see CommentOnlyFormMixin.
            rows = [form for form in formset.forms if not formset._should_delete_form(form)]
            name = str(formset.model._meta.verbose_name)
            for number, form in enumerate(rows, 1):
                yield from self._places_of(form, f"{name} {number}".capitalize())

    @staticmethod
    def _places_of(form: Any, row: str) -> Iterator[dict[str, str]]:
        order = list(form.fields)
        errors = sorted(form.errors.items(), key=lambda item: order.index(item[0]) if item[0] in order else -1)
        for name, messages in errors:
            own = str(form.fields[name].label) if name in form.fields else ""
            label = ", ".join(filter(None, (row, own)))
            target = form[name].auto_id if own else f"inline_child_{form.prefix}" if row else ""
            for message in messages:
                yield {"label": label, "message": str(message), "target": target}


class RowForm(WagtailAdminModelForm):
    """A row of a relation. One that was added and left empty is no row: it is neither saved nor complained of."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.empty_permitted = True

    def has_changed(self) -> bool:
        if self.instance.pk:
            return bool(super().has_changed())
        # The place among the rows says nothing.
        return any(name != ORDERING_FIELD_NAME for name in self.changed_data)

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound:
            # Wagtail sorts by this, in rows left empty too.
            self.cleaned_data.setdefault(ORDERING_FIELD_NAME, None)


class PlaceForm(RowForm):
    """A place: a city or a point; the map stands for latitude and longitude."""

    city = CityField(required=False, label=_("City"))
    point = PointField(
        required=False,
        label=_("On the map"),
        help_text=_("Latitude and longitude, or click on the map. Empty: the middle of the city."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["city"].widget.fills_place = True
        if "country" in self.fields:
            sort_choices(self.fields["country"])
        if self.instance.latitude is not None and self.instance.longitude is not None:
            self.initial["point"] = (self.instance.latitude, self.instance.longitude)
        if city := self.instance.city:
            self.fields["point"].widget.of_city = (city.latitude, city.longitude)
            self.initial["country"] = self.initial.get("country") or city.country_id

    def clean(self) -> Any:
        cleaned = super().clean() or self.cleaned_data
        city = cleaned.get("city")
        if city is not None and not cleaned.get("country"):
            cleaned["country"] = city.country
        return cleaned

    def _post_clean(self) -> None:
        if "point" in self.cleaned_data:
            self.instance.latitude, self.instance.longitude = self.cleaned_data["point"] or (None, None)
        super()._post_clean()


class PartyForm(RowForm):
    """A partner or member: an organisation or a city."""

    organisation = OrganisationField(
        required=False,
        label=_("Organisation"),
        help_text=_("A municipality of the Kingdom or another organisation that CitySynergy knows."),
    )
    city = CityField(required=False, label=_("Or a city abroad"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "organisation" in self.fields:
            if self.instance.accepted:
                self.fields["organisation"].help_text = _("Accepted: its editors can change this page too.")
            elif self.instance.declined:
                self.fields["organisation"].help_text = _("Declined: its editors can't change this page.")
