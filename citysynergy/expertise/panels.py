"""The editor of an expertise profile, in the order in which an editor thinks."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from citysynergy.cases.panels import (
    RowsPanel,
    Section,
    case_interface,
    checkboxes,
    goals_section,
    searchable,
    themes_panel,
    title_panel,
)
from citysynergy.cases.widgets import ChoiceRow
from citysynergy.expertise.forms import ExpertiseForm, ThemeRowForm

OFFER_PANELS = [
    FieldPanel("theme", widget=forms.Select),
    FieldPanel("experience", widget=ChoiceRow),
    checkboxes("forms"),
    FieldPanel("text"),
    FieldPanel("evidence", widget=forms.Select),
    FieldRowPanel([FieldPanel("days_per_year"), FieldPanel("available_from")]),
]
QUESTION_PANELS = [
    FieldPanel("theme", widget=forms.Select),
    FieldPanel("text"),
    FieldPanel("audience", widget=ChoiceRow),
]

SECTIONS = [
    Section(
        [
            title_panel(help_text=_("Such as “What Utrecht knows and can do”.")),
            FieldPanel("summary"),
        ],
        heading=_("Who are you?"),
        icon="edit",
    ),
    Section(
        [
            RowsPanel(
                "offers",
                panels=OFFER_PANELS,
                form_class=ThemeRowForm,
                heading=_("Offers"),
                label=_("offer"),
                help_text=_("One for each theme. Say what you did: nobody is ranked."),
            ),
            checkboxes("working_languages"),
        ],
        heading=_("What do you offer?"),
        icon="success",
    ),
    Section(
        [themes_panel(help_text=_("Those of your offers are added by themselves."))],
        heading=_("Other themes"),
        icon="tag",
        invites=_("Themes that you know about without an offer of your own."),
    ),
    Section(
        [
            RowsPanel(
                "seeks",
                panels=QUESTION_PANELS,
                form_class=ThemeRowForm,
                heading=_("Questions"),
                label=_("question"),
                help_text=_("What you would like to learn from others."),
            ),
            searchable("regions"),
        ],
        heading=_("What do you seek, and where?"),
        icon="help",
        invites=_("What you would like to learn from others, and the regions that interest you."),
    ),
    Section(
        [FieldPanel("conditions"), FieldPanel("conditions_audience", widget=ChoiceRow)],
        heading=_("Conditions"),
        icon="list-ul",
        invites=_("What you need to be able to help: costs, time, agreement."),
    ),
    goals_section(),
]

edit_handler = case_interface(_("Expertise profile"), SECTIONS, ExpertiseForm)
