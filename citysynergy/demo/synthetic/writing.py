"""Writes synthetic cases straight into their tables: one by one through the editor's way would take days.

They are published, without revisions. Case number n of a seed is always the same, so that an interrupted run goes on.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import batched
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS, connection, models, transaction
from django.db.models import QuerySet
from django.db.models.functions import Left, Length
from wagtail.models import BaseViewRestriction, Page, PageViewRestriction

from citysynergy.cases.choices import ALL_FORMS, CooperationForm, PlacePrecision, WorkingLanguage
from citysynergy.demo.content import LANGUAGES, rich
from citysynergy.demo.publishing import organisations_index
from citysynergy.demo.synthetic import words
from citysynergy.discovery import outbox
from citysynergy.initiatives.pages import Character, InitiativeStatus
from citysynergy.models import (
    CasePage,
    CasePlace,
    City,
    Goal,
    InitiativeLesson,
    InitiativePage,
    InitiativePartner,
    InitiativeTranslation,
    OpportunityPage,
    OpportunityTranslation,
    Organisation,
    PartnershipMember,
    PartnershipPage,
    PartnershipTranslation,
    Programme,
    Theme,
)
from citysynergy.opportunities.pages import OpportunityKind, OpportunityStatus, Outcome, Visibility
from citysynergy.organisations.actions import ensure_page
from citysynergy.organisations.models import MUNICIPAL_KINDS
from citysynergy.partnerships.pages import PartnershipKind, PartnershipStatus
from citysynergy.permissions.groups import network_reader_groups
from citysynergy.taxonomy.actions import city_from_gazetteer
from citysynergy.taxonomy.gazetteer import largest
from citysynergy.values.dates import PartialDate
from citysynergy.values.multilingual import MultilingualText

Progress = Callable[[int], None]

BATCH = 500
# Of which types; an organisation has one expertise profile at most, so there are none.
TYPES: dict[type[CasePage], float] = {InitiativePage: 0.75, OpportunityPage: 0.17, PartnershipPage: 0.08}
TRANSLATIONS: dict[type[CasePage], Any] = {
    InitiativePage: InitiativeTranslation,
    OpportunityPage: OpportunityTranslation,
    PartnershipPage: PartnershipTranslation,
}
CASES_PER_ORGANISATION = 50
CITIES = 1_500
# Published within ten years before this moment, so that one seed says the same on every day.
LAST = datetime(2026, 11, 1, tzinfo=UTC)
DAYS = 3_650
PAGE_TITLE = 120
SUMMARY = 400


def slug_of(seed: int, number: int) -> str:
    """The slug by which a synthetic case is known."""
    return f"synthetic-{seed}-{number:06}"


def remaining(count: int, seed: int) -> list[int]:
    """The numbers, from 1 to ``count``, of the cases of a seed that are not there yet."""
    there = set(CasePage.objects.filter(slug__startswith=f"synthetic-{seed}-").values_list("slug", flat=True))
    return [number for number in range(1, count + 1) if slug_of(seed, number) not in there]


def generate(count: int, seed: int, progress: Progress = lambda done: None) -> int:
    """Make the cases of a seed that are missing, in portions that are whole in themselves; returns how many.

    The index is not told: it must be built anew afterwards. Raises ``LookupError`` without reference data.
    """
    numbers = remaining(count, seed)
    made = 0
    with outbox.paused():
        maker = Maker(count, seed)
        for portion in batched(numbers, BATCH):
            with transaction.atomic():
                maker.write(portion)
            made += len(portion)
            progress(made)
    return made


class Maker:
    """Makes cases below the organisations that may publish them, from the reference data that is there."""

    def __init__(self, count: int, seed: int) -> None:
        self.seed = seed
        self.themes = list(Theme.objects.filter(merged_into=None).order_by("slug"))
        self.goals = list(Goal.objects.order_by("number"))
        self.programmes = list(Programme.objects.order_by("slug"))
        organisations_index()
        wanted = max(2, count // CASES_PER_ORGANISATION)
        writers = Organisation.objects.filter(may_write=True).order_by("slug")
        self.municipalities = self._spread(writers.filter(kind__in=MUNICIPAL_KINDS), wanted)
        self.missions = self._spread(writers.filter(kind="mission"), wanted // 4 + 1)
        if not (self.themes and self.goals and self.municipalities and self.missions):
            raise LookupError("Load the reference data first: citysynergy_load_reference.")
        self.pages: dict[Organisation, Any] = {
            owner: ensure_page(owner) for owner in (*self.municipalities, *self.missions)
        }
        self.cities = self._cities(min(CITIES, count // 10 + 20))
        # A few are named often, most seldom.
        self.city_weights = [1 / (rank + 3) for rank in range(len(self.cities))]

    def _spread(self, organisations: models.QuerySet[Organisation], wanted: int) -> list[Organisation]:
        """So many organisations, the same ones for the same seed."""
        found = list(organisations)
        return random.Random(self.seed).sample(found, min(wanted, len(found)))

    def _cities(self, wanted: int) -> list[City]:
        found = [city for place in largest(wanted) if (city := city_from_gazetteer(place.geonames_id)) is not None]
        random.Random(self.seed).shuffle(found)
        return found

    @cached_property
    def groups(self) -> list[Any]:
        return network_reader_groups()

    def write(self, numbers: Sequence[int]) -> None:
        """Store these cases, with everything that belongs to them."""
        drafts = [Draft(self, number) for number in numbers]
        self._give_paths(drafts)
        pages = Page.objects.bulk_create(draft.page for draft in drafts)
        for draft, page in zip(drafts, pages, strict=True):
            draft.place(page.pk)
        _insert(CasePage, [draft.case for draft in drafts])
        for model in TYPES:
            _insert(model, [draft.case for draft in drafts if draft.model is model])
        rows: dict[type[models.Model], list[models.Model]] = {}
        for draft in drafts:
            for row in draft.rows():
                rows.setdefault(type(row), []).append(row)
        for kind, found in rows.items():
            kind._default_manager.bulk_create(found, batch_size=BATCH)
        self._restrict([draft for draft in drafts if draft.is_for_network])

    @cached_property
    def parents(self) -> dict[Organisation, tuple[Page, int]]:
        """The page of each organisation, and the step in the tree of its last child."""
        pages = Page.objects.in_bulk([page.pk for page in self.pages.values()])
        owners = {pages[page.pk].path: (owner, pages[page.pk]) for owner, page in self.pages.items()}
        last = (
            Page.objects.annotate(parent=Left("path", Length("path") - Page.steplen))
            .filter(parent__in=owners)
            .values("parent")
            .annotate(last=models.Max("path"))
            .values_list("parent", "last")
        )
        steps = {path: Page._str2int(child[-Page.steplen :]) for path, child in last}
        return {owner: (page, steps.get(path, 0)) for path, (owner, page) in owners.items()}

    def _give_paths(self, drafts: list["Draft"]) -> None:
        """Places in the tree, behind the children that each organisation's page has."""
        for draft in drafts:
            parent, step = self.parents[draft.owner]
            self.parents[draft.owner] = parent, step + 1
            parent.numchild += 1
            page = draft.page
            page.path = Page._get_path(parent.path, parent.depth + 1, step + 1)
            page.depth = parent.depth + 1
            page.url_path = f"{parent.url_path}{page.slug}/"
            page.locale_id = parent.locale_id
        Page.objects.bulk_update({draft.owner: self.parents[draft.owner][0] for draft in drafts}.values(), ["numchild"])

    def _restrict(self, drafts: list["Draft"]) -> None:
        restrictions = PageViewRestriction.objects.bulk_create(
            PageViewRestriction(page_id=draft.case.pk, restriction_type=BaseViewRestriction.GROUPS) for draft in drafts
        )
        through = PageViewRestriction.groups.through
        through._default_manager.bulk_create(
            through(pageviewrestriction_id=restriction.pk, group_id=group.pk)
            for restriction in restrictions
            for group in self.groups
        )


def _insert(model: type[models.Model], pages: Sequence[Any]) -> None:
    """Insert the part of each page that stands in the table of one class. Django's ``bulk_create`` refuses that; this
    is what it, and saving, call in the end."""
    fields = model._meta.local_concrete_fields
    size = connection.ops.bulk_batch_size(fields, pages)
    for portion in batched(pages, size):
        rows: Any = QuerySet(model)
        rows._insert(portion, fields=fields, using=DEFAULT_DB_ALIAS)


class Draft:
    """One case, in memory, and the rows that belong to it."""

    def __init__(self, maker: Maker, number: int) -> None:
        self.maker = maker
        self.dice = random.Random(f"{maker.seed}-{number}")
        self.number = number
        self.model = self.dice.choices(list(TYPES), weights=list(TYPES.values()))[0]
        self.owner = self._owner()
        self.language, self.other = self.dice.sample(LANGUAGES, len(LANGUAGES))
        self.is_translated = self.dice.random() < 0.8
        self.cities = self._cities()
        self.published = LAST - timedelta(days=self.dice.random() * DAYS)
        self.started = self.published.year - self.dice.randint(0, 3)
        self.page = self._page()
        self.case = self._case()

    @property
    def is_for_network(self) -> bool:
        """Whether only the network may read it."""
        return getattr(self.case, "visibility", Visibility.PUBLIC) == Visibility.NETWORK

    def place(self, pk: int) -> None:
        """Take the key that the page got when it was stored."""
        self.case.page_ptr_id = self.case.casepage_ptr_id = pk

    def _owner(self) -> Organisation:
        writers = self.maker.municipalities
        if self.model is OpportunityPage and self.dice.random() < 0.8:
            writers = self.maker.missions
        return self.dice.choice(writers)

    def _cities(self) -> list[City]:
        wanted = self.dice.choices((0, 1, 2, 3, 6), weights=(5, 60, 20, 10, 5))[0]
        found = self.dice.choices(self.maker.cities, self.maker.city_weights, k=wanted)
        return list(dict.fromkeys(found))

    def _title(self) -> str:
        return words.sentence(self.dice, self.language, self.dice.randint(4, 10))[:PAGE_TITLE].rstrip(".")

    def _summary(self, language: str) -> str:
        return words.text(self.dice, language, self.dice.randint(30, 50))[:SUMMARY]

    def _rich(self, language: str) -> str:
        return rich(words.text(self.dice, language, self.dice.randint(20, 160)))

    def _page(self) -> Page:
        title = self._title()
        return Page(
            title=title,
            draft_title=title,
            slug=slug_of(self.maker.seed, self.number),
            content_type=ContentType.objects.get_for_model(self.model),
            translation_key=UUID(int=self.dice.getrandbits(128), version=4),
            live=True,
            first_published_at=self.published,
            last_published_at=self.published + timedelta(days=self.dice.randint(0, 90)),
        )

    def _case(self) -> Any:
        shared = {"language": self.language, "summary": self._summary(self.language)}
        make = {
            InitiativePage: self._initiative,
            OpportunityPage: self._opportunity,
            PartnershipPage: self._partnership,
        }
        return self.model(**shared, **make[self.model]())

    def _some(self, values: Sequence[str], most: int) -> list[str]:
        return self.dice.sample(list(values), self.dice.randint(1, most))

    def _programme(self) -> Programme | None:
        return self.dice.choice(self.maker.programmes) if self.maker.programmes and self.dice.random() < 0.3 else None

    def _initiative(self) -> dict[str, Any]:
        status = self.dice.choices(InitiativeStatus.values, weights=(15, 35, 45, 5))[0]
        ended = status in (InitiativeStatus.COMPLETED, InitiativeStatus.STOPPED)
        return {
            "status": status,
            "start": PartialDate(self.started, self.dice.randint(1, 12)),
            "end": PartialDate(self.started + self.dice.randint(1, 5)) if ended else None,
            "character": self._some(Character.values, 2),
            "forms": self._some(CooperationForm.values, 2),
            "programme": self._programme(),
            "approach": self._rich(self.language),
            "results": self._rich(self.language) if ended else "",
            "transfer": self._rich(self.language) if self.dice.random() < 0.5 else "",
        }

    def _opportunity(self) -> dict[str, Any]:
        status = self.dice.choices(OpportunityStatus.values, weights=(50, 20, 30))[0]
        return {
            "kind": self.dice.choice(OpportunityKind.values),
            "status": status,
            "visibility": self.dice.choice(Visibility.values),
            "city": self.cities[0] if self.cities else self.maker.cities[0],
            "asked": self._rich(self.language),
            "forms": self._some([value for value, _label in ALL_FORMS], 2),
            "deadline": self.published + timedelta(days=self.dice.randint(30, 700)),
            "working_languages": self._some(WorkingLanguage.values, 2),
            "programme": self._programme(),
            "outcome": self.dice.choice(Outcome.values) if status == OpportunityStatus.CLOSED else "",
        }

    def _partnership(self) -> dict[str, Any]:
        return {
            "kind": self.dice.choice(PartnershipKind.values),
            "status": self.dice.choices(PartnershipStatus.values, weights=(70, 15, 5, 10))[0],
            "since": PartialDate(self.dice.randint(1950, self.started)),
            "experiences": self._rich(self.language),
            "success_factors": self._rich(self.language) if self.dice.random() < 0.4 else "",
            "programme": self._programme(),
        }

    def rows(self) -> Iterator[models.Model]:
        """Everything that refers to the case, once it is stored."""
        dice, maker, pk = self.dice, self.maker, self.case.pk
        for theme in dice.sample(maker.themes, dice.choices((1, 2, 3), weights=(5, 3, 2))[0]):
            yield CasePage.themes.through(casepage_id=pk, theme_id=theme.pk)
        for goal in dice.sample(maker.goals, dice.randint(0, 3)):
            yield CasePage.goals.through(casepage_id=pk, goal_id=goal.pk)
        for order, city in enumerate(self.cities):
            yield CasePlace(case_id=pk, city=city, sort_order=order, **self._point(city))
        if self.is_translated:
            yield self._translation()
        if self.model is InitiativePage:
            yield from self._rows_of_initiative()
        elif self.model is PartnershipPage:
            yield from self._members()

    def _point(self, city: City) -> dict[str, Any]:
        """Half of the places lie somewhere in the city, the others stand for the whole of it."""
        if self.dice.random() < 0.5:
            return {}
        return {
            "name": f"{city.slug} {self.dice.randint(1, 99)}",
            "latitude": round(city.latitude + self.dice.uniform(-0.05, 0.05), 5),
            "longitude": round(max(-180, min(180, city.longitude + self.dice.uniform(-0.05, 0.05))), 5),
            "precision": PlacePrecision.EXACT,
        }

    def _translation(self) -> models.Model:
        model = TRANSLATIONS[self.model]
        names = [name for name in self.model.translated_fields if name not in ("title", "summary")]
        texts = {name: self._rich(self.other) for name in names if getattr(self.case, name)}
        title = words.sentence(self.dice, self.other, self.dice.randint(4, 10))[:PAGE_TITLE]
        return model(page_id=self.case.pk, language=self.other, title=title, summary=self._summary(self.other), **texts)

    def _rows_of_initiative(self) -> Iterator[models.Model]:
        dice, pk = self.dice, self.case.pk
        for code in dict.fromkeys(city.country_id for city in self.cities):
            yield InitiativePage.countries.through(initiativepage_id=pk, country_id=code)
        for city in self.cities:
            yield InitiativePage.cities.through(initiativepage_id=pk, city_id=city.pk)
        partners = [partner for partner in self._partners() if partner != self.owner]
        for order, partner in enumerate(partners):
            yield InitiativePartner(page_id=pk, organisation=partner, accepted=True, sort_order=order)
        for order in range(dice.choices((0, 1, 2), weights=(6, 3, 1))[0]):
            text = MultilingualText({self.language: words.sentence(dice, self.language, 14)})
            kind = dice.choice(InitiativeLesson.Kind.values)
            yield InitiativeLesson(page_id=pk, kind=kind, text=text, sort_order=order)

    def _partners(self) -> list[Organisation]:
        most = min(4, len(self.maker.municipalities))
        return self.dice.sample(self.maker.municipalities, self.dice.randint(0, most))

    def _members(self) -> Iterator[models.Model]:
        cities = self.cities or self.maker.cities[:1]
        yield PartnershipMember(page_id=self.case.pk, organisation=self.owner, accepted=True, sort_order=0)
        for order, city in enumerate(cities, start=1):
            yield PartnershipMember(page_id=self.case.pk, city=city, accepted=True, sort_order=order)
