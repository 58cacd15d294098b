"""The data steward's lists and forms for what this room keeps."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib.admin.filters import RelatedFieldListFilter
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail_modeladmin.options import ModelAdmin

from citysynergy.taxonomy.admin_forms import CityForm, FixedKeyForm, ProgrammeForm, RegionForm, ThemeForm
from citysynergy.taxonomy.models import (
    Area,
    City,
    Country,
    Goal,
    Network,
    Programme,
    Region,
    RegionScheme,
    Theme,
    ThemeScheme,
)
from citysynergy.values.languages import language_codes

SOURCE = FieldPanel("source", help_text=_("Where these facts come from."))


class RelatedFilter(RelatedFieldListFilter):
    """A filter on a relation that does without Django's own admin, which hosts need not have installed."""

    def field_admin_ordering(self, field: Any, request: HttpRequest, model_admin: Any) -> tuple[str, ...]:
        """The order of the related model itself."""
        return ()


def in_words(name: str, label: Any) -> Callable[[Any], str]:
    """A column that says yes or no; the pictures for it belong to Django's own admin."""

    def column(record: Any) -> str:
        return str(_("yes") if getattr(record, name) else _("no"))

    column.short_description = label  # type: ignore[attr-defined]
    column.admin_order_field = name  # type: ignore[attr-defined]
    return column


class StewardAdmin(ModelAdmin):
    """What all lists of the data steward share."""

    list_per_page = 50

    def get_menu_label(self) -> Any:
        """The name of the records as it is written; wagtail-modeladmin gives each word a capital.

        Still to be translated: the menu is made once, for readers of all languages.
        """
        return capfirst(self.opts.verbose_name_plural)


class ReferenceAdmin(StewardAdmin):
    """What the lists of reference records share."""

    search_on: ClassVar[tuple[str, ...]] = ("name",)
    select_related: ClassVar[tuple[str, ...]] = ()

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """The columns to search; a text in several languages is searched in each."""
        multilingual = ("name",) if hasattr(self.model, "name") else ()
        fields: list[str] = []
        for name in self.search_on:
            fields += [f"{name}__{code}" for code in language_codes()] if name in multilingual else [name]
        return fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """All records, with what the list prints of others."""
        records = super().get_queryset(request)
        return records.select_related(*self.select_related) if self.select_related else records


class ThemeAdmin(ReferenceAdmin):
    """Themes of all schemes."""

    model = Theme
    menu_icon = "tag"
    list_display = ("__str__", "slug", "scheme", in_words("is_active", _("can be chosen")), "merged_into")
    list_filter = (("scheme", RelatedFilter), "is_active")
    search_on = ("name", "slug")
    select_related = ("scheme", "merged_into")
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("description"),
            FieldRowPanel([FieldPanel("scheme"), FieldPanel("slug")]),
            FieldPanel("parent"),
            FieldPanel("maps_to", widget=CheckboxSelectMultiple),
            MultiFieldPanel([FieldPanel("is_active"), FieldPanel("merged_into")], heading=_("No longer in use")),
            SOURCE,
        ],
        base_form_class=ThemeForm,
    )


class ThemeSchemeAdmin(ReferenceAdmin):
    """Lists of themes."""

    model = ThemeScheme
    menu_icon = "list-ul"
    list_display = ("__str__", "slug", in_words("is_main", _("main scheme")), "order")
    panels = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("slug"), FieldPanel("order")]),
        FieldPanel("is_main"),
        SOURCE,
    ]


class GoalAdmin(ReferenceAdmin):
    """The 17 goals."""

    model = Goal
    menu_icon = "success"
    list_display = ("__str__", "colour")
    edit_handler = ObjectList(
        [FieldPanel("name"), FieldRowPanel([FieldPanel("number"), FieldPanel("colour")]), SOURCE],
        base_form_class=FixedKeyForm,
    )


class RegionAdmin(ReferenceAdmin):
    """Regions of all schemes."""

    model = Region
    menu_icon = "globe"
    list_display = ("__str__", "code", "parent", "scheme")
    list_filter = (("scheme", RelatedFilter),)
    search_on = ("name", "code")
    select_related = ("scheme", "parent")
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("scheme"), FieldPanel("code")]),
            FieldPanel("parent"),
            SOURCE,
        ],
        base_form_class=RegionForm,
    )


class RegionSchemeAdmin(ReferenceAdmin):
    """Ways to divide the world."""

    model = RegionScheme
    menu_icon = "list-ul"
    list_display = ("__str__", "slug")
    panels = [FieldPanel("name"), FieldPanel("slug"), SOURCE]


class CountryAdmin(ReferenceAdmin):
    """Countries and territories."""

    model = Country
    menu_icon = "globe"
    list_display = ("__str__", "code", "iso3", "m49")
    search_on = ("name", "code", "iso3")
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("code"), FieldPanel("iso3"), FieldPanel("m49")]),
            FieldPanel("regions", widget=CheckboxSelectMultiple),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("west"), FieldPanel("east")]),
                    FieldRowPanel([FieldPanel("south"), FieldPanel("north")]),
                ],
                heading=_("Bounds, in degrees"),
            ),
            SOURCE,
        ],
        base_form_class=FixedKeyForm,
    )


class AreaAdmin(ReferenceAdmin):
    """Provinces and states."""

    model = Area
    menu_icon = "globe"
    list_display = ("__str__", "code", "country")
    search_on = ("name", "code", "country__code")
    select_related = ("country",)
    panels = [FieldPanel("name"), FieldRowPanel([FieldPanel("country"), FieldPanel("code")]), SOURCE]


class CityAdmin(ReferenceAdmin):
    """Cities; those that editors proposed can be accepted, corrected or merged."""

    model = City
    menu_icon = "site"
    list_display = ("__str__", "area", "proposal", "merged_into")
    list_filter = ("state",)
    search_on = ("name", "slug", "names__name")
    select_related = ("country", "area", "merged_into__country")
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("other_names"),
            FieldPanel("slug"),
            # Below each other: the names of countries and areas are long.
            FieldPanel("country"),
            FieldPanel("area"),
            FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude"), FieldPanel("population")]),
            FieldRowPanel([FieldPanel("geonames_id"), FieldPanel("wikidata_id")]),
            FieldPanel("introduction"),
            MultiFieldPanel([FieldPanel("state"), FieldPanel("merged_into")], heading=_("Proposals and doubles")),
            SOURCE,
        ],
        base_form_class=CityForm,
    )

    def proposal(self, city: City) -> str:
        """Words for a city that waits for the steward; nothing for all others."""
        return city.get_state_display() if city.state == City.State.PROPOSED else ""

    proposal.short_description = _("state")  # type: ignore[attr-defined]
    proposal.admin_order_field = "state"  # type: ignore[attr-defined]


class ProgrammeAdmin(ReferenceAdmin):
    """Programmes."""

    model = Programme
    menu_icon = "folder-open-inverse"
    list_display = ("__str__", "funder", "start", "end")
    search_on = ("name", "slug", "funder")
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("slug"), FieldPanel("funder")]),
            FieldRowPanel([FieldPanel("start"), FieldPanel("end")]),
            FieldPanel("link"),
            FieldPanel("numbers"),
            SOURCE,
        ],
        base_form_class=ProgrammeForm,
    )


class NetworkAdmin(ReferenceAdmin):
    """Networks of municipalities."""

    model = Network
    menu_icon = "group"
    list_display = ("__str__", "slug")
    search_on = ("name", "slug")
    panels = [FieldPanel("name"), FieldPanel("slug"), SOURCE]


ADMINS = (
    ThemeAdmin,
    ThemeSchemeAdmin,
    GoalAdmin,
    CountryAdmin,
    RegionAdmin,
    RegionSchemeAdmin,
    AreaAdmin,
    CityAdmin,
    ProgrammeAdmin,
    NetworkAdmin,
)
