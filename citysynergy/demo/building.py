"""Makes pages, not stored yet, from entries of the content files."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.dateparse import parse_datetime

from citysynergy.cases.choices import Audience, PlacePrecision
from citysynergy.demo import texts
from citysynergy.demo.content import Content, Entry
from citysynergy.demo.records import Records
from citysynergy.initiatives.pages import PartnerRole
from citysynergy.models import (
    CaseActivity,
    CaseIdentifier,
    CaseLink,
    CasePage,
    CasePlace,
    City,
    ExpertiseOffer,
    ExpertiseProfilePage,
    ExpertiseQuestion,
    InitiativeFunding,
    InitiativeIndicator,
    InitiativeLesson,
    InitiativePage,
    InitiativePartner,
    OpportunityPage,
    PartnershipMember,
    PartnershipPage,
)
from citysynergy.opportunities.pages import Visibility
from citysynergy.values.multilingual import MultilingualText

CONFIRMED_FOR = datetime.timedelta(days=365)


def build(entry: Entry, content: Content, records: Records) -> Any:
    """A page with its rows, in memory."""
    page = BUILDERS[entry["type"]](entry, records)
    page.slug = entry["slug"]
    texts.write(page, entry, content)
    page.themes = [records.themes[slug] for slug in entry["themes"]]
    page.goals = [records.goals[number] for number in entry.get("goals", [])]
    page.identifiers = [
        CaseIdentifier(scheme=scheme, value=value) for scheme, value in entry.get("identifiers", {}).items()
    ]
    page.links = [CaseLink(url=url, title=_link_title(url)) for url in entry.get("links", [])]
    if confirmed := entry.get("confirmed"):
        page.confirmed_on = datetime.date.fromisoformat(confirmed)
        page.next_check = page.confirmed_on + CONFIRMED_FOR
    return page


def _new(model: type[CasePage], **fields: Any) -> Any:
    """A page whose child rows may be set: type checkers know them as managers only."""
    return model(**fields)


def _link_title(url: str) -> MultilingualText:
    host = url.split("/")[2].removeprefix("www.")
    return MultilingualText(nl=f"Meer op {host}", en=f"More at {host}")


def _both(row: Entry, prefix: str = "") -> MultilingualText:
    """The two texts of a row: ``nl`` and ``en``, or ``brings_nl`` and ``brings_en``."""
    return MultilingualText({code: row[prefix + code] for code in ("nl", "en") if row.get(prefix + code)})


def _audience(row: Entry) -> str:
    return Audience.NETWORK if row.get("network") else Audience.PUBLIC


def _places(page: Any, entry: Entry, records: Records, precision: str = PlacePrecision.CITY) -> list[City]:
    cities = [records.city(reference) for reference in entry.get("places", [])]
    page.places = [CasePlace(city=city, precision=precision) for city in cities]
    return cities


def _activities(page: Any, entry: Entry) -> None:
    page.activities = [
        CaseActivity(kind=row["kind"], date=row["date"], title=_both(row), place=row.get("place", ""))
        for row in entry.get("activities", [])
    ]


def _initiative(entry: Entry, records: Records) -> Any:
    page = _new(
        InitiativePage,
        status=entry["status"],
        start=entry.get("start"),
        end=entry.get("end"),
        character=entry["character"],
        forms=entry["forms"],
        programme=records.programmes[entry["programme"]] if "programme" in entry else None,
    )
    cities = _places(page, entry, records)
    _activities(page, entry)
    parties = [records.party(reference) for reference in entry.get("partners", [])]
    page.partners = [InitiativePartner(**party, role=PartnerRole.PARTNER, accepted=True) for party in parties]
    cities += [city for party in parties if isinstance(city := party.get("city"), City)]
    abroad = [city for city in cities if city.country_id != "NL"] or cities
    page.cities = list(dict.fromkeys(abroad))
    page.countries = list({city.country_id: city.country for city in abroad}.values())
    page.funding = [
        InitiativeFunding(
            source=row["source"],
            amount=Decimal(row["amount"]),
            currency=row["currency"],
            role=row["role"],
            audience=_audience(row),
        )
        for row in entry.get("funding", [])
    ]
    page.indicators = [
        InitiativeIndicator(
            name=_both(row),
            unit=row["unit"],
            baseline=Decimal(row["baseline"]) if "baseline" in row else None,
            value=Decimal(row["value"]),
            date=row["date"],
            source=row["source"],
        )
        for row in entry.get("indicators", [])
    ]
    page.lessons = [
        InitiativeLesson(kind=row["kind"], text=_both(row), audience=_audience(row)) for row in entry.get("lessons", [])
    ]
    return page


def _opportunity(entry: Entry, records: Records) -> Any:
    page = _new(
        OpportunityPage,
        kind=entry["kind"],
        status=entry["status"],
        visibility=entry["visibility"],
        city=records.city(entry["city"]),
        seen_by=entry["seen_by"],
        # Naming a city in public needs its agreement.
        agreed_with_city=entry.get("agreed_with_city", entry["visibility"] == Visibility.PUBLIC),
        forms=entry.get("forms", []),
        deadline=parse_datetime(entry["deadline"]) if "deadline" in entry else None,
        starts=entry.get("starts"),
        ends=entry.get("ends"),
        budget=Decimal(entry["budget"]) if "budget" in entry else None,
        budget_audience=entry.get("budget_audience", Audience.NETWORK),
        working_languages=entry.get("working_languages", []),
        programme=records.programmes[entry["programme"]] if "programme" in entry else None,
        outcome=entry.get("outcome", ""),
    )
    _places(page, entry, records, PlacePrecision.REGION)
    return page


def _expertise(entry: Entry, records: Records) -> Any:
    page = _new(ExpertiseProfilePage, working_languages=entry["working_languages"])
    page.regions = [records.regions[code] for code in entry.get("regions", [])]
    page.offers = [
        ExpertiseOffer(
            theme=records.themes[row["theme"]],
            experience=row["experience"],
            forms=row["forms"],
            text=_both(row),
            evidence=InitiativePage.objects.filter(slug=row["evidence"]).first() if "evidence" in row else None,
            days_per_year=row.get("days"),
            available_from=datetime.date.fromisoformat(row["from"]) if "from" in row else None,
        )
        for row in entry["offers"]
    ]
    page.seeks = [
        ExpertiseQuestion(theme=records.themes[row["theme"]], text=_both(row), audience=_audience(row))
        for row in entry.get("seeks", [])
    ]
    return page


def _partnership(entry: Entry, records: Records) -> Any:
    page = _new(
        PartnershipPage,
        kind=entry["kind"],
        status=entry["status"],
        since=entry.get("since"),
        until=entry.get("until"),
    )
    _places(page, entry, records)
    _activities(page, entry)
    page.members = [
        PartnershipMember(
            **records.party(row["who"]),
            role=row.get("role", ""),
            accepted=True,
            brings=_both(row, "brings_"),
            seeks=_both(row, "seeks_"),
        )
        for row in entry["members"]
    ]
    page.initiatives = list(InitiativePage.objects.filter(slug__in=entry.get("initiatives", [])))
    return page


BUILDERS: dict[str, Callable[[Entry, Records], Any]] = {
    "initiative": _initiative,
    "opportunity": _opportunity,
    "expertise": _expertise,
    "partnership": _partnership,
}
