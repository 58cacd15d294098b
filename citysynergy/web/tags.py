"""Template tags of the public pages: through them page templates reach what Python prepared."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.safestring import SafeString

from citysynergy.web import case_views, entry_items, facet_groups, front, navigation, organisation_views, words
from citysynergy.web.entries import Entry
from citysynergy.web.facet_panel import Group
from citysynergy.web.reader import reader_of

register = template.Library()


@register.simple_tag(takes_context=True)
def site_frame(context: dict[str, Any]) -> navigation.Frame | None:
    """The frame around the page; None where there is no request, as in an error page."""
    request = context.get("request")
    return navigation.frame(request) if request is not None else None


@register.simple_tag(takes_context=True)
def case_view(context: dict[str, Any], page: Any) -> case_views.CaseView:
    """What the page of a case shows to this reader."""
    return case_views.case_view(page, reader_of(context["request"]))


@register.simple_tag(takes_context=True)
def organisation_view(context: dict[str, Any], page: Any) -> organisation_views.OrganisationView:
    """What the page of an organisation shows to this reader."""
    return organisation_views.organisation_view(page, reader_of(context["request"]))


@register.simple_tag(takes_context=True)
def organisation_index(context: dict[str, Any], page: Any) -> organisation_views.IndexView:
    """What the index of organisations shows."""
    return organisation_views.index_view(page, reader_of(context["request"]))


@register.simple_tag(takes_context=True)
def register_front(context: dict[str, Any]) -> front.Front:
    """Newest cases, live numbers, themes and map for a front page."""
    return front.front(context["request"])


@register.simple_tag(takes_context=True)
def page_breadcrumbs(context: dict[str, Any], page: Any) -> list[navigation.Link]:
    """The pages above a page."""
    return navigation.breadcrumbs(page, context["request"])


@register.simple_tag(name="entry_items")
def written_entries(entries: Iterable[Entry]) -> SafeString:
    """Entries of the register as the items of a list."""
    return entry_items.items(entries)


@register.simple_tag(name="facet_groups")
def written_groups(groups: Iterable[Group]) -> SafeString:
    """The groups of filters."""
    return facet_groups.written(groups)


@register.filter
def language_note(code: str) -> str:
    """A word about a text in another language than the page's."""
    return words.language_note(code)
