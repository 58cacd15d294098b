"""The editor of an initiative, in the order in which an editor thinks."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from citysynergy.cases.panels import (
    RowsPanel,
    Section,
    activities_panel,
    case_interface,
    checkboxes,
    goals_section,
    parties_panel,
    places_panel,
    searchable,
    themes_panel,
    title_panel,
)
from citysynergy.cases.widgets import ChoiceRow
from citysynergy.initiatives.forms import InitiativeForm

LESSON_PANELS = [
    FieldPanel("kind", widget=ChoiceRow),
    FieldPanel("text"),
    FieldPanel("audience", widget=ChoiceRow),
]
FIGURE_PANELS = [
    FieldPanel("name"),
    FieldRowPanel([FieldPanel("baseline"), FieldPanel("value"), FieldPanel("unit")]),
    FieldRowPanel([FieldPanel("date"), FieldPanel("source")]),
]
AMOUNT_PANELS = [
    FieldPanel("source"),
    FieldRowPanel([FieldPanel("amount"), FieldPanel("currency")]),
    FieldPanel("role", widget=ChoiceRow),
    FieldPanel("audience", widget=ChoiceRow),
]

SECTIONS = [
    Section(
        [
            title_panel(help_text=_("Short, and clear to an outsider, such as “Safe by the water in Jakarta”.")),
            FieldPanel("summary"),
            themes_panel(),
        ],
        heading=_("What is it?"),
        icon="edit",
    ),
    Section(
        [
            checkboxes("character"),
            checkboxes("forms"),
            places_panel(),
            searchable("countries", help_text=_("Those of the places are added by themselves.")),
        ],
        heading=_("Where, and what cooperation?"),
        icon="site",
    ),
    Section(
        [
            FieldPanel("status", widget=ChoiceRow),
            FieldRowPanel([FieldPanel("start"), FieldPanel("end")]),
            FieldPanel("approach"),
        ],
        heading=_("When and how?"),
        icon="calendar-alt",
    ),
    Section(
        [
            parties_panel("partners", "role", heading=_("Partners"), label=_("partner")),
            FieldPanel("cities", heading=_("Other cities that are involved")),
            FieldPanel("partnership", widget=forms.Select),
        ],
        heading=_("With whom?"),
        icon="group",
        invites=_("Other municipalities, cities and organisations that take part. Their editors can help write."),
    ),
    Section(
        [
            FieldPanel("results"),
            RowsPanel(
                "lessons",
                LESSON_PANELS,
                heading=_("Lessons"),
                label=_("lesson"),
                help_text=_("What worked, and what failed: both help who comes next."),
            ),
            FieldPanel("transfer"),
            RowsPanel("indicators", FIGURE_PANELS, heading=_("Figures"), label=_("figure")),
            activities_panel(),
        ],
        heading=_("Results and lessons"),
        icon="clipboard-list",
        invites=_("What came of it, what worked and what failed. Needed when the initiative is completed."),
    ),
    goals_section(),
    Section(
        [
            FieldPanel("programme", widget=forms.Select),
            RowsPanel("funding", AMOUNT_PANELS, heading=_("Amounts"), label=_("amount")),
        ],
        heading=_("Money"),
        icon="circle-plus",
        invites=_("The programme, the subsidy, what it cost."),
    ),
]

edit_handler = case_interface(_("Initiative"), SECTIONS, InitiativeForm)
