"""The editor of a city partnership, in the order in which an editor thinks."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from citysynergy.cases.panels import (
    Section,
    activities_panel,
    case_interface,
    checkboxes,
    goals_section,
    parties_panel,
    places_panel,
    themes_panel,
    title_panel,
)
from citysynergy.cases.widgets import ChoiceRow
from citysynergy.partnerships.forms import PartnershipForm

SECTIONS = [
    Section(
        [
            title_panel(help_text=_("Such as “Utrecht and León”.")),
            FieldPanel("summary"),
            FieldPanel("kind", widget=ChoiceRow),
            themes_panel(),
        ],
        heading=_("What is it?"),
        icon="edit",
    ),
    Section(
        [
            parties_panel(
                "members",
                "role",
                "brings",
                "seeks",
                heading=_("Members"),
                label=_("member"),
                help_text=_("At least two: your own organisation, and each city that you have the tie with."),
            ),
        ],
        heading=_("Who takes part?"),
        icon="group",
    ),
    Section(
        [
            FieldPanel("status", widget=ChoiceRow),
            FieldRowPanel([FieldPanel("since"), FieldPanel("until")]),
        ],
        heading=_("Since when?"),
        icon="calendar-alt",
    ),
    Section(
        [
            FieldPanel("experiences"),
            FieldPanel("success_factors"),
            activities_panel(),
            checkboxes("initiatives"),
        ],
        heading=_("Experiences"),
        icon="clipboard-list",
        invites=_("What you did together, what it brought, and what makes it work."),
    ),
    Section([places_panel()], heading=_("Places"), icon="site", invites=_("Where you work together, on the map.")),
    goals_section(),
    Section(
        [FieldPanel("agreement"), FieldPanel("programme", widget=forms.Select)],
        heading=_("Agreement and programme"),
        icon="doc-full",
        invites=_("The signed agreement, and the programme that pays."),
    ),
]

edit_handler = case_interface(_("City partnership"), SECTIONS, PartnershipForm)
