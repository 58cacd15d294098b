"""Loads the demonstration, once: what is there already is left as it is."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction

from citysynergy.demo import content as files
from citysynergy.demo.accounts import make_account
from citysynergy.demo.building import build
from citysynergy.demo.content import Content, Entry
from citysynergy.demo.images import case_image, make_image
from citysynergy.demo.publishing import bring_in, organisation_page, organisations_index
from citysynergy.demo.records import Records, make_desk, make_missing
from citysynergy.discovery import maintenance, outbox
from citysynergy.models import CasePage, OrganisationPage
from citysynergy.moderation import mails

type Advance = Callable[[], None]

STRIDE = 51


@dataclass
class Loaded:
    """What a load made."""

    made: dict[str, int] = field(default_factory=dict)

    def count(self, what: str, made: bool | int) -> None:
        """Add to what was made of one kind."""
        self.made[what] = self.made.get(what, 0) + int(made)

    @property
    def total(self) -> int:
        """How many records were made in all; 0 where everything was there."""
        return sum(self.made.values())


def steps(content: Content | None = None) -> int:
    """How many steps a load takes, for a progress bar."""
    content = content or files.load()
    return len(content.organisations_named()) + len(content.accounts) + len(content.images) + len(content.cases)


def load(advance: Advance = lambda: None) -> Loaded:
    """Load what is missing, all of it or nothing, and bring the search index up to date."""
    content, loaded = files.load(), Loaded()
    with transaction.atomic(), outbox.paused(), mails.silenced():
        loaded.count("records", make_missing(content))
        records = Records(content)
        pages = _load_organisations(content, records, loaded, advance)
        for account in content.accounts:
            loaded.count("accounts", make_account(account, content, records.organisations))
            advance()
        images = {}
        for entry in content.images:
            image, made = make_image(entry)
            images[entry["name"]] = (entry, image)
            loaded.count("pictures", made)
            advance()
        for number, entry in enumerate(content.cases):
            # Types and organisations take turns in time, though they are made one after the other.
            age = number * STRIDE % len(content.cases)
            loaded.count("cases", _load_case(entry, age, content, records, pages, images))
            advance()
    if loaded.total:
        maintenance.rebuild()
    return loaded


def _load_organisations(
    content: Content, records: Records, loaded: Loaded, advance: Advance
) -> dict[str, OrganisationPage]:
    index, made = organisations_index()
    loaded.count("organisation pages", made)
    pages = {}
    for slug, organisation in records.organisations.items():
        loaded.count("contact desks", make_desk(organisation))
        pages[slug], made = organisation_page(organisation, index, content)
        loaded.count("organisation pages", made)
        advance()
    return pages


def _load_case(
    entry: Entry,
    age: int,
    content: Content,
    records: Records,
    pages: dict[str, OrganisationPage],
    images: dict[str, tuple[Entry, object]],
) -> bool:
    parent = pages[entry["organisation"]]
    if CasePage.objects.child_of(parent).filter(slug=entry["slug"]).exists():
        return False
    page = build(entry, content, records)
    if "image" in entry:
        page.images = [case_image(*images[entry["image"]])]
    bring_in(page, entry, OrganisationPage.objects.get(pk=parent.pk), age)
    return True
