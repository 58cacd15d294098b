"""What each type of case contributes to its document. One function per type; ``builder`` does what all share."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from citysynergy.cases.choices import Audience
from citysynergy.cases.pages import CasePage
from citysynergy.discovery.reading import Reading
from citysynergy.discovery.texts import TextCollector
from citysynergy.expertise.pages import ExpertiseProfilePage
from citysynergy.initiatives.pages import InitiativePage
from citysynergy.opportunities.pages import OpportunityPage
from citysynergy.organisations.models import Organisation
from citysynergy.partnerships.pages import PartnershipPage
from citysynergy.taxonomy.models import City, Programme, Region, Theme
from citysynergy.values.dates import PartialDate


@dataclass
class Facts:
    """What one page says, before it is expanded."""

    themes: list[Theme] = field(default_factory=list)
    network_themes: list[Theme] = field(default_factory=list)
    country_codes: set[str] = field(default_factory=set)
    regions: list[Region] = field(default_factory=list)
    cities: list[City] = field(default_factory=list)
    partners: list[Organisation] = field(default_factory=list)
    # Cities that take part; they are partners with a name but no page of an organisation.
    partner_cities: list[City] = field(default_factory=list)
    # Where the case is when nobody put a place on the map.
    fallback_places: list[City | Organisation] = field(default_factory=list)
    programme: Programme | None = None
    start: PartialDate | None = None
    end: PartialDate | None = None
    deadline: datetime | None = None
    keywords: dict[str, tuple[str, ...]] = field(default_factory=dict)
    network_keywords: dict[str, tuple[str, ...]] = field(default_factory=dict)
    payload: dict[str, Any] = field(default_factory=dict)
    network_payload: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Source:
    """A type of case: what to read with it, and how to read it."""

    model: type[CasePage]
    # The relations that are read with a page, beside those of every case.
    relations: tuple[str, ...]
    facts: Callable[[Reading, TextCollector], Facts]


def split[Row](rows: Iterable[Row]) -> tuple[list[Row], list[Row]]:
    """Rows for everyone, and rows for the network only."""
    shown: list[Row] = []
    hidden: list[Row] = []
    for row in rows:
        (shown if row.audience == Audience.PUBLIC else hidden).append(row)  # type: ignore[attr-defined]
    return shown, hidden


def initiative_facts(case: Reading, texts: TextCollector) -> Facts:
    page = case.page
    texts.add_fields(page.translated_fields)
    lessons, network_lessons = split(case["lessons"])
    funding, network_funding = split(case["funding"])
    texts.add_rows(lesson.text for lesson in lessons)
    texts.add_rows((lesson.text for lesson in network_lessons), network=True)
    texts.add_plain(row.source for row in funding)
    texts.add_plain((row.source for row in network_funding), network=True)
    texts.add_rows(indicator.name for indicator in case["indicators"])
    rows = case["partners"]
    cities = case["cities"]
    partner_cities = [row.city for row in rows if row.city]
    return Facts(
        country_codes={country.pk for country in case["countries"]},
        cities=[*cities, *partner_cities],
        partners=[row.organisation for row in rows if row.organisation],
        partner_cities=partner_cities,
        fallback_places=[*(cities or partner_cities)],
        programme=page.programme,
        start=page.start,
        end=page.end,
        keywords={
            "form": tuple(page.forms),
            "character": tuple(page.character),
            "lessons": tuple(sorted({lesson.kind for lesson in lessons})),
        },
        network_keywords={"lessons": tuple(sorted({lesson.kind for lesson in network_lessons}))},
    )


def opportunity_facts(case: Reading, texts: TextCollector) -> Facts:
    page = case.page
    hidden = ("outcome_note",) if page.outcome_audience != Audience.PUBLIC else ()
    texts.add_fields(("asked", "outcome_note"), network=hidden)
    return Facts(
        cities=[page.city] if page.city else [],
        fallback_places=[page.city] if page.city else [],
        programme=page.programme,
        start=page.starts,
        end=page.ends,
        deadline=page.deadline,
        keywords={
            "kind": (page.kind,),
            "form": tuple(page.forms),
            "working_language": tuple(page.working_languages),
            "outcome": (page.outcome,) if page.outcome else (),
        },
        payload={"kind": page.kind},
    )


def expertise_facts(case: Reading, texts: TextCollector) -> Facts:
    page = case.page
    hidden = ("conditions",) if page.conditions_audience != Audience.PUBLIC else ()
    texts.add_fields(("conditions",), network=hidden)
    offers = case["offers"]
    questions, network_questions = split(case["seeks"])
    texts.add_rows(row.text for row in (*offers, *questions))
    texts.add_rows((row.text for row in network_questions), network=True)
    return Facts(
        themes=[row.theme for row in (*offers, *questions)],
        network_themes=[row.theme for row in network_questions],
        regions=case["regions"],
        keywords={
            "experience": tuple(sorted({offer.experience for offer in offers})),
            "form": tuple(sorted({form for offer in offers for form in offer.forms})),
            "working_language": tuple(page.working_languages),
        },
        payload={"offers": [offer.theme.slug for offer in offers]},
    )


def partnership_facts(case: Reading, texts: TextCollector) -> Facts:
    page = case.page
    texts.add_fields(page.translated_fields)
    rows = case["members"]
    texts.add_rows(text for row in rows for text in (row.brings, row.seeks))
    cities = [row.city for row in rows if row.city]
    members = [row.organisation for row in rows if row.organisation]
    return Facts(
        cities=cities,
        partners=members,
        partner_cities=cities,
        # Where the head office of another organisation stands, nothing need happen.
        fallback_places=[*cities, *(member for member in members if member.is_municipal)],
        programme=page.programme,
        start=page.since,
        end=page.until,
        keywords={"kind": (page.kind,)},
        payload={"kind": page.kind},
    )


# What every case has.
COMMON = ("themes", "goals", "activities", "documents", "links", "identifiers", "places")

SOURCES: tuple[Source, ...] = (
    Source(
        InitiativePage,
        ("translations", "countries", "cities", "lessons", "funding", "indicators", "partners"),
        initiative_facts,
    ),
    Source(OpportunityPage, ("translations",), opportunity_facts),
    Source(ExpertiseProfilePage, ("translations", "offers", "seeks", "regions"), expertise_facts),
    Source(PartnershipPage, ("translations", "members"), partnership_facts),
)
