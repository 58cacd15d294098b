"""Makes documents from what is published: the database's live state, never a draft. Many cases with few queries."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any
from uuid import UUID

from wagtail.models import Page, Site

from citysynergy.cases.pages import CasePage
from citysynergy.discovery.dictionary.compounds import parts_of
from citysynergy.discovery.documents import PUBLIC, CaseDocument, PlaceDocument, Texts
from citysynergy.discovery.expansion import Expansion
from citysynergy.discovery.facets import ANY_COUNTRY, NOWHERE
from citysynergy.discovery.facts import COMMON, SOURCES, Facts, Source
from citysynergy.discovery.fields import PARTS_GROUP
from citysynergy.discovery.reading import Reading, Records, read
from citysynergy.discovery.texts import TextCollector
from citysynergy.discovery.visibility import AccessMap, network_access
from citysynergy.opportunities.pages import Visibility
from citysynergy.organisations.models import Organisation
from citysynergy.organisations.pages import OrganisationPage
from citysynergy.taxonomy.models import City, Goal

BATCH = 1_000


class Builder:
    """Reads pages in batches. What all share is read once per builder: use a new one for each piece of work."""

    def __init__(self) -> None:
        self.expansion = Expansion()
        self.records = Records()
        # Organisations by the path of their page; None where a page is no organisation's.
        self._owners: dict[str, Organisation | None] = {}
        # What many cases say of one record.
        self.names_of = cache(_names)
        self.networks_of = cache(_networks)
        self.reference_to = cache(_reference)
        roots = [(site.root_path, site.root_url) for site in Site.get_site_root_paths()]
        # The longest first: sites may be nested.
        self._roots = sorted(roots, key=lambda root: -len(root[0]))

    def everything(self, version: int = 0) -> Iterator[CaseDocument]:
        """Documents of all cases that may be found."""
        last = 0
        while True:
            pks = list(
                CasePage.objects.filter(pk__gt=last, live=True).order_by("pk").values_list("pk", flat=True)[:BATCH]
            )
            if not pks:
                return
            yield from self.of_pages(pks, version).values()
            last = pks[-1]

    def of_cases(self, versions: dict[UUID, int]) -> dict[str, CaseDocument]:
        """Documents of some cases, by id; a case that may not be found (any more) is left out."""
        rows = CasePage.objects.filter(translation_key__in=versions, live=True).values_list("pk", "translation_key")
        found = self.of_pages([pk for pk, _ in rows])
        return {key: replace(document, version=versions[UUID(key)]) for key, document in found.items()}

    def findable(self, cases: Iterable[UUID]) -> set[str]:
        """Those of some cases that have a document, without making it."""
        rows = list(CasePage.objects.filter(translation_key__in=cases, live=True).only("path", "translation_key"))
        self._know_owners(rows)
        access = AccessMap(page.path for page in rows)
        return {
            str(page.translation_key)
            for page in rows
            if access.access_of(page.path) is not None and self._owners[parent_path(page)] is not None
        }

    def of_pages(self, pks: Iterable[int], version: int = 0) -> dict[str, CaseDocument]:
        """Documents of pages, by id."""
        found: dict[str, CaseDocument] = {}
        if not (pks := list(pks)):
            return found
        cases = read(pks, COMMON, {source.model: source.relations for source in SOURCES}, self.records)
        pages = [case.page for of_type in cases.values() for case in of_type]
        self._know_owners(pages)
        access = AccessMap(page.path for page in pages)
        for source in SOURCES:
            for case in cases[source.model]:
                document = self._document(case, source, _access(case.page, access), version)
                # Hosts with a tree per language have several pages with one key: the oldest speaks for them.
                if document is not None:
                    found.setdefault(document.id, document)
        return found

    def _know_owners(self, pages: Iterable[Page]) -> None:
        """Read the organisations below whose pages these stand, where they are not known."""
        unknown = {path for page in pages if (path := parent_path(page)) not in self._owners}
        rows = dict(OrganisationPage.objects.filter(path__in=unknown).values_list("path", "organisation"))
        held = self.records.load(Organisation, rows.values())
        self._owners |= {path: held[rows[path]] if path in rows else None for path in unknown}

    def _document(self, case: Reading, source: Source, access: str | None, version: int) -> CaseDocument | None:
        organisation = self._owners[parent_path(case.page)]
        if access is None or organisation is None:
            return None
        texts = TextCollector(case.page)
        facts = source.facts(case, texts)
        return _Assembler(self, case, organisation, facts, texts).document(access, version)

    def path_below_root(self, page: Page) -> str:
        """The page's address without host and language."""
        for root_path, _root_url in self._roots:
            if page.url_path.startswith(root_path):
                return str(page.url_path[len(root_path) :])
        return ""


def _access(page: CasePage, restrictions: AccessMap) -> str | None:
    access = restrictions.access_of(page.path)
    # Its restriction is written by an action; until then it is kept from strangers all the same.
    if access == PUBLIC and getattr(page, "visibility", Visibility.PUBLIC) == Visibility.NETWORK:
        return network_access()
    return access


def parent_path(page: Page) -> str:
    return str(page.path[: -page.steplen])


class _Assembler:
    """Puts one document together."""

    def __init__(
        self, builder: Builder, case: Reading, organisation: Organisation, facts: Facts, texts: TextCollector
    ) -> None:
        self.builder = builder
        self.expansion = builder.expansion
        self.case = case
        self.page = case.page
        self.organisation = organisation
        self.facts = facts
        self.texts = texts
        self.rows = case["places"]
        self.cities = _distinct([*facts.cities, *(row.city for row in self.rows if row.city)])
        self.partners = [partner for partner in _distinct(facts.partners) if partner != organisation]
        self.goals: list[Goal] = sorted(case["goals"], key=lambda goal: goal.number)
        self.themes = _distinct([*case["themes"], *facts.themes])

    def document(self, access: str, version: int) -> CaseDocument:
        facts, page = self.facts, self.page
        self._gather_texts()
        themes = self.expansion.theme_slugs(theme.pk for theme in self.themes)
        hidden_themes = self.expansion.theme_slugs(theme.pk for theme in facts.network_themes) - themes
        countries = self._countries()
        regions = self.expansion.region_codes(countries, (region.pk for region in facts.regions))
        places = self._places()
        texts, network_texts = self.texts.texts(), self.texts.network_texts()
        return CaseDocument(
            id=str(page.translation_key),
            page_id=page.pk,
            version=version,
            access=access,
            language=page.language,
            texts=texts,
            network_texts=network_texts,
            parts=self._parts(texts.get(PARTS_GROUP)),
            network_parts=parts_of([network_texts.get(PARTS_GROUP, "")]),
            keywords={
                **self._keywords(themes, countries, regions),
                **facts.keywords,
                "off_map": () if any(place.point for place in places) else _off_map(countries),
            },
            network_keywords={**facts.network_keywords, "theme": tuple(sorted(hidden_themes))},
            places=tuple(places),
            year_from=facts.start.year if facts.start else None,
            year_to=facts.end.year if facts.end else None,
            deadline=facts.deadline,
            published=page.first_published_at or page.last_published_at,
            payload={**self._payload(access, themes, countries, regions, places), **facts.payload},
            network_payload=facts.network_payload,
        )

    @staticmethod
    def _parts(texts: Texts | None) -> str:
        return parts_of((texts.title, texts.summary, texts.body, texts.context)) if texts else ""

    def _keywords(self, themes: set[str], countries: set[str], regions: set[str]) -> dict[str, tuple[str, ...]]:
        taking_part = [
            organisation for organisation in (self.organisation, *self.partners) if organisation.is_municipal
        ]
        lead = [self.organisation] if self.organisation.is_municipal else []
        areas = [city.area for city in self.cities if city.area]
        status = self.page.status_value
        found: dict[str, set[str]] = {
            "type": {self.page.type_value},
            "status": {status} if status else set(),
            "theme": themes,
            "goal": {str(goal.number) for goal in self.goals},
            "region": regions,
            "country": countries,
            "area": {area.code for area in areas},
            "city": {(city.merged_into or city).slug for city in self.cities},
            "municipality": self.expansion.with_successors(taking_part),
            "lead": self.expansion.with_successors(lead),
            "mission": set() if lead else {self.organisation.slug},
            "ressort": self.expansion.missions_serving(countries, (area.pk for area in areas)),
            "programme": {self.facts.programme.slug} if self.facts.programme else set(),
            "province": {row.province.code for row in taking_part if row.province},
            "size_class": {row.size_class for row in taking_part if row.size_class},
            "network": {slug for row in taking_part for slug in self.builder.networks_of(row)},
            "language": set(self.texts.languages),
        }
        return {name: tuple(sorted(values)) for name, values in found.items()}

    def _countries(self) -> set[str]:
        """Where it happens and with whom; the lead's own country only where every partner is there too."""
        found = set(self.facts.country_codes)
        found.update(city.country_id for city in self.cities)
        found.update(row.country_id for row in self.rows if row.country_id)
        abroad = {partner.country_id for partner in self.partners if partner.country_id != self.organisation.country_id}
        found.update(code for code in abroad if code)
        return found or {partner.country_id for partner in self.partners if partner.country_id}

    def _places(self) -> list[PlaceDocument]:
        if self.rows:
            return [
                PlaceDocument(
                    name=row.name or (dict(row.city.name) if row.city else ""),
                    country=row.country_id or (row.city.country_id if row.city else ""),
                    latitude=row.point[0] if row.point else None,
                    longitude=row.point[1] if row.point else None,
                )
                for row in self.rows
            ]
        return [
            PlaceDocument(dict(place.name), place.country_id or "", place.latitude, place.longitude)
            for place in _distinct(self.facts.fallback_places)
            if place != self.organisation and place.latitude is not None
        ]

    def _gather_texts(self) -> None:
        case, texts = self.case, self.texts
        texts.add_rows(row.title for row in [*case["activities"], *case["documents"], *case["links"]])
        texts.add_plain(row.place for row in case["activities"])
        texts.add_plain(row.value for row in case["identifiers"])
        organisations = (self.organisation, *self.partners)
        names: list[Any] = [organisation.name for organisation in organisations]
        for organisation in organisations:
            names += self.builder.names_of(organisation)
        for city in self.cities:
            names += [city.name, *self.builder.names_of(city), city.country.name]
        for row in self.rows:
            names += [row.name, row.country.name if row.country else ""]
        names += [theme.name for theme in self.themes]
        names += [goal.name for goal in self.goals]
        names += [country.name for country in case["countries"]]
        names += [self.facts.programme.name] if self.facts.programme else []
        texts.add_names(name for name in names if name)

    def _payload(
        self, access: str, themes: set[str], countries: set[str], regions: set[str], places: list[PlaceDocument]
    ) -> dict[str, Any]:
        page, facts = self.page, self.facts
        titled = {
            language: page if language == page.language else page.translation_in(language)
            for language in self.texts.languages
        }
        return {
            "page_id": page.pk,
            "access": access,
            "type": page.type_value,
            "status": page.status_value,
            "language": page.language,
            "languages": sorted(self.texts.languages),
            "titles": {language: row.title for language, row in titled.items()},
            "summaries": {language: row.summary for language, row in titled.items() if row.summary},
            "themes": sorted(themes),
            "goals": [goal.number for goal in self.goals],
            "countries": sorted(countries),
            "regions": sorted(regions),
            "organisation": self.builder.reference_to(self.organisation),
            "partners": [self.builder.reference_to(partner) for partner in self.partners],
            "partner_cities": [
                {"slug": city.slug, "name": dict(city.name), "country": city.country_id}
                for city in _distinct(facts.partner_cities)
            ],
            "places": [
                {"name": place.name, "country": place.country, "latitude": place.latitude, "longitude": place.longitude}
                for place in places
            ],
            "start": str(facts.start) if facts.start else None,
            "end": str(facts.end) if facts.end else None,
            "deadline": facts.deadline,
            "published": page.first_published_at,
            "updated": page.last_published_at,
            "confirmed": page.confirmed_on,
            "path": self.builder.path_below_root(page),
        }


def _off_map(countries: set[str]) -> tuple[str, ...]:
    return (*sorted(countries), ANY_COUNTRY) if countries else (NOWHERE,)


def _reference(organisation: Organisation) -> dict[str, Any]:
    return {"slug": organisation.slug, "name": dict(organisation.name), "kind": organisation.kind}


def _names(record: Organisation | City) -> list[Any]:
    """The other names of a record."""
    rows = record.other_names if isinstance(record, Organisation) else record.names
    return [row.name for row in rows.all()]


def _networks(organisation: Organisation) -> list[str]:
    return [network.slug for network in organisation.networks.all()]


def _distinct[Item](records: Iterable[Item]) -> list[Item]:
    """Shared records, each once: of one record all cases hold the same object, which is sooner told than compared."""
    return list({id(record): record for record in records}.values())
