"""The parts of the editor that the types of case share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
)
from wagtail.admin.panels.base import get_form_for_model
from wagtail.admin.panels.title_field_panel import TitleFieldPanel
from wagtail.models.panels import CommentPanelPlaceholder

from citysynergy.cases.forms import CasePageForm, PartyForm, PlaceForm, RowForm
from citysynergy.cases.widgets import CheckboxGrid, GoalGrid, SearchableSelect
from citysynergy.values.translation_panels import TranslatedInterface


class Section(MultiFieldPanel):
    """A part of the editor with a heading.

    One that ``invites`` is folded as long as it is empty, and then says with these words what it is for.
    """

    def __init__(self, children: Any = (), heading: Any = "", *, invites: Any = "", **kwargs: Any) -> None:
        super().__init__(children, heading=heading, **kwargs)
        self.invites = invites
        if invites:
            self.attrs: dict[str, Any] = {**kwargs.get("attrs", {}), "data-citysynergy-invites": invites}

    def clone_kwargs(self) -> dict[str, Any]:
        return super().clone_kwargs() | {"invites": self.invites}

    class BoundPanel(MultiFieldPanel.BoundPanel):
        def classes(self) -> list[str]:
            folded = self.panel.invites and self.form is not None and self._is_empty()
            return [*super().classes(), "citysynergy-section", *(["collapsed"] if folded else [])]

        def _is_empty(self) -> bool:
            options = self.panel.get_form_options()
            formsets = [self.form.formsets[name] for name in options.get("formsets", {})]
            if any(formset.total_form_count() for formset in formsets):
                return False
            ignored = {field.name for field in self.panel.model._meta.fields if field.has_default()}
            names = [name for name in options.get("fields", []) if name in self.form.fields and name not in ignored]
            return not any(self.form[name].value() for name in names)


class RowsPanel(InlinePanel):
    """Rows of a relation, with a form that forgives rows left empty."""

    def __init__(self, *args: Any, form_class: type[RowForm] = RowForm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form_class = form_class

    def clone_kwargs(self) -> dict[str, Any]:
        return super().clone_kwargs() | {"form_class": self.form_class}

    def get_form_options(self) -> dict[str, Any]:
        options = super().get_form_options()
        deferred = self.child_edit_handler.get_form_options().get("defer_required_on_fields", [])
        options["formsets"][self.relation_name]["form"] = get_form_for_model(
            self.db_field.related_model, form_class=self.form_class, defer_required_on_fields=deferred
        )
        return options


def title_panel(**kwargs: Any) -> FieldPanel:
    """The title, large, from which the address is made."""
    return TitleFieldPanel("title", placeholder=False, **kwargs)


def themes_panel(**kwargs: Any) -> FieldPanel:
    """Themes, by scheme."""
    options = {"help_text": _("Choose what it is about; two or three are usually enough."), **kwargs}
    # Wagtail would ask for a theme in a draft too, as it does for every relation.
    return FieldPanel("themes", required_on_save=False, **options)


def checkboxes(name: str, **kwargs: Any) -> FieldPanel:
    """Several choices as boxes in columns."""
    return FieldPanel(name, widget=CheckboxGrid, required_on_save=False, **kwargs)


def goals_section() -> Section:
    """The Sustainable Development Goals, for who wants to name them."""
    return Section(
        [FieldPanel("goals", widget=GoalGrid)],
        heading=_("Goals (SDG)"),
        icon="pick",
        invites=_("Which of the 17 goals of the United Nations it serves. Readers can search by them."),
    )


def searchable(name: str, **kwargs: Any) -> FieldPanel:
    """Several choices out of many."""
    return FieldPanel(name, widget=SearchableSelect, required_on_save=False, **kwargs)


def places_panel(**kwargs: Any) -> RowsPanel:
    """The places on the map."""
    options = {
        "heading": _("Places on the map"),
        "label": _("place"),
        "help_text": _("Type a city and choose it from the list; country and map follow. Add a place for each city."),
        **kwargs,
    }
    return RowsPanel(
        "places",
        panels=[
            FieldPanel("city"),
            FieldPanel("point"),
            FieldRowPanel(
                [
                    FieldPanel("country", help_text=_("Follows from the city.")),
                    FieldPanel("precision", help_text=_("What the point on the map stands for.")),
                ]
            ),
            FieldPanel(
                "name",
                help_text=_("Only for a place with a name of its own, such as a district or a harbour."),
            ),
        ],
        form_class=PlaceForm,
        **options,
    )


def parties_panel(relation: str, *fields: str, **kwargs: Any) -> RowsPanel:
    """Partners or members."""
    panels = [FieldPanel(name) for name in ("organisation", "city", *fields)]
    return RowsPanel(relation, panels=panels, form_class=PartyForm, **kwargs)


def activities_panel() -> RowsPanel:
    """What happened, with date and place."""
    return RowsPanel(
        "activities",
        panels=[FieldRowPanel([FieldPanel("kind"), FieldPanel("date")]), FieldPanel("title"), FieldPanel("place")],
        heading=_("Activities"),
        label=_("activity"),
    )


IMAGE_PANELS = [
    FieldPanel("image"),
    FieldPanel("alt"),
    FieldRowPanel([FieldPanel("is_decorative"), FieldPanel("shows_people")]),
    FieldRowPanel([FieldPanel("credit"), FieldPanel("licence")]),
]
DOCUMENT_PANELS = [
    FieldPanel("document"),
    FieldPanel("title"),
    FieldRowPanel([FieldPanel("language"), FieldPanel("licence")]),
]
IDENTIFIER_PANELS = [FieldRowPanel([FieldPanel("scheme"), FieldPanel("value")])]


def attachments_section() -> Section:
    """Pictures, documents and links."""
    return Section(
        [
            RowsPanel("images", IMAGE_PANELS, heading=_("Pictures"), label=_("picture")),
            RowsPanel("documents", DOCUMENT_PANELS, heading=_("Documents"), label=_("document")),
            RowsPanel("links", heading=_("Links"), label=_("link")),
            RowsPanel("identifiers", IDENTIFIER_PANELS, heading=_("Numbers in other registers"), label=_("number")),
        ],
        heading=_("Pictures, documents and links"),
        icon="image",
        invites=_("Show it: a photo, the report, a page elsewhere, the number in a register."),
    )


def contact_section() -> Section:
    """Who answers questions, and when the page is looked at again."""
    return Section(
        [
            FieldPanel("desk", widget=forms.Select),
            FieldPanel("person", widget=forms.Select),
            FieldPanel("next_check"),
        ],
        heading=_("Contact and upkeep"),
        icon="user",
        invites=_("Another contact desk than your organisation's, a person for the network, when to look again."),
    )


def case_interface(heading: Any, sections: list[Any], form: type[CasePageForm] = CasePageForm) -> TranslatedInterface:
    """The editor of one type of case: its sections, the translations, and the few settings."""
    return TranslatedInterface(
        [
            ObjectList([*sections, attachments_section(), contact_section()], heading=heading),
            settings_tab(),
        ],
        base_form_class=form,
    )


def settings_tab() -> ObjectList:
    """Language, address and schedule: what few editors need."""
    return ObjectList(
        [
            FieldPanel("language"),
            FieldPanel(
                "slug",
                heading=_("Address of the page"),
                help_text=_("Made from the title. Leave it as it is once the page is published."),
            ),
            PublishingPanel(),
            CommentPanelPlaceholder(),
        ],
        heading=_("Address and language"),
    )
