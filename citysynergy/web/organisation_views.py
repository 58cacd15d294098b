"""What the pages of organisations and their index show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citysynergy.discovery import CaseQuery, search
from citysynergy.initiatives.pages import InitiativeStatus as Initiative
from citysynergy.opportunities.pages import OpportunityStatus as Question
from citysynergy.organisations.models import Organisation, OrganisationKind
from citysynergy.organisations.pages import OrganisationIndexPage, OrganisationPage
from citysynergy.permissions.reading import public
from citysynergy.web import case_groups, expertise, maps, navigation
from citysynergy.web.addresses import search_url, subject_url
from citysynergy.web.entries import Entry
from citysynergy.web.front import Total
from citysynergy.web.kinds import status_word
from citysynergy.web.parts import (
    Facts,
    Item,
    Prose,
    Text,
    document_item,
    organisation_item,
    organisation_urls,
    page_item,
    page_text,
    prose,
    record_item,
)
from citysynergy.web.permanent import permanent_path
from citysynergy.web.reader import Reader
from citysynergy.web.ressorts import Served, served_by
from citysynergy.web.selection import LISTED, LISTS, Asked, Listing, Selection, select
from citysynergy.web.words import grouped, language_name, partial_words

# What a municipality's reader looks for beside its expertise, and what others' readers do. What a mission asks comes
# apart from what is done in its ressort.
MUNICIPAL_ORDER = ("initiative", "partnership", "challenge", "opportunity")
ASKED = ("challenge", "opportunity")
DONE = ("initiative", "partnership", "expertise")
INITIATIVES = (Initiative.ONGOING, Initiative.PLANNED, Initiative.COMPLETED, Initiative.STOPPED)
QUESTIONS = (Question.OPEN, Question.MATCHED, Question.CLOSED)
# So many cases of a type: enough to see what an organisation does; the search shows the rest.
SHOWN = 12


@dataclass(frozen=True)
class Part:
    """Some entries of a group, with what they share."""

    title: str
    entries: list[Entry]


@dataclass(frozen=True)
class Group:
    """Cases of one type. Initiatives stand by their status: what goes on now first."""

    kind: str
    title: str
    parts: list[Part]
    count: int
    more: str


@dataclass(frozen=True)
class Profile:
    """The published expertise of a municipality, as far as this reader may read it, and the page that holds it."""

    page: Item
    offers: list[expertise.Offer]
    seeks: list[expertise.Sought]


@dataclass(frozen=True)
class InRessort:
    """What happens in what a mission serves: the ressort in words, and what cities do there."""

    served: Served
    selection: Selection
    groups: list[Group]


@dataclass
class OrganisationView:
    """One organisation, ready to be drawn. ``figures`` lead to the search."""

    title: Text
    kind_word: str
    introduction: Prose | None
    breadcrumbs: list[navigation.Link]
    permanent: str
    nothing: str
    selection: Selection
    groups: list[Group]
    figures: list[Total]
    map: maps.MapFrame | None
    listings: list[Listing]
    profile: Profile | None = None
    ressort: InRessort | None = None
    facts: Facts = field(default_factory=Facts)
    policies: list[Item] = field(default_factory=list)
    dissolved: list[Item] = field(default_factory=list)


def organisation_view(page: OrganisationPage, reader: Reader) -> OrganisationView:
    """Build what the page of an organisation shows to this reader."""
    organisation = page.organisation
    prefetch_related_objects([organisation], "other_names", "codes")
    successors = [row.successor for row in organisation.succeeded_by.in_force().select_related("successor")]
    predecessors = [row.predecessor for row in organisation.succeeds.in_force().select_related("predecessor")]
    urls = organisation_urls([*successors, *predecessors], reader)
    selection = select(_asked(organisation), reader)
    view = OrganisationView(
        title=page_text(page.text.title),
        kind_word=capfirst(organisation.get_kind_display()),
        introduction=prose("introduction", "", page.text.introduction),
        breadcrumbs=navigation.breadcrumbs(page, reader.request),
        permanent=reader.request.build_absolute_uri(permanent_path(organisation.uuid)),
        nothing=_nothing(organisation),
        selection=selection,
        groups=_groups(organisation, selection),
        figures=[],
        map=selection.map,
        listings=selection.listings,
        dissolved=[organisation_item(successor, urls) for successor in successors],
    )
    if organisation.is_municipal:
        view.figures = _figures(organisation, selection)
        view.profile = _profile(page, reader)
        view.map = _with_home(organisation, selection)
    elif organisation.kind == OrganisationKind.MISSION:
        _add_ressort(organisation, reader, view)
    _facts(organisation, predecessors, urls, view.facts)
    for row in page.policy_documents.select_related("document"):
        view.policies.append(
            document_item(row.document, row.title, row.language, "")
            if row.document
            else record_item(row.title, row.url, language_name(row.language))
        )
    return view


def _asked(organisation: Organisation) -> Asked:
    """The search for its cases: of a municipality those that it takes part in, else those that it published."""
    if organisation.is_municipal:
        return Asked(
            "municipality",
            organisation.slug,
            MUNICIPAL_ORDER,
            ("country", "city", "theme"),
            shown=SHOWN,
            element="organisation-map",
            # It does not work together with itself.
            unlisted={"country": {organisation.country_id or ""}, "city": {organisation.slug}},
        )
    return Asked(
        "mission",
        organisation.slug,
        DONE,
        ("theme", "country", "city"),
        # What is open and closes first is what a reader can still answer.
        sort="deadline",
        shown=SHOWN,
        element="organisation-map",
    )


def _nothing(organisation: Organisation) -> str:
    """What is said where an organisation has no case: not an omission, but what is so."""
    if organisation.kind == OrganisationKind.MISSION:
        return _("This mission has no question or opportunity open to you now.")
    if organisation.kind == OrganisationKind.MINISTRY:
        return _("The ministry judges what others publish here, and rarely publishes a case of its own.")
    return _("This organisation has not published a case.")


def _groups(organisation: Organisation, selection: Selection) -> list[Group]:
    """What an organisation does and asks. Who is no municipality asks first, in the order of what can be answered."""
    done = [_group(group) for group in selection.groups]
    asked = [entry for entry in selection.entries if entry.kind in ASKED]
    if organisation.is_municipal or not asked:
        return done
    count = sum(selection.values.get("type", {}).get(kind, 0) for kind in ASKED) or len(asked)
    shown = asked if count <= SHOWN + 1 else asked[:SHOWN]
    more = search_url(mission=organisation.slug, type=ASKED, sort="deadline") if count > len(shown) else ""
    return [Group("asked", _("Opportunities and challenges"), _parts(shown, QUESTIONS), count, more), *done]


def _group(group: case_groups.EntryGroup) -> Group:
    parts = _parts(group.entries, INITIATIVES) if group.kind == "initiative" else [Part("", group.entries)]
    return Group(group.kind, group.title, parts, group.count, group.more)


def _parts(found: Sequence[Entry], statuses: Iterable[str]) -> list[Part]:
    """Entries by their status."""
    words = [status_word(status) for status in statuses]
    parts = [Part(word, [entry for entry in found if entry.status == word]) for word in words]
    return [part for part in parts if part.entries]


def _figures(organisation: Organisation, selection: Selection) -> list[Total]:
    """Numbers for who would rather look than read, each leading to the search that shows what it counts."""
    if selection.degraded or not selection.total:
        return []
    total, slug = selection.total, organisation.slug
    countries, cities = (len(selection.values.get(name, ())) for name in ("country", "city"))
    figures = [Total(grouped(total), ngettext("case", "cases", total), selection.search_url)]
    if countries:
        url = f"{search_url(municipality=slug, list='region')}#facet-region"
        figures.append(Total(grouped(countries), ngettext("country", "countries", countries), url))
    if cities:
        url = f"{search_url(municipality=slug, filters='all', list='city')}#facet-city"
        figures.append(Total(grouped(cities), ngettext("city it works with", "cities it works with", cities), url))
    return figures


def _profile(page: OrganisationPage, reader: Reader) -> Profile | None:
    found = expertise.profile_below(page, reader)
    if found is None:
        return None
    offers = expertise.offers(found.offers.select_related("theme"), reader)
    return Profile(page_item(found, reader), offers, expertise.seeks(found, reader))


def _with_home(organisation: Organisation, selection: Selection) -> maps.MapFrame | None:
    """The map of a municipality's ties with its own point marked; that point alone where it has none."""
    if organisation.latitude is None or organisation.longitude is None:
        return selection.map
    home = maps.Home(str(organisation.name), organisation.latitude, organisation.longitude)
    point = (organisation.latitude, organisation.longitude)
    frame = selection.map or selection.map_around([point])
    return replace(frame, home=home) if frame else None


def _add_ressort(mission: Organisation, reader: Reader, view: OrganisationView) -> None:
    """What a mission serves, and what cities of the Kingdom do there."""
    found = served_by([mission.slug])
    if not found:
        return
    [served] = found
    asked = Asked(
        "ressort",
        mission.slug,
        (*DONE, *ASKED),
        ("city", "municipality", "theme"),
        around=served.corners,
        element="organisation-map",
    )
    selection = select(asked, reader)
    done = [_group(group) for group in selection.groups if group.kind in DONE]
    view.ressort = InRessort(served, selection, done)
    view.map = selection.map_around(served.corners) if served.corners else selection.map
    others = [listing for listing in selection.listings if listing.name != "city"]
    view.listings = [*_cities(served, selection), *others]


def _cities(served: Served, selection: Selection) -> list[Listing]:
    """The cities of a ressort that have a case, those with most first: not those elsewhere that take part in one."""
    counts = selection.values.get("city", {})
    found = sorted(served.cities().filter(slug__in=counts), key=lambda city: (-counts[city.slug], city.slug))
    items = [
        record_item(city.name, subject_url("city", city.slug), grouped(counts[city.slug])) for city in found[:LISTED]
    ]
    return [Listing("city", LISTS["city"](), items)] if items else []


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
    facts.add(_("Website"), Item(organisation.website, organisation.website) if organisation.website else "")
    facts.add(_("Codes"), *(str(code) for code in organisation.codes.all()))


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
    # The index does not answer: nothing was counted.
    degraded: bool


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
        degraded=results.degraded,
    )
