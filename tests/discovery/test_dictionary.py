"""The dictionary of search words: what comes with the package, and what the database adds."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from citysynergy.discovery import CaseQuery, CaseResults
from citysynergy.discovery.dictionary import compounds, layers
from citysynergy.discovery.dictionary.inflection import bases
from citysynergy.discovery.dictionary.lookup import MOST_OF_ALL, MOST_OF_ONE, Dictionary
from citysynergy.discovery.dictionary.present import DICTIONARY, PresentDictionary
from citysynergy.discovery.dictionary.units import Unit, widenings
from citysynergy.discovery.vocabulary import FixedVocabulary
from citysynergy.discovery.words import parse
from citysynergy.models import City, CityName, InitiativeLesson, OrganisationName
from citysynergy.permissions.groups import network_group
from tests import factories
from tests.discovery.engines import ENGINES

COMMITTED = Dictionary([layers.terms(), layers.names()], numbers=layers.numbers(), is_part=compounds.is_part)


def widened(text: str, dictionary: Dictionary = COMMITTED) -> dict[str, list[str]]:
    """What else is searched for each thing typed, compounds aside."""
    found = widenings(dictionary.units(parse(text)))
    return {one.typed: [other.text for other in one.alternatives] for one in found if one.alternatives}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("veiligheid", {"veiligheid": ["safety", "security"]}),
        ("Véiligheid", {"Véiligheid": ["safety", "security"]}),
        ("steden", {"steden": ["stad", "city", "town"]}),
        ("duurzame", {"duurzame": ["sustainable"]}),
        ("kennis uitwisseling", {"kennis": ["knowledge"], "uitwisseling": ["exchange"]}),
        (
            "openbaar vervoer",
            {"openbaar vervoer": ["ov", "public transport", "public transit"], "vervoer": ["transport"]},
        ),
        ("smart cities nu", {"smart cities": ["slimme stad"], "cities": ["stad", "steden"]}),
        ("naar den haag", {"den haag": ["The Hague", "'s-Gravenhage", "La Haye", "La Haya", "L'Aia"]}),
        ("s-gravenhage", {"s-gravenhage": ["Den Haag", "The Hague", "La Haye", "La Haya", "L'Aia"]}),
        ('"openbaar vervoer" -veiligheid', {}),
        ("openbaar -vervoer", {}),
        ("xyzzy 1983", {}),
    ],
)
def test_what_else_is_searched(text: str, expected: dict[str, list[str]]) -> None:
    assert widened(text) == expected


def test_nothing_is_widened_where_that_was_asked() -> None:
    clauses = parse("veiligheid den haag water")
    assert COMMITTED.units(clauses, exact=True) == tuple(Unit(clause) for clause in clauses)


def test_what_was_typed_weighs_most_and_translations_less_than_plurals() -> None:
    [unit] = COMMITTED.units(parse("stad"))
    weights = {(one.text, one.reason.value): one.weight for one in unit.alternatives}
    assert 1 > weights["steden", "number"] > weights["city", "translation"] > weights["stad", "compound"]
    assert weights["city", "translation"] > weights["steden", "compound"]


def test_a_search_is_never_widened_without_end() -> None:
    words = ["stad", "haven", "kind", "veilig", "fietspad", "buurt", "wijk", "warmtenet"]
    units = COMMITTED.units(parse(" ".join(words)))
    assert sum(len(one.alternatives) for one in widenings(units)) <= MOST_OF_ALL
    everything = Dictionary([layers.layer([([layers.Word(f"w{n}") for n in range(50)], None)])])
    [unit] = everything.units(parse("w1"))
    assert len(unit.alternatives) == MOST_OF_ONE


def test_inflected_forms_lead_to_their_word() -> None:
    pairs = {"huizen": "huis", "bruggen": "brug", "scholen": "school", "brieven": "brief", "duurzame": "duurzaam",
             "cities": "city", "havens": "haven", "strategieen": "strategie"}  # fmt: skip
    assert all(word in bases(form) for form, word in pairs.items())


def test_the_files_hold_whole_rows_and_no_doubles() -> None:
    for name, columns in (("terms.tsv", 2), ("plurals.tsv", 2)):
        rows = layers.rows(name)
        assert {len(row) for row in rows} == {columns}
        assert len({tuple(row) for row in rows}) == len(rows)
    assert all(len(row) > 1 for row in layers.rows("names.tsv"))
    cells = [cell.strip() for row in layers.rows("terms.tsv") for part in row for cell in part.split(",")]
    assert all(cells)
    assert len(layers.rows("terms.tsv")) > 400


# Compounds


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("waterveiligheid", "water veiligheid"),
        ("afvalwaterzuivering", "afval afvalwater water waterzuivering zuivering"),
        ("Drinkwater", "drink water"),
        ("gezondheidscentrum", "gezondheid centrum"),
        ("partnersteden", "partner steden"),
        ("boerenmarkt", "boeren markt"),
        ("waterschappen", "water"),
        ("overheid", ""),
        ("schaven", ""),
        ("rechtstreeks", ""),
        ("stedelijke", ""),
        ("xwaterveiligheid", ""),
        ("waterx", ""),
        ("fietsparkeren", "fiets parkeren"),
    ],
)
def test_compounds_are_taken_apart(word: str, parts: str) -> None:
    assert compounds.parts_of([word]) == parts


def test_parts_of_a_text_are_told_once() -> None:
    assert compounds.parts_of(["Drinkwater en waterbeheer", "Drinkwater!"]) == "drink water beheer"
    assert compounds.parts_of(["", "water"]) == ""


def test_long_words_are_taken_apart_in_time() -> None:
    assert compounds.parts_of(["water" * 11 + "e"]) == ""
    assert compounds.parts_of(["bad" * 20]) == ""


# In the address


def test_exact_is_part_of_the_address_where_there_are_words() -> None:
    vocabulary = FixedVocabulary({})
    query = CaseQuery.from_params({"q": "water", "exact": "1", "page": "3"}, vocabulary=vocabulary)
    assert query.exact
    assert query.to_params() == [("q", "water"), ("exact", "1"), ("page", "3")]
    assert query.exactly(False) == CaseQuery(q="water")
    assert query.exactly(False).exactly(True) == CaseQuery(q="water", exact=True)
    assert query.without("q") == CaseQuery()
    assert CaseQuery.from_params({"exact": "1"}, vocabulary=vocabulary) == CaseQuery()
    wrong = CaseQuery.from_params({"q": "water", "exact": "yes"}, vocabulary=vocabulary)
    assert not wrong.exact
    assert [problem.parameter for problem in wrong.problems] == ["exact"]


# The database


@pytest.fixture
def dictionary(world: SimpleNamespace) -> Iterator[PresentDictionary]:
    """The one that searches use, with nothing remembered of other tests."""
    DICTIONARY.forget()
    yield DICTIONARY
    DICTIONARY.forget()


def test_records_add_their_names(world: SimpleNamespace, dictionary: PresentDictionary) -> None:
    assert widened("wohnen umea", dictionary.now()) == {}
    CityName.objects.create(city=world.umea, name="Ubmeje")
    CityName.objects.create(city=world.umea, name="Water")
    CityName.objects.create(city=world.umea, name="Um")
    assert widened("umea", dictionary.now()) == {"umea": ["Ubmeje"]}, "a word or a code is no name"
    assert widened("ubmeje", dictionary.now()) == {"ubmeje": ["Umeå"]}
    assert widened("water um", dictionary.now()) == {}
    assert widened("sweden", dictionary.now()) == {"sweden": ["Zweden"]}
    OrganisationName.objects.create(organisation=world.ministry, name="BZ")
    assert widened("bz", dictionary.now()) == {"bz": ["Ministerie"]}
    world.heritage.name = {"nl": "Erfenis", "en": "Legacy"}
    world.heritage.save()
    assert widened("legacy", dictionary.now()) == {"legacy": ["Erfenis"]}


def test_a_city_that_an_editor_proposed_adds_nothing_yet(world: SimpleNamespace, dictionary: PresentDictionary) -> None:
    CityName.objects.create(city=world.umea, name="Ubmeje")
    world.umea.state = City.State.PROPOSED
    world.umea.save()
    assert widened("umea", dictionary.now()) == {}


def test_the_dictionary_is_read_once(dictionary: PresentDictionary, django_assert_num_queries: Any) -> None:
    dictionary.now()
    with django_assert_num_queries(0):
        dictionary.now()


@pytest.mark.parametrize("index", ENGINES, indirect=True)
def test_a_search_says_how_it_was_widened(
    world: SimpleNamespace, rebuilt: Callable[[], None], find: Callable[..., CaseResults]
) -> None:
    for title, english in (("Drinkwater voor de stad", ""), ("Plan", "Water in cities")):
        factories.make_initiative(world.rotterdam, title, english=english, summary="Kort.", countries=[world.indonesia])
    rebuilt()
    results = find(q="water steden")
    assert results.total == 2
    assert [(one.typed, [other.text for other in one.alternatives], one.compounds) for one in results.widened] == [
        ("water", [], True),
        ("steden", ["stad", "city", "town"], True),
    ]
    exact = find(q="water steden", exact="1")
    assert (exact.total, exact.widened) == (0, ())
    assert find(q="water", exact="1").total == 1
    assert find().widened == ()
    assert find(sort="newest", q="water").total == find(sort="title", q="drinkwater stad").total + 1 == 2


@pytest.mark.parametrize("index", ENGINES, indirect=True)
def test_compounds_in_notes_for_the_network_are_found_by_the_network_alone(
    world: SimpleNamespace, rebuilt: Callable[[], None], find: Callable[..., CaseResults]
) -> None:
    case = factories.make_initiative(world.rotterdam, "Plan", countries=[world.indonesia])
    InitiativeLesson.objects.create(
        page=case, kind="failed", text={"nl": "De drinkwaterzuivering faalde"}, audience="network"
    )
    rebuilt()
    reader = factories.make_user("reader")
    reader.groups.add(network_group())
    assert find(q="zuivering").total == 0
    assert find(q="drinkwater plan").total == 0
    assert find(reader, q="zuivering").total == 1
    assert find(reader, q="drinkwater plan").total == 1
