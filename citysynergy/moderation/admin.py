"""The moderators' lists and forms: what they go by, who gets which pages, and who stands in."""

from typing import Any

from django.forms import CheckboxSelectMultiple
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.utils import get_user_display_name
from wagtail_modeladmin.options import ModelAdmin, ModelAdminGroup

from citysynergy.cases.fields import ThemesField, sort_choices
from citysynergy.cases.widgets import SearchableSelect
from citysynergy.moderation.guidance import Criterion, Remark
from citysynergy.moderation.routes import Absence, Route
from citysynergy.moderation.routing import moderators
from citysynergy.taxonomy.admin import in_words
from citysynergy.taxonomy.broader import WORLD
from citysynergy.taxonomy.models import Region, Theme


def offer_moderators(field: Any) -> None:
    """Let a field offer moderators alone, by their names."""
    field.queryset = moderators().order_by("last_name", "first_name", "pk")
    field.label_from_instance = get_user_display_name


class RouteForm(WagtailAdminModelForm):
    """A route among moderators; who is none any more is not offered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_moderators(self.fields["moderators"])
        themes = Theme.objects.filter(is_active=True, merged_into=None)
        if self.instance.pk:
            themes |= Theme.objects.filter(pk__in=self.instance.themes.values("pk"))
        before = self.fields["themes"]
        self.fields["themes"] = ThemesField(
            queryset=themes, required=False, label=before.label, help_text=before.help_text
        )
        # The whole world is what choosing none means.
        self.fields["regions"].queryset = Region.objects.exclude(code=WORLD)
        sort_choices(self.fields["regions"])


class AbsenceForm(WagtailAdminModelForm):
    """An absence of one moderator, for whom another one stands in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("moderator", "stand_in"):
            offer_moderators(self.fields[name])

    def clean(self) -> Any:
        cleaned = super().clean()
        who, first, last = (self.cleaned_data.get(name) for name in ("moderator", "first_day", "last_day"))
        if who and first and last:
            others = Absence.objects.filter(moderator=who, first_day__lte=last, last_day__gte=first)
            if others.exclude(pk=self.instance.pk).exists():
                self.add_error(
                    "first_day", _("Another absence of this moderator overlaps these days. Change that one.")
                )
        return cleaned


class ModeratorsAdmin(ModelAdmin):
    """What all lists of moderators share."""

    list_per_page = 50

    def get_menu_label(self) -> Any:
        """The name of the records as it is written, still to be translated."""
        return capfirst(self.opts.verbose_name_plural)


class GuidanceAdmin(ModeratorsAdmin):
    """Criteria and remarks, in their order."""

    list_display = ("__str__", "types", "order", in_words("is_active", gettext_lazy("in use")))
    list_filter = ("is_active",)

    def types(self, record: Any) -> str:
        """The types of page that it is meant for."""
        return ", ".join(record._meta.get_field("page_types").labels(record.page_types)) or _("all")

    types.short_description = gettext_lazy("types of page")  # type: ignore[attr-defined]


class CriterionAdmin(GuidanceAdmin):
    """The points of the checklist."""

    model = Criterion
    menu_icon = "tasks"
    panels = [
        FieldPanel("text"),
        FieldPanel("page_types"),
        FieldRowPanel([FieldPanel("order"), FieldPanel("is_active")]),
    ]


class RemarkAdmin(GuidanceAdmin):
    """The remarks to choose from."""

    model = Remark
    menu_icon = "comment"
    panels = [
        FieldPanel("title"),
        FieldPanel("text"),
        FieldPanel("page_types"),
        FieldRowPanel([FieldPanel("order"), FieldPanel("is_active")]),
    ]


class RouteAdmin(ModeratorsAdmin):
    """Who gets which pages."""

    model = Route
    menu_icon = "resubmit"
    list_display = ("name", "order", "people", in_words("is_active", gettext_lazy("in use")))
    list_filter = ("is_active",)
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("order"), FieldPanel("is_active")]),
            FieldPanel("moderators", widget=CheckboxSelectMultiple),
            FieldPanel("page_types"),
            FieldPanel("themes"),
            FieldPanel("regions", widget=SearchableSelect),
        ],
        base_form_class=RouteForm,
    )

    def get_queryset(self, request: Any) -> Any:
        """All routes, with the people that the list prints."""
        return super().get_queryset(request).prefetch_related("moderators__wagtail_userprofile")

    def people(self, route: Route) -> str:
        """The moderators by name."""
        return ", ".join(str(get_user_display_name(user)) for user in route.moderators.all())

    people.short_description = gettext_lazy("moderators")  # type: ignore[attr-defined]


class AbsenceAdmin(ModeratorsAdmin):
    """Who is away, and who stands in."""

    model = Absence
    menu_icon = "date"
    list_display = ("moderator", "stand_in", "first_day", "last_day")
    list_select_related = ("moderator", "stand_in")
    edit_handler = ObjectList(
        [
            FieldPanel("moderator"),
            FieldPanel("stand_in"),
            FieldRowPanel([FieldPanel("first_day"), FieldPanel("last_day")]),
        ],
        base_form_class=AbsenceForm,
    )


class ModerationGroup(ModelAdminGroup):
    """The menu of moderators."""

    menu_label = gettext_lazy("Moderation")
    menu_item_name = "citysynergy-moderation"
    menu_icon = "clipboard-list"
    menu_order = 650
    items = (CriterionAdmin, RemarkAdmin, RouteAdmin, AbsenceAdmin)
