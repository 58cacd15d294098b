"""What an expertise profile offers and seeks, as its own page and that of its organisation show it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from citysynergy.cases.rules import readable
from citysynergy.expertise.pages import ExpertiseProfilePage
from citysynergy.initiatives.pages import InitiativePage
from citysynergy.permissions.reading import readable as readable_pages
from citysynergy.web.addresses import search_url, subject_url
from citysynergy.web.parts import Fact, Facts, Item, Text, choice_words, page_item, record_item, record_text
from citysynergy.web.reader import Reader
from citysynergy.web.words import day


@dataclass(frozen=True)
class Offer:
    """What was done about a theme, and what can be done for others; ``private`` is for the network."""

    theme: Item
    experience: str
    forms: str
    text: Text
    evidence: Item | None
    private: list[Fact]


@dataclass(frozen=True)
class Sought:
    """What is sought about a theme; ``network`` where only the network reads it."""

    theme: Item
    text: Text
    network: bool


def profile_below(page: Any, reader: Reader) -> ExpertiseProfilePage | None:
    """The published profile of an organisation, by its page; None where there is none that this reader may read."""
    profile: ExpertiseProfilePage | None = readable_pages(
        ExpertiseProfilePage.objects.child_of(page), reader.request.user
    ).first()
    return profile


def offers(given: Iterable[Any], reader: Reader) -> list[Offer]:
    """What a profile offers, by its rows in its editor's order, with the initiatives that show it where the reader may
    see them."""
    rows = list(given)
    shown_by = _evidence((row.evidence_id for row in rows), reader)
    return [
        Offer(
            theme=record_item(row.theme.name, search_url(theme=row.theme.slug, type="expertise")),
            experience=capfirst(row.get_experience_display()),
            forms=choice_words(row, "forms"),
            text=record_text(row.text),
            evidence=shown_by.get(row.evidence_id),
            private=_private(row) if reader.network else [],
        )
        for row in rows
    ]


def _evidence(keys: Iterable[int | None], reader: Reader) -> dict[int, Item]:
    """The initiatives that show what was done, by key."""
    wanted = {key for key in keys if key is not None}
    if not wanted:
        return {}
    pages = readable_pages(InitiativePage.objects.filter(pk__in=wanted), reader.request.user)
    return {page.pk: page_item(page, reader) for page in pages.prefetch_related("translations")}


def _private(row: Any) -> list[Fact]:
    facts = Facts()
    facts.add(_("Days a year"), row.days_per_year, network=True)
    facts.add(_("Available from"), day(row.available_from), network=True)
    return facts.rows


def seeks(page: Any, reader: Reader) -> list[Sought]:
    """What a profile seeks, as far as this reader may read it."""
    return [
        Sought(
            theme=record_item(row.theme.name, subject_url("theme", row.theme.slug)),
            text=record_text(row.text),
            network=row.audience == "network",
        )
        for row in readable(page.seeks.select_related("theme"), network=reader.network)
    ]
