"""What is published is found, and nothing else: each change reaches the index with its commit."""

from collections.abc import Callable, Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.models import PageViewRestriction

from citysynergy.discovery import CaseResults, maintenance, outbox
from citysynergy.discovery.catalogue import CATALOGUE
from citysynergy.discovery.engines.base import Deletion, Engine
from citysynergy.discovery.engines.registry import get_engine
from citysynergy.discovery.models import IndexChange
from citysynergy.models import InitiativePage, OrganisationName, Programme, Ressort, Succession
from citysynergy.permissions.merging import merge
from tests import factories
from tests.discovery.engines import ENGINES, settings_of

Find = Callable[..., CaseResults]
Run = Callable[..., Any]


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One index for all tests of an engine: making one on a server takes longer than most of them."""
    with ENGINES[request.param](tmp_path_factory.mktemp("in-step")) as made:
        made.rebuild([])
        yield made


@pytest.fixture
def index(engine: Engine, settings: Any) -> Iterator[Engine]:
    """The engine that the site uses, with its index emptied."""
    engine.apply([Deletion(entry.id, entry.version) for entry in engine.entries()], timeout=30)
    settings.CITYSYNERGY = {**django_settings.CITYSYNERGY, **settings_of(engine)}
    CATALOGUE.forget()
    yield get_engine()
    CATALOGUE.forget()


@pytest.fixture
def case(published: Run, world: SimpleNamespace) -> InitiativePage:
    """A published initiative of Rotterdam in Jakarta, about water."""
    page: InitiativePage = published(
        factories.make_initiative,
        world.rotterdam,
        themes=[world.water],
        countries=[world.indonesia],
        cities=[world.jakarta],
    )
    return page


def titles(results: CaseResults) -> list[str]:
    return sorted(hit.title for hit in results.hits)


def test_a_published_case_is_found_by_everything_it_says(case: InitiativePage, find: Find) -> None:
    for params in (
        {},
        {"q": "veilig"},
        {"q": "safe"},
        {"q": "Jakarta"},
        {"q": "Rotterdam"},
        {"q": "Indonesië"},
        {"q": "sanitation"},
        {"q": "dijk"},
        {"type": "initiative"},
        {"status": "ongoing"},
        {"theme": "water-and-sanitation"},
        {"region": "142"},
        {"region": "035"},
        {"country": "ID"},
        {"city": "jakarta"},
        {"municipality": "rotterdam", "role": "lead"},
        {"form": "knowledge-exchange"},
        {"character": "abroad"},
        {"language": "en"},
        {"size_class": "over-250k"},
        {"year_from": "2025"},
        {"bbox": "106,-7,107,-6"},
        {"near": "-6.2,106.8,20"},
    ):
        results = find(**params)
        assert titles(results) == ["Veilig aan het water"], params
        assert not results.degraded
    for params in ({"theme": "mobility-and-transport"}, {"region": "150"}, {"country": "SE"}, {"year_to": "2023"}):
        assert titles(find(**params)) == [], params


def test_a_result_speaks_the_readers_language(case: InitiativePage, find: Find) -> None:
    [hit] = find(q="safe", lang="en").hits
    assert (hit.title, hit.language) == ("Safe by the water", "en")
    assert hit.highlights["title"] == ["<mark>Safe</mark> by the water"]
    assert hit.url.startswith("/en/organisations/rotterdam/")
    results = find()
    assert results.hits[0].url.startswith("/nl/organisations/rotterdam/")
    assert {value.value: value.label for value in results.facets["region"]} == {"142": "Azië", "035": "Zuidoost-Azië"}
    assert [value.parent for value in results.facets["region"] if value.value == "035"] == ["142"]
    assert [value.label for value in results.facets["status"]] == ["Lopend"] or results.facets["status"][0].label
    [mark] = results.clusters
    assert mark.pin is not None
    assert (mark.pin.title, mark.pin.url) == (results.hits[0].title, results.hits[0].url)
    assert (mark.latitude, mark.longitude) == (-6.2088, 106.8456)


def test_a_draft_and_unsaved_changes_are_not_found(case: InitiativePage, published: Run, find: Find) -> None:
    published(factories.make_initiative, case.organisation, "Geheim concept", live=False)
    case.title = "Nieuwe titel"
    published(case.save_revision)
    assert titles(find()) == ["Veilig aan het water"]
    published(case.get_latest_revision().publish)
    assert titles(find()) == ["Nieuwe titel"]


def test_unpublishing_and_deleting_take_a_case_out(case: InitiativePage, published: Run, find: Find) -> None:
    published(case.unpublish)
    assert find().total == 0
    published(case.save_revision().publish)
    assert find().total == 1
    published(InitiativePage.objects.get(pk=case.pk).delete)
    assert find().total == 0


def test_deleting_an_ancestor_takes_its_cases_out(case: InitiativePage, published: Run, find: Find) -> None:
    published(case.get_parent().delete)
    assert find().total == 0


def test_moving_a_case_changes_its_organisation_and_address(
    case: InitiativePage, published: Run, find: Find, world: SimpleNamespace
) -> None:
    published(case.move, world.utrecht.page, pos="last-child")
    [hit] = find(municipality="utrecht").hits
    assert hit.data["organisation"]["slug"] == "utrecht"
    assert "/utrecht/" in hit.url
    assert find(municipality="rotterdam").total == 0


def test_moving_an_ancestor_moves_and_hides_all_its_cases(
    case: InitiativePage, published: Run, find: Find, world: SimpleNamespace
) -> None:
    published(factories.make_initiative, world.rotterdam, "Tweede")
    group = Group.objects.create(name="Some")
    restriction = PageViewRestriction.objects.create(
        page=world.utrecht.page, restriction_type=PageViewRestriction.GROUPS
    )
    published(restriction.groups.add, group)
    published(world.rotterdam.page.move, world.utrecht.page, pos="last-child")
    assert find().total == 0
    member = factories.make_user("member")
    member.groups.add(group)
    assert {"/utrecht/rotterdam/" in hit.url for hit in find(member).hits} == {True}
    published(type(world.rotterdam.page).objects.get(pk=world.rotterdam.page.pk).move, world.index, pos="last-child")
    assert find().total == 2
    assert maintenance.compare().is_equal


def test_an_opportunity_that_opens_or_closes_is_shown_or_hidden(
    published: Run, find: Find, world: SimpleNamespace
) -> None:
    page = published(factories.make_opportunity, world.jakarta_embassy, "Vraag", visibility="network")
    assert find().total == 0
    assert find(factories.make_user("root", is_superuser=True)).total == 1
    for visibility, total in (("public", 1), ("network", 0)):
        page.visibility = visibility
        published(page.save_revision().publish)
        assert find().total == total


def test_a_new_slug_of_an_ancestor_changes_the_address(case: InitiativePage, published: Run, find: Find) -> None:
    parent = case.get_parent().specific
    parent.slug = "rotterdam-nieuw"
    published(parent.save_revision().publish)
    assert "/rotterdam-nieuw/" in find().hits[0].url


def test_a_restriction_on_an_ancestor_hides_and_shows_its_cases(
    case: InitiativePage, published: Run, find: Find
) -> None:
    group = Group.objects.create(name="Some")
    member = factories.make_user("member")
    member.groups.add(group)
    restriction = PageViewRestriction(page=case.get_parent(), restriction_type=PageViewRestriction.GROUPS)
    published(restriction.save)
    published(restriction.groups.add, group)
    assert find().total == 0
    assert find(member).total == 1
    assert find(factories.make_user("stranger")).total == 0
    restriction.restriction_type = PageViewRestriction.LOGIN
    published(restriction.save)
    assert find(member).total == 0
    assert find(factories.make_user("root", is_superuser=True)).total == 0
    published(restriction.delete)
    assert find().total == 1


def test_a_removed_group_closes_what_it_opened(case: InitiativePage, published: Run, find: Find) -> None:
    group = Group.objects.create(name="Some")
    restriction = PageViewRestriction.objects.create(page=case, restriction_type=PageViewRestriction.GROUPS)
    published(restriction.groups.add, group)
    published(group.delete)
    assert find().total == 0
    assert outbox.waiting() == 0


def test_renamed_records_reach_the_cases_that_use_them(
    case: InitiativePage, published: Run, find: Find, world: SimpleNamespace
) -> None:
    world.water.name = {"nl": "Wateropgave", "en": "Water works"}
    published(world.water.save)
    assert find(q="wateropgave").total == 1
    assert find().facets["theme"][0].label == "Wateropgave"
    world.jakarta.name = {"nl": "Xanadu", "en": "Xanadu"}
    published(world.jakarta.save)
    assert find(q="xanadu").total == 1
    world.rotterdam.name = {"nl": "Roffa", "en": "Roffa"}
    published(world.rotterdam.save)
    assert find(q="roffa").hits[0].data["organisation"]["name"]["nl"] == "Roffa"
    published(OrganisationName.objects.create, organisation=world.rotterdam, name="Rotterdamme")
    assert find(q="rotterdamme").total == 1
    world.indonesia.name = {"nl": "Nusantara", "en": "Nusantara"}
    published(world.indonesia.save)
    assert find(q="nusantara").total == 1
    assert find().facets["country"][0].label == "Nusantara"
    goal = factories.make_goal(6, "Schoon water", "Clean water")
    programme = Programme.objects.create(slug="vriendschap", name={"nl": "Vriendschap", "en": "Friendship"})
    case.goals.add(goal)
    case.programme = programme
    published(case.save_revision().publish)
    goal.name = {"nl": "Bronnen", "en": "Wells"}
    published(goal.save)
    assert find(q="bronnen").total == 1
    programme.slug = "stedenband"
    published(programme.save)
    assert (find(programme="stedenband").total, find().facets["programme"][0].value) == (1, "stedenband")
    assert maintenance.compare().is_equal


def test_themes_are_found_under_broader_mapped_and_merged_ones(
    case: InitiativePage, published: Run, find: Find, world: SimpleNamespace
) -> None:
    broad = factories.make_theme("environment", "Milieu", "Environment")
    mapped = factories.make_theme("healthy-urban-living", "Gezond stedelijk leven", "Healthy urban living")
    world.water.parent = broad
    published(world.water.save)
    published(world.water.maps_to.add, mapped)
    assert find(theme="environment").total == find(theme="healthy-urban-living").total == 1
    merged = factories.make_theme("blue", "Blauw", "Blue")
    world.water.merged_into = merged
    published(world.water.save)
    assert find(theme="blue").total == 1
    # The old spelling leads to the new theme.
    assert find(theme="water-and-sanitation").total == 1
    assert [value.value for value in find().facets["theme"]] == ["blue"]


def test_regions_follow_a_countrys_place_in_the_world(
    case: InitiativePage, published: Run, find: Find, world: SimpleNamespace
) -> None:
    published(world.indonesia.regions.set, [world.europe])
    assert find(region="150").total == 1
    assert find(region="142").total == 0


def test_a_missions_ressort_holds_what_happens_there(
    case: InitiativePage, published: Run, find: Find, world: SimpleNamespace
) -> None:
    assert find(ressort="embassy-jakarta").total == 0
    ressort = published(Ressort.objects.create, mission=world.jakarta_embassy, country=world.indonesia)
    assert find(ressort="embassy-jakarta").total == 1
    published(ressort.delete)
    assert find(ressort="embassy-jakarta").total == 0


def test_a_dissolved_municipality_is_found_under_its_successor_and_keeps_its_credit(
    published: Run, find: Find, world: SimpleNamespace
) -> None:
    delfzijl = factories.make_organisation("delfzijl")
    eemsdelta = factories.make_organisation("eemsdelta")
    published(
        factories.make_partnership, world.utrecht, "Complementair", members=[world.utrecht, delfzijl], since="2010"
    )
    assert find(municipality="delfzijl").total == 1
    assert find(municipality="eemsdelta").total == 0
    published(Succession.objects.create, predecessor=delfzijl, successor=eemsdelta, on="2021-01-01")
    [hit] = find(municipality="eemsdelta").hits
    assert [partner["slug"] for partner in hit.data["partners"]] == ["delfzijl"]
    assert find(municipality="eemsdelta", role="lead").total == 0


def test_a_merger_is_found_from_its_date_on(published: Run, find: Find, world: SimpleNamespace) -> None:
    weesp, amsterdam = factories.make_organisation("weesp"), factories.make_organisation("amsterdam")
    published(factories.make_initiative, weesp, "Vecht", slug="vecht", countries=[world.indonesia])
    published(merge, [weesp], amsterdam, date(2199, 1, 1))
    assert find(municipality="amsterdam").total == 0
    published(merge, [weesp], amsterdam, date(2022, 3, 24))
    [hit] = find(municipality="amsterdam").hits
    assert hit.data["organisation"]["slug"] == "weesp"
    assert find(municipality="weesp").total == 1
    assert maintenance.compare().is_equal


def test_since_1983_stays_1983(published: Run, find: Find, world: SimpleNamespace) -> None:
    published(factories.make_partnership, world.utrecht, "Utrecht en León", members=[world.utrecht, world.leon])
    [hit] = find(year_from="1983", year_to="1983").hits
    assert (hit.data["start"], hit.data["end"]) == ("1983", None)
    assert (hit.data["countries"], hit.data["places"][0]["country"]) == (["NI"], "NI")
    assert find(year_to="1982").total == 0
    assert find(year_from="2026").total == 1


def test_one_transaction_sends_once_and_a_rolled_back_one_never(
    case: InitiativePage, published: Run, find: Find
) -> None:
    def change_and_fail() -> None:
        case.title = "Nooit"
        case.save()
        raise RuntimeError

    before = IndexChange.objects.count()
    with pytest.raises(RuntimeError), transaction.atomic():
        change_and_fail()
    assert IndexChange.objects.count() == before
    assert outbox.waiting() == 0
    assert titles(find()) == ["Veilig aan het water"]


def test_a_confirmation_without_a_new_publication_reaches_the_index(
    case: InitiativePage, published: Run, find: Find
) -> None:
    case.confirmed_on = "2026-11-01"
    published(case.save, update_fields=["confirmed_on"])
    assert find().hits[0].data["confirmed"] == "2026-11-01"


def test_loading_reference_data_again_reaches_the_cases(
    case: InitiativePage, published: Run, find: Find, world: SimpleNamespace
) -> None:
    with outbox.paused():
        world.jakarta.name = {"nl": "Xanadu", "en": "Xanadu"}
        published(world.jakarta.save)
    assert find(q="xanadu").total == 0
    published(outbox.record_all)
    assert find(q="xanadu").total == 1
