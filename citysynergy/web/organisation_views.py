"""What the pages of organisations and their index show."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from citysynergy.discovery import CaseQuery, search
from citysynergy.organisations.models import Organisation, OrganisationKind
from citysynergy.organisations.pages import OrganisationIndexPage, OrganisationPage
from citysynergy.permissions.reading import public
from citysynergy.web import case_groups, maps, navigation
from citysynergy.web.addresses import search_url, subject_url
from citysynergy.web.parts import (
    Facts,
    Item,
    Prose,
    Text,
    document_item,
    organisation_item,
    organisation_urls,
    page_text,
    prose,
    record_item,
)
from citysynergy.web.permanent import permanent_path
from citysynergy.web.reader import Reader
from citysynergy.web.words import language_name, partial_words

# Enough to see what an organisation does; the search shows the rest.
SHOWN = 100


@dataclass
class OrganisationView:
    """One organisation, ready to be drawn."""

    title: Text
    kind_word: str
    introduction: Prose | None
    breadcrumbs: list[navigation.Link]
    permanent: str
    groups: list[case_groups.EntryGroup]
    total: int
    search_url: str
    map: maps.MapFrame | None
    facts: Facts = field(default_factory=Facts)
    policies: list[Item] = field(default_factory=list)
    dissolved: list[Item] = field(default_factory=list)


def organisation_view(page: OrganisationPage, reader: Reader) -> OrganisationView:
    """Build what the page of an organisation shows to this reader."""
    organisation = page.organisation
    prefetch_related_objects([organisation], "other_names", "codes")
    parameter = "municipality" if organisation.is_municipal else "mission"
    asked: dict[str, Any] = {parameter: [organisation.slug], "sort": "newest", "page_size": SHOWN}
    query = CaseQuery.of(**asked)
    results = search(query, viewer=reader.request.user, counts=())
    successors = [row.successor for row in organisation.succeeded_by.in_force().select_related("successor")]
    predecessors = [row.predecessor for row in organisation.succeeds.in_force().select_related("predecessor")]
    urls = organisation_urls([*successors, *predecessors], reader)
    view = OrganisationView(
        title=page_text(page.text.title),
        kind_word=capfirst(organisation.get_kind_display()),
        introduction=prose("introduction", "", page.text.introduction),
        breadcrumbs=navigation.breadcrumbs(page, reader.request),
        permanent=reader.request.build_absolute_uri(permanent_path(organisation.uuid)),
        groups=case_groups.by_kind(results.hits),
        total=results.total,
        search_url=search_url(**{parameter: organisation.slug}),
        map=case_groups.map_of(query, results.hits, element="organisation-map"),
        dissolved=[organisation_item(successor, urls) for successor in successors],
    )
    _facts(organisation, predecessors, urls, view.facts)
    for row in page.policy_documents.select_related("document"):
        view.policies.append(
            document_item(row.document, row.title, row.language, "")
            if row.document
            else record_item(row.title, row.url, language_name(row.language))
        )
    return view


def _facts(organisation: Organisation, predecessors: list[Organisation], urls: dict[int, str], facts: Facts) -> None:
    facts.add(_("Kind"), capfirst(organisation.get_kind_display()))
    facts.add(_("Province"), record_item(organisation.province.name) if organisation.province else "")
    facts.add(_("Country"), record_item(organisation.country.name) if organisation.country else "")
    facts.add(_("Size"), organisation.get_size_class_display() if organisation.size_class else "")
    facts.add(_("Exists since"), partial_words(organisation.valid_from))
    facts.add(_("Existed until"), partial_words(organisation.valid_to))
    facts.add(_("Came from"), *(organisation_item(predecessor, urls) for predecessor in predecessors))
    facts.add(_("Other names"), *(name.name for name in organisation.other_names.all()))
    facts.add(
        _("Leads the theme"),
        *(record_item(theme.name, subject_url("theme", theme.slug)) for theme in organisation.lead_themes.all()),
    )
    facts.add(_("Networks"), *(record_item(network.name) for network in organisation.networks.all()))
    facts.add(
        _("Serves"),
        *(
            _ressort(ressort)
            for ressort in organisation.ressorts.filter(valid_to=None).select_related("country", "area")
        ),
    )
    facts.add(_("Website"), Item(organisation.website, organisation.website) if organisation.website else "")
    facts.add(_("Codes"), *(str(code) for code in organisation.codes.all()))


def _ressort(ressort: Any) -> Item:
    note = "" if ressort.verified else _("not verified yet")
    if ressort.country:
        url = subject_url("country", ressort.country.code)
        return record_item(ressort.area.name if ressort.area else ressort.country.name, url, note)
    return Item(ressort.subject, note=note)


@dataclass(frozen=True)
class IndexGroup:
    """Organisations of one kind, with how many cases each has."""

    title: str
    rows: list[dict[str, Any]]


@dataclass(frozen=True)
class IndexView:
    """The index of organisations, ready to be drawn."""

    title: Text
    introduction: Prose | None
    groups: list[IndexGroup]
    breadcrumbs: list[navigation.Link]


KIND_TITLES = {
    OrganisationKind.MUNICIPALITY: lambda: _("Municipalities"),
    OrganisationKind.PUBLIC_BODY: lambda: _("Public bodies"),
    OrganisationKind.KINGDOM_COUNTRY: lambda: _("Countries of the Kingdom"),
    OrganisationKind.MISSION: lambda: _("Missions"),
    OrganisationKind.MINISTRY: lambda: _("Ministry"),
    OrganisationKind.ASSOCIATION: lambda: _("Associations"),
    OrganisationKind.OTHER: lambda: _("Other organisations"),
}


def index_view(page: OrganisationIndexPage, reader: Reader) -> IndexView:
    """Build the index of organisations that have a public page."""
    results = search(CaseQuery.of(page_size=1), viewer=reader.request.user, counts=("municipality", "mission"))
    counts = {
        value.value: value.count for name in ("municipality", "mission") for value in results.facets.get(name) or ()
    }
    pages = public(OrganisationPage.objects.child_of(page)).select_related("organisation")
    groups: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KIND_TITLES}
    for child in pages:
        item = record_item(child.organisation.name, child.get_url(reader.request) or "")
        groups[child.organisation.kind].append({"item": item, "count": counts.get(child.organisation.slug, 0)})
    for rows in groups.values():
        rows.sort(key=lambda row: row["item"].label.casefold())
    return IndexView(
        title=page_text(page.text.title),
        introduction=prose("introduction", "", page.text.introduction),
        groups=[IndexGroup(KIND_TITLES[OrganisationKind(kind)](), rows) for kind, rows in groups.items() if rows],
        breadcrumbs=navigation.breadcrumbs(page, reader.request),
    )
