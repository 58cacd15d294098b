"""The gazetteer finds places as people write them, without a network."""

import pytest

from citysynergy.models import Area, City
from citysynergy.taxonomy import gazetteer
from citysynergy.taxonomy.actions import city_from_gazetteer


@pytest.mark.parametrize(
    ("written", "language", "country", "name"),
    [
        ("focsa", "nl", "RO", "Focșani"),
        ("FOCŞANI", "en", "RO", "Focșani"),
        ("wars", "nl", "PL", "Warsaw"),
        ("Warszawa", "en", "PL", "Warsaw"),
        ("keul", "nl", "DE", "Köln"),
        ("kadikoy", "nl", "TR", "Kadıköy"),
        ("alexandroupol", "nl", "GR", "Alexandroupoli"),
        ("etten l", "nl", "NL", "Etten-Leur"),
        ("den haag", "nl", "NL", "The Hague"),
        ("  den   HAAG ", "nl", "NL", "The Hague"),
        ("ujpe", "en", "HU", "Újpest"),
        ("san carlos", "en", "NI", "San Carlos"),
    ],
)
def test_a_beginning_is_completed(written, language, country, name):
    assert name in [place.name for place in gazetteer.complete(written, language, country)]


def test_the_reader_sees_a_name_of_the_readers_language():
    (warsaw, *_others) = gazetteer.complete("warsch", "nl")
    assert (warsaw.name_in("nl"), warsaw.name_in("en")) == ("Warschau", "Warsaw")
    assert gazetteer.complete("The Hague", "en")[0].area_name("nl") == "Zuid-Holland"


def test_the_most_populous_place_comes_first():
    assert gazetteer.complete("rott", "nl")[0].name == "Rotterdam"
    assert [place.country for place in gazetteer.named("León")][:2] == ["NI", "ES"]


@pytest.mark.parametrize("nothing", ["", "   ", "…", "%", "zzzzzzzzzz", "a" * 10_000, "\x00", "' OR 1=1"])
def test_what_is_no_name_finds_nothing(nothing):
    assert gazetteer.complete(nothing, "nl") == []
    assert gazetteer.named(nothing) == []


def test_a_limit_is_kept():
    assert len(gazetteer.complete("s", "nl", limit=5)) == 5


def test_a_place_becomes_a_city_once(reference_data, db):
    (arnhem,) = gazetteer.named("Arnhem", "NL")
    city = city_from_gazetteer(arnhem.geonames_id)
    assert city == city_from_gazetteer(arnhem.geonames_id)
    assert city.area == Area.objects.get(code="NL-GE")
    (kochi, *_others) = gazetteer.named("Kochi", "IN")
    assert str(city_from_gazetteer(kochi.geonames_id).area) == "Kerala"


def test_a_place_that_geonames_lacks_becomes_a_city_once_too(reference_data, db):
    (etten_leur,) = gazetteer.named("Etten-Leur")
    city = city_from_gazetteer(etten_leur.geonames_id)
    assert city == city_from_gazetteer(etten_leur.geonames_id)
    (kadikoy, *_others) = gazetteer.named("Kadıköy", "TR")
    assert city_from_gazetteer(kadikoy.geonames_id) == City.objects.get(slug="kadikoy")
