"""Template tags of the public pages: through them page templates reach what Python prepared."""

from collections.abc import Callable, Iterable
from typing import Any

from django import template
from django.utils.safestring import SafeString
from wagtail.models import Page

from citysynergy.web import case_views, entry_items, facet_groups, front, navigation, organisation_views, words
from citysynergy.web.entries import Entry
from citysynergy.web.facet_panel import Group
from citysynergy.web.metadata import heads, linked_data
from citysynergy.web.reader import reader_of

register = template.Library()


@register.simple_tag(takes_context=True)
def site_frame(context: dict[str, Any]) -> navigation.Frame | None:
    """The frame around the page; None where there is no request, as in an error page."""
    request = context.get("request")
    return navigation.frame(request) if request is not None else None


@register.simple_tag(takes_context=True)
def page_head(context: dict[str, Any]) -> heads.Head | None:
    """What the head of the page says: what its view prepared, else what the page of the tree says."""
    request = context.get("request")
    if request is None:
        return None
    prepared, page = context.get("head"), context.get("page")
    if isinstance(prepared, heads.Head):
        return prepared
    return heads.page_head(page, request) if isinstance(page, Page) else heads.plain_head(request)


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


@register.simple_tag(takes_context=True)
def site_data(context: dict[str, Any]) -> SafeString:
    """The site and its search as linked data."""
    return _element(context, linked_data.site_node)


@register.simple_tag(takes_context=True)
def breadcrumb_data(context: dict[str, Any], links: Iterable[navigation.Link]) -> SafeString:
    """The way to the page as linked data."""
    return _element(context, linked_data.breadcrumb_node, links)


@register.simple_tag(takes_context=True)
def case_data(context: dict[str, Any], page: Any, case: case_views.CaseView) -> SafeString:
    """A case as linked data."""
    return _element(context, linked_data.case_node, page, case)


@register.simple_tag(takes_context=True)
def organisation_data(
    context: dict[str, Any], page: Any, organisation: organisation_views.OrganisationView
) -> SafeString:
    """An organisation as linked data."""
    return _element(context, linked_data.organisation_node, page, organisation)


def _element(context: dict[str, Any], node: Callable[..., linked_data.Node], *parts: Any) -> SafeString:
    """Linked data of a page that strangers may read; of any other page nothing."""
    head = context.get("head")
    if not isinstance(head, heads.Head) or not head.public:
        return SafeString("")
    return linked_data.element(node(context["request"], *parts, head))


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
