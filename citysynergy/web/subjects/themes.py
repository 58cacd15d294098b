"""Themes and goals as subjects."""

from django.urls import reverse
from django.utils.translation import gettext as _

from citysynergy.taxonomy.models import Goal, Theme
from citysynergy.web.addresses import subject_url
from citysynergy.web.navigation import Link, home_link
from citysynergy.web.parts import Facts, Item, Text, organisation_item, organisation_urls, record_item, record_text
from citysynergy.web.reader import Reader
from citysynergy.web.subjects.subject import Subject


def themes_link() -> Link:
    """The index of themes."""
    return Link(_("Themes"), reverse("citysynergy:themes"))


def theme_subject(theme: Theme, reader: Reader) -> Subject:
    """A theme: who leads it, what is broader and narrower, and under which themes of other lists it is found."""
    above: list[Link] = []
    parent = theme.parent
    while parent is not None:
        above.insert(0, Link(str(parent.name), subject_url("theme", parent.slug)))
        parent = parent.parent
    leads = list(theme.lead_organisations.all())
    urls = organisation_urls(leads, reader)
    facts = Facts()
    facts.add(_("Lead municipality"), *(organisation_item(lead, urls) for lead in leads))
    facts.add(_("Broader theme"), *(_item(found) for found in [theme.parent] if found))
    facts.add(_("Also found under"), *(_item(found) for found in theme.maps_to.all()))
    facts.add(_("List of themes"), record_item(theme.scheme.name))
    return Subject(
        parameter="theme",
        value=theme.slug,
        title=record_text(theme.name),
        kind_word=_("Theme"),
        description=record_text(theme.description),
        breadcrumbs=[home_link(), themes_link(), *above],
        below=[_item(child) for child in theme.children.filter(merged_into=None)],
        below_title=_("Narrower themes"),
        facts=facts,
        lists=("municipality", "country", "goal"),
    )


def _item(theme: Theme) -> Item:
    return record_item(theme.name, subject_url("theme", theme.slug))


def goal_subject(goal: Goal) -> Subject:
    """One of the Sustainable Development Goals."""
    return Subject(
        parameter="goal",
        value=str(goal.number),
        title=record_text(goal.name),
        kind_word=_("Goal (SDG)"),
        description=Text(""),
        breadcrumbs=[home_link(), Link(_("Goals (SDG)"), reverse("citysynergy:goals"))],
        lists=("municipality", "theme", "country"),
        tile=goal.number,
    )
