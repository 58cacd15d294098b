"""The data steward's lists and forms for organisations, and the menu that holds all reference data."""

import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail_modeladmin.options import ModelAdminGroup

from citysynergy.organisations.models import ContactDesk, Organisation, OrganisationCode, Ressort, Succession
from citysynergy.taxonomy.admin import ADMINS, SOURCE, ReferenceAdmin, StewardAdmin, in_words
from citysynergy.taxonomy.admin_forms import LinesField, LinesForm

CBS_CODE = re.compile(r"^GM\d{4}$")


class OrganisationForm(LinesForm):
    """An organisation with its other names and its codes."""

    names = LinesField(
        label=_("Other names"),
        help_text=_("One a line: former names, short names, variants. Search finds the organisation by each."),
    )
    cbs = forms.CharField(label=_("CBS code"), required=False, max_length=6, help_text=_("Such as GM0599."))
    oin = forms.CharField(label=_("OIN"), required=False, max_length=40)
    wikidata = forms.CharField(label=_("Wikidata id"), required=False, max_length=40)

    lines = {"names": ("other_names", "name")}
    schemes: ClassVar[tuple[str, ...]] = tuple(OrganisationCode.Scheme.values)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial |= dict(self.instance.codes.values_list("scheme", "value"))

    def clean_cbs(self) -> str:
        """The code as Statistics Netherlands writes it."""
        code = self.cleaned_data["cbs"].strip().upper()
        if code and not CBS_CODE.match(code):
            raise ValidationError(_("Write the code as GM and four digits, such as GM0599."))
        return code

    def clean(self) -> Any:
        cleaned = super().clean()
        for scheme in self.schemes:
            value = self.cleaned_data.get(scheme)
            if value and self._others_have(scheme, value):
                self.add_error(scheme, _("Another organisation has this code."))
        return cleaned

    def _others_have(self, scheme: str, value: str) -> bool:
        rows = OrganisationCode.objects.filter(scheme=scheme, value=value)
        return rows.exclude(organisation=self.instance.pk).exists()

    def save(self, commit: bool = True) -> Any:
        organisation = super().save(commit=commit)
        for scheme in self.schemes:
            if scheme in self.changed_data:
                organisation.codes.filter(scheme=scheme).delete()
                if value := self.cleaned_data[scheme]:
                    organisation.codes.create(scheme=scheme, value=value)
        return organisation


class OrganisationAdmin(ReferenceAdmin):
    """Municipalities, missions, the ministry, associations and partners."""

    model = Organisation
    menu_icon = "home"
    list_display = ("__str__", "kind", "country", "province", "valid_to", in_words("may_write", _("may write")))
    list_filter = ("kind", "may_write")
    search_on = ("name", "slug", "other_names__name", "codes__value")
    select_related = ("country", "province")
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("names"),
            FieldRowPanel([FieldPanel("slug"), FieldPanel("kind")]),
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("cbs"), FieldPanel("oin"), FieldPanel("wikidata")])], _("Codes")
            ),
            FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]),
            MultiFieldPanel(
                [
                    FieldPanel("country"),
                    FieldPanel("province"),
                    FieldPanel("city"),
                    FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
                ],
                heading=_("Place"),
            ),
            FieldRowPanel([FieldPanel("size_class"), FieldPanel("website")]),
            FieldPanel("networks", widget=CheckboxSelectMultiple),
            FieldPanel("lead_themes", widget=CheckboxSelectMultiple),
            MultiFieldPanel(
                [FieldPanel("may_write"), FieldPanel("require_sign_off"), FieldPanel("desk")],
                heading=_("Working here"),
            ),
            SOURCE,
        ],
        base_form_class=OrganisationForm,
    )


class SuccessionAdmin(StewardAdmin):
    """Which organisation continued in which."""

    model = Succession
    menu_icon = "resubmit"
    list_display = ("predecessor", "successor", "on")
    list_select_related = ("predecessor", "successor")
    search_fields = ("predecessor__slug", "successor__slug")
    panels = [FieldPanel("predecessor"), FieldPanel("successor"), FieldPanel("on")]


class ContactDeskAdmin(StewardAdmin):
    """Functional desks that answer readers."""

    model = ContactDesk
    menu_icon = "mail"
    list_display = ("name", "organisation", "email", "phone")
    list_select_related = ("organisation",)
    search_fields = ("organisation__slug", "email")
    panels = [FieldPanel("organisation"), FieldPanel("name"), FieldRowPanel([FieldPanel("email"), FieldPanel("phone")])]


class RessortAdmin(StewardAdmin):
    """What missions serve; those not yet verified can be listed apart."""

    model = Ressort
    menu_icon = "globe"
    list_display = ("mission", "country", "area", "subject", "valid_to", in_words("verified", _("verified")))
    list_select_related = ("mission", "country", "area")
    list_filter = ("verified",)
    search_fields = ("mission__slug", "country__code", "subject")
    panels = [
        FieldPanel("mission"),
        FieldPanel("country"),
        FieldPanel("area"),
        FieldPanel("subject"),
        FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]),
        FieldPanel("verified"),
    ]


class ReferenceDataGroup(ModelAdminGroup):
    """The menu of the data steward."""

    menu_label = _("Reference data")
    menu_item_name = "citysynergy-reference-data"
    menu_icon = "list-ul"
    menu_order = 700
    items: tuple[Any, ...] = (*ADMINS, OrganisationAdmin, SuccessionAdmin, ContactDeskAdmin, RessortAdmin)
