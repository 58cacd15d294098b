"""The editor of an opportunity or challenge, in the order in which an editor thinks."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from citysynergy.cases.panels import (
    Section,
    case_interface,
    checkboxes,
    goals_section,
    places_panel,
    themes_panel,
    title_panel,
)
from citysynergy.cases.widgets import ChoiceRow
from citysynergy.opportunities.forms import OpportunityForm

SECTIONS = [
    Section(
        [
            FieldPanel("kind", widget=ChoiceRow),
            title_panel(help_text=_("What it is about and where, such as “Clean water for the kampongs of Semarang”.")),
            FieldPanel("summary"),
            themes_panel(),
        ],
        heading=_("What is it?"),
        icon="edit",
    ),
    Section(
        [
            FieldPanel("city", help_text=_("Type a name and choose from the list.")),
            FieldPanel("seen_by", widget=ChoiceRow),
        ],
        heading=_("Which city, and who saw it?"),
        icon="site",
    ),
    Section(
        [FieldPanel("visibility", widget=ChoiceRow), FieldPanel("agreed_with_city")],
        heading=_("Who may see it?"),
        icon="view",
    ),
    Section(
        [FieldPanel("asked"), checkboxes("forms"), checkboxes("working_languages")],
        heading=_("What is asked?"),
        icon="help",
    ),
    Section(
        [
            FieldPanel("status", widget=ChoiceRow),
            FieldPanel("deadline", help_text=_("Empty: there is no deadline.")),
            FieldRowPanel([FieldPanel("starts"), FieldPanel("ends")]),
        ],
        heading=_("Until when?"),
        icon="calendar-alt",
    ),
    Section(
        [
            FieldPanel("outcome", widget=forms.Select),
            FieldPanel("outcome_note"),
            FieldPanel("outcome_audience", widget=ChoiceRow),
        ],
        heading=_("How it ended"),
        icon="clipboard-list",
        invites=_("Fill this in when you close it."),
    ),
    Section(
        [places_panel(help_text=_("Only when it plays in other places than the city above, or in one part of it."))],
        heading=_("Other places"),
        icon="site",
        invites=_("When it plays in more cities, or in one part of the city."),
    ),
    goals_section(),
    Section(
        [
            FieldRowPanel([FieldPanel("budget"), FieldPanel("budget_currency")]),
            FieldPanel("budget_audience", widget=ChoiceRow),
            FieldPanel("programme", widget=forms.Select),
        ],
        heading=_("Money"),
        icon="circle-plus",
        invites=_("The budget and the programme, for everyone or for the network only."),
    ),
]

edit_handler = case_interface(_("Opportunity"), SECTIONS, OpportunityForm)
