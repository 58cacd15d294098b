"""The editor of an opportunity or challenge, in the order in which an editor thinks."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from citysynergy.cases.panels import (
    Section,
    case_interface,
    checkboxes,
    goals_panel,
    places_panel,
    themes_panel,
    title_panel,
)
from citysynergy.opportunities.forms import OpportunityForm

SECTIONS = [
    Section(
        [
            FieldPanel("kind", widget=forms.RadioSelect),
            title_panel(help_text=_("What it is about and where, such as “Clean water for the kampongs of Semarang”.")),
            FieldPanel("summary"),
            themes_panel(),
        ],
        heading=_("What is it?"),
        icon="edit",
    ),
    Section(
        [FieldPanel("city"), FieldPanel("seen_by", widget=forms.RadioSelect)],
        heading=_("Which city, and who saw it?"),
        icon="site",
    ),
    Section(
        [FieldPanel("visibility", widget=forms.RadioSelect), FieldPanel("agreed_with_city")],
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
            FieldPanel("status", widget=forms.RadioSelect),
            FieldPanel("deadline", help_text=_("In the time of the Netherlands. Empty: no deadline.")),
            FieldRowPanel([FieldPanel("starts"), FieldPanel("ends")]),
        ],
        heading=_("Until when?"),
        icon="calendar-alt",
    ),
    Section(
        [
            FieldPanel("outcome", widget=forms.Select),
            FieldPanel("outcome_note"),
            FieldPanel("outcome_audience", widget=forms.RadioSelect),
        ],
        heading=_("How it ended"),
        icon="clipboard-list",
        invites=True,
    ),
    Section(
        [places_panel(help_text=_("Only when it plays in other places than the city above, or in one part of it."))],
        heading=_("Other places"),
        icon="site",
        invites=True,
    ),
    Section([goals_panel()], heading=_("Goals (SDG)"), icon="pick", invites=True),
    Section(
        [
            FieldRowPanel([FieldPanel("budget"), FieldPanel("budget_currency")]),
            FieldPanel("budget_audience", widget=forms.RadioSelect),
            FieldPanel("programme", widget=forms.Select),
        ],
        heading=_("Money"),
        icon="circle-plus",
        invites=True,
    ),
]

edit_handler = case_interface(_("Opportunity"), SECTIONS, OpportunityForm)
