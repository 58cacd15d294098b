"""What the page of each type of case shows, in the order its reader needs it."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from citysynergy.cases.pages import CasePage
from citysynergy.cases.rules import readable
from citysynergy.opportunities.pages import Outcome
from citysynergy.organisations.models import Organisation
from citysynergy.taxonomy.models import City, Country
from citysynergy.web import expertise, locator, navigation
from citysynergy.web.addresses import search_url, subject_url
from citysynergy.web.kinds import kind_word, status_word
from citysynergy.web.parts import (
    Facts,
    Item,
    Picture,
    Place,
    Prose,
    Text,
    choice_words,
    city_item,
    document_item,
    kept,
    linked,
    organisation_item,
    organisation_urls,
    page_item,
    page_text,
    pictures,
    places_at,
    places_of,
    prose,
    record_item,
    record_text,
    theme_items,
)
from citysynergy.web.permanent import permanent_path
from citysynergy.web.reader import Reader
from citysynergy.web.relations import Relation, relations
from citysynergy.web.tables import indicator_table, money_table
from citysynergy.web.words import day, joined, language_name, money, partial, period


@dataclass
class CaseView:
    """One case, ready to be drawn."""

    kind: str
    kind_word: str
    title: Text
    summary: Text
    status: str
    period: str
    who: SafeString
    publisher: Item
    breadcrumbs: list[navigation.Link]
    permanent: str
    citation: str = ""
    confirmed: str = ""
    languages: str = ""
    network_only: bool = False
    sections: list[Prose] = field(default_factory=list)
    facts: Facts = field(default_factory=Facts)
    themes: list[Item] = field(default_factory=list)
    goals: list[Any] = field(default_factory=list)
    # Who takes part beside the publisher of an initiative; in a partnership everyone.
    members: list[Item] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    documents: list[Item] = field(default_factory=list)
    links: list[Item] = field(default_factory=list)
    activities: list[Item] = field(default_factory=list)
    contact: Facts = field(default_factory=Facts)
    extra: dict[str, Any] = field(default_factory=dict)
    # What others may share with it, by facet: public values alone.
    traits: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    related: list[Relation] = field(default_factory=list)

    @property
    def pins(self) -> list[dict[str, Any]]:
        """The places as pins of the page's map, in the part of the world that it begins with."""
        if not self.points:
            return []
        window = self._window
        return [
            {
                "id": "",
                "latitude": place.latitude,
                "longitude": window.beside(place.longitude),
                "count": 1,
                "kind": self.kind,
                "kind_word": self.kind_word,
                "title": place.name or place.country,
                "place": ", ".join(part for part in (place.country, place.precision) if part),
                "label": ", ".join(part for part in (place.name, place.country) if part) or self.kind_word,
            }
            for place in self.places
            if place.latitude is not None and place.longitude is not None
        ]

    @property
    def _window(self) -> locator.Window:
        return locator.window_around(self.points, 4, 3)

    @property
    def has_places(self) -> bool:
        """Whether cases of this type lie somewhere; expertise is wherever its organisation is."""
        return self.kind != "expertise"

    @property
    def points(self) -> list[tuple[float, float]]:
        """Latitude and longitude of the places that have a point."""
        return [
            (place.latitude, place.longitude)
            for place in self.places
            if place.latitude is not None and place.longitude is not None
        ]

    @property
    def still(self) -> SafeString:
        """The map as a drawing, for who has no JavaScript."""
        return locator.crop(self.points, self.kind, width=704, height=528, mark=40)

    @property
    def map_view(self) -> str:
        """The part of the world that the page's map begins with."""
        window = self._window
        return f"{window.west},{window.south},{window.east},{window.north}"


def case_view(page: CasePage, reader: Reader) -> CaseView:
    """Build what the page of a case shows to this reader."""
    view = _base(page, reader)
    _BUILDERS[page.case_type](page, reader, view)
    view.related = relations(page.translation_key, view.traits, reader)
    return view


def _base(page: CasePage, reader: Reader) -> CaseView:
    organisation = page.organisation
    kind = page.type_value
    themes, goals = list(page.themes.all()), list(page.goals.all())
    view = CaseView(
        kind=kind,
        kind_word=kind_word(kind, getattr(page, "kind", "")),
        title=page_text(page.text.title),
        summary=page_text(page.text.summary),
        status=status_word(page.status_value),
        period="",
        who=SafeString(""),
        publisher=Item(str(organisation)),
        breadcrumbs=navigation.breadcrumbs(page, reader.request),
        permanent=reader.request.build_absolute_uri(permanent_path(page.translation_key)),
        themes=theme_items(themes),
        goals=goals,
        places=places_of(page.places.select_related("city__country", "country")),
        pictures=pictures(page.images.select_related("image")),
        documents=[
            document_item(row.document, row.title, row.language, row.get_licence_display().split(":")[0])
            for row in page.documents.select_related("document")
        ],
        links=[record_item(row.title, row.url) for row in page.links.all()],
        activities=_activities(page),
        languages=joined([language_name(code) for code in page.available_languages]),
    )
    view.citation = f"{organisation}. {view.title.text}. CitySynergy."
    if page.confirmed_on:
        view.confirmed = _("Last confirmed on %(date)s by %(organisation)s") % {
            "date": day(page.confirmed_on),
            "organisation": organisation,
        }
    view.traits["theme"].update(theme.slug for theme in themes)
    view.traits["goal"].update(str(goal.number) for goal in goals)
    _taking_part(view, organisation)
    _contact(page, reader, view)
    return view


def _taking_part(view: CaseView, *organisations: Organisation | None) -> None:
    view.traits["municipality"].update(one.slug for one in organisations if one is not None and one.is_municipal)


def _situated(view: CaseView, cities: Iterable[City | None], countries: Iterable[Country] = ()) -> None:
    found = [city for city in cities if city is not None]
    view.traits["city"].update(city.slug for city in found)
    view.traits["country"].update(str(city.country_id) for city in found)
    view.traits["country"].update(country.code for country in countries)


def _activities(page: CasePage) -> list[Item]:
    found = []
    dated = [(partial(row.date), row) for row in page.activities.all()]
    for date, row in sorted(dated, key=lambda pair: pair[0].earliest if pair[0] else datetime.date.max):
        about = ", ".join(part for part in (capfirst(row.get_kind_display()), row.place) if part)
        text = record_text(row.title)
        found.append(Item(text.text, date.display() if date else "", about, text.lang))
    return found


def _contact(page: CasePage, reader: Reader, view: CaseView) -> None:
    """The desk for everyone; a person for the network alone, until the date set. No mail address is ever printed."""
    desk = page.contact_desk
    if desk is not None:
        view.contact.add(_("Desk"), record_item(desk.name))
        own = desk.organisation_id == page.organisation.pk
        view.contact.add(_("Organisation"), record_item((page if own else desk).organisation.name))
        view.contact.add(_("Phone"), desk.phone)
    person = page.person if reader.network else None
    if person is not None and person.shown_until >= timezone.localdate():
        view.contact.add(_("Contact person"), Item(person.name, note=str(person.role)), network=True)
        view.contact.add(_("Phone"), person.phone, network=True)


def _sentence(lead: Item, others: list[Item]) -> SafeString:
    """ "Rotterdam with Glasgow, Umeå and Parma", each leading to its page."""
    if not others:
        return linked(lead)
    listed = format_html_join(", ", "{}", ((linked(item),) for item in others))
    return format_html("{} <span>{}</span> {}", linked(lead), _("with"), listed)


def _initiative(page: Any, reader: Reader, view: CaseView) -> None:
    partners = list(page.partners.select_related("organisation", "city__country"))
    urls = organisation_urls([page.organisation, *(row.organisation for row in partners)], reader)
    rows = [
        organisation_item(row.organisation, urls, row.get_role_display())
        if row.organisation
        else city_item(row.city, row.get_role_display())
        for row in partners
        if row.organisation or row.city
    ]
    lead = organisation_item(page.organisation, urls)
    cities, countries = list(page.cities.select_related("country")), list(page.countries.all())
    _taking_part(view, *(row.organisation for row in partners))
    _situated(view, [*cities, *(row.city for row in partners)], countries)
    view.places = view.places or places_at(cities or [row.city for row in partners if row.city])
    view.publisher, view.members = lead, rows
    view.who = _sentence(lead, rows)
    view.period = period(page.start, page.end)
    view.sections = kept(
        [
            prose("approach", _("What they did"), page.text.approach),
            prose("results", _("What came of it"), page.text.results),
        ]
    )
    view.extra = {
        "indicators": indicator_table(page.indicators.all()),
        "lessons": _lessons(page, reader),
        "transfer": prose("transfer", _("What it takes elsewhere"), page.text.transfer),
        "money": money_table(readable(page.funding.all(), network=reader.network)),
    }
    facts = view.facts
    facts.add(_("Lead"), lead)
    facts.add(_("Partners"), *rows)
    facts.add(_("Countries"), *(record_item(c.name, subject_url("country", c.code)) for c in countries))
    facts.add(_("Cities"), *(city_item(city) for city in cities))
    facts.add(_("Cooperation"), choice_words(page, "forms"))
    facts.add(_("International"), choice_words(page, "character"))
    _programme(page, view)
    if page.partnership and page.partnership.live:
        facts.add(_("Comes from"), page_item(page.partnership, reader))
    _identifiers(page, view)


def _lessons(page: Any, reader: Reader) -> list[dict[str, Any]]:
    words = {"worked": _("Worked"), "failed": _("Did not work")}
    return [
        {"kind": row.kind, "word": words[row.kind], "text": record_text(row.text), "network": row.audience == "network"}
        for row in readable(page.lessons.all(), network=reader.network)
    ]


def _opportunity(page: Any, reader: Reader, view: CaseView) -> None:
    urls = organisation_urls([page.organisation], reader)
    publisher = view.publisher = organisation_item(page.organisation, urls)
    city = city_item(page.city) if page.city else None
    _situated(view, [page.city])
    view.places = view.places or places_at([page.city] if page.city else [])
    view.network_only = page.visibility == "network"
    asked_by = city if page.seen_by == "city" and city else publisher
    view.who = (
        format_html("{} <span>{}</span> {}", linked(publisher), _("about"), linked(city)) if city else linked(publisher)
    )
    if page.deadline:
        moment = localtime(page.deadline)
        view.period = _("until %(date)s") % {"date": day(page.deadline)}
        zone = timezone.get_current_timezone_name()
        view.facts.add(_("Answer before"), f"{date_format(moment, 'j F Y, H:i')} ({zone})")
    elif page.starts or page.ends:
        view.period = period(page.starts, page.ends)
    view.sections = kept([prose("asked", _("What is asked"), page.text.asked)])
    open_to_reader = reader.network or page.outcome_audience == "public"
    if open_to_reader and page.outcome:
        view.extra["outcome"] = capfirst(page.get_outcome_display())
        view.extra["outcome_note"] = prose("outcome", _("How it ended"), page.text.outcome_note)
    met = page.status == "matched" or (open_to_reader and page.outcome == Outcome.COOPERATION)
    view.extra["halves"] = {
        "demand": asked_by,
        "state": "closed" if met else "supply",
        "answer": {
            "open": _("Who can help? Still open."),
            "matched": _("Answered: someone is working on it."),
            "closed": _("Closed: answers are no longer needed."),
        }[page.status],
    }
    facts = view.facts
    facts.add(_("Published by"), publisher)
    facts.add(_("City"), city)
    facts.add(_("Seen by"), capfirst(page.get_seen_by_display()))
    facts.add(_("When"), period(page.starts, page.ends))
    facts.add(_("In the form of"), choice_words(page, "forms"))
    facts.add(_("Working languages"), choice_words(page, "working_languages"))
    if page.budget is not None and (reader.network or page.budget_audience == "public"):
        facts.add(_("Budget"), money(page.budget, page.budget_currency), network=page.budget_audience == "network")
    _programme(page, view)
    if reader.network:
        facts.add(_("Agreed with the city"), _("yes") if page.agreed_with_city else _("no"), network=True)
    _identifiers(page, view)


def _expertise(page: Any, reader: Reader, view: CaseView) -> None:
    urls = organisation_urls([page.organisation], reader)
    view.publisher = organisation_item(page.organisation, urls)
    view.who = linked(view.publisher)
    rows = list(page.offers.select_related("theme"))
    view.traits["theme"].update(row.theme.slug for row in rows)
    conditions = None
    if reader.network or page.conditions_audience == "public":
        conditions = prose("conditions", _("Conditions"), page.text.conditions)
    offers, seeks = expertise.offers(rows, reader), expertise.seeks(page, reader)
    view.extra = {"offers": offers, "seeks": seeks, "conditions": conditions}
    view.facts.add(_("Organisation"), view.publisher)
    view.facts.add(_("Working languages"), choice_words(page, "working_languages"))
    view.facts.add(_("Regions"), *(record_item(r.name, search_url(region=r.code)) for r in page.regions.all()))
    _identifiers(page, view)


def _partnership(page: Any, reader: Reader, view: CaseView) -> None:
    rows = list(page.members.select_related("organisation", "city__country"))
    urls = organisation_urls([page.organisation, *(row.organisation for row in rows)], reader)
    _taking_part(view, *(row.organisation for row in rows))
    _situated(view, (row.city for row in rows))
    members: list[dict[str, Any]] = []
    for row in rows:
        if not (row.organisation or row.city):
            continue
        item = (
            organisation_item(row.organisation, urls, row.role) if row.organisation else city_item(row.city, row.role)
        )
        members.append({"item": item, "brings": record_text(row.brings), "seeks": record_text(row.seeks)})
    view.places = view.places or places_at(
        row.city or (row.organisation if row.organisation and row.organisation.is_municipal else None) for row in rows
    )
    view.publisher = organisation_item(page.organisation, urls)
    view.members = [member["item"] for member in members]
    view.who = format_html_join(" · ", "{}", ((linked(member["item"]),) for member in members))
    view.period = period(page.since, page.until)
    view.sections = kept(
        [
            prose("experiences", _("What they did together"), page.text.experiences),
            prose("success", _("What makes it work"), page.text.success_factors),
        ]
    )
    # Asked in Python: in a preview the rows may not be in the database yet.
    initiatives = [page_item(initiative, reader) for initiative in page.initiatives.all() if initiative.live]
    agreement = page.agreement and document_item(page.agreement, {}, page.language, "")
    view.extra = {"members": members, "initiatives": initiatives}
    view.facts.add(_("Kind"), capfirst(page.get_kind_display()))
    view.facts.add(_("Members"), *view.members)
    view.facts.add(_("Agreement"), agreement)
    _programme(page, view)
    _identifiers(page, view)


def _programme(page: Any, view: CaseView) -> None:
    if page.programme:
        programme = page.programme
        view.traits["programme"].add(programme.slug)
        view.facts.add(
            _("Programme"), record_item(programme.name, search_url(programme=programme.slug), programme.funder)
        )


def _identifiers(page: CasePage, view: CaseView) -> None:
    view.facts.add(_("Number elsewhere"), *(str(row) for row in page.identifiers.all()))
    view.facts.add(_("Languages"), view.languages)


_BUILDERS: dict[str, Callable[[Any, Reader, CaseView], None]] = {
    "initiative": _initiative,
    "opportunity": _opportunity,
    "expertise": _expertise,
    "partnership": _partnership,
}
