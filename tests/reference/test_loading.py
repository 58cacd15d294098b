"""``citysynergy_load_reference`` may run again at any time: repeatable, and never against an editor."""

import io

import pytest
from django.core.management import call_command

from citysynergy.models import (
    City,
    CityName,
    Country,
    Goal,
    Organisation,
    OrganisationCode,
    Region,
    Ressort,
    Succession,
    Theme,
)

pytestmark = pytest.mark.usefixtures("reference_data", "db")


def load(verbosity=1):
    out = io.StringIO()
    call_command("citysynergy_load_reference", stdout=out, verbosity=verbosity)
    return out.getvalue()


def state():
    """Everything the loader writes, in a form that compares."""
    models = (Theme, Goal, Region, Country, City, CityName, Organisation, OrganisationCode, Ressort, Succession)
    rows = {model.__name__: sorted(map(str, model.objects.values_list())) for model in models}
    for model, name in ((Theme, "maps_to"), (Country, "regions"), (Organisation, "networks")):
        through = getattr(model, name).through
        rows[through.__name__] = sorted(map(str, through.objects.values_list()))
    return rows


def test_delfzijl_continues_in_eemsdelta_and_no_longer_writes():
    delfzijl = Organisation.objects.get(slug="delfzijl")
    assert [organisation.slug for organisation in delfzijl.successors.all()] == ["eemsdelta"]
    assert (str(delfzijl.valid_to), delfzijl.may_write) == ("2021-01-01", False)
    assert str(Succession.objects.get(predecessor=delfzijl).on) == "2021-01-01"


def test_every_ressort_waits_to_be_verified():
    assert Ressort.objects.count() > 100
    assert not Ressort.objects.filter(verified=True).exists()
    assert [str(area.area.code) for area in Ressort.objects.filter(mission__slug="consulate-general-dusseldorf")] == [
        "DE-HE",
        "DE-NW",
        "DE-RP",
        "DE-SL",
    ]
    assert {mission.slug for mission in Organisation.objects.serving("NI")} == {"embassy-san-jose"}


def test_a_second_load_changes_nothing():
    before = state()
    load()
    assert state() == before


def test_what_an_editor_changed_stays_field_by_field():
    theme = Theme.objects.get(slug="energy")
    theme.name = {"nl": "Energie en warmte", "en": "Energy and heat"}
    theme.save()
    rotterdam = Organisation.objects.get(slug="rotterdam")
    rotterdam.website = "https://example.org/"
    rotterdam.networks.clear()
    rotterdam.save()
    city = City.objects.get(slug="warsaw")
    city.names.all().delete()
    Ressort.objects.filter(mission__slug="embassy-jakarta", country="TL").delete()
    printed = load(verbosity=2)
    theme.refresh_from_db()
    rotterdam.refresh_from_db()
    assert theme.name["en"] == "Energy and heat"
    assert theme.description["en"], "other fields are still those of the reference data"
    assert rotterdam.website == "https://example.org/"
    assert not rotterdam.networks.exists()
    assert not city.names.exists()
    assert not Ressort.objects.filter(mission__slug="embassy-jakarta", country="TL").exists()
    assert "Rotterdam: networks" in printed


def test_what_no_editor_changed_follows_the_reference_data():
    country = Country.objects.get(code="ID")
    # As if an older release had loaded another name and other regions.
    country.name = {"nl": "Oud", "en": "Old"}
    country.reference_values |= {"name": {"nl": "Oud", "en": "Old"}, "regions": ["030"]}
    country.regions.set([Region.objects.get(code="030")])
    country.save()
    load()
    country.refresh_from_db()
    assert country.name["en"] == "Indonesia"
    assert [region.code for region in country.regions.all()] == ["035"]


def test_a_verified_ressort_stays_verified():
    Ressort.objects.filter(mission__slug="embassy-jakarta").update(verified=True)
    load()
    assert Ressort.objects.filter(mission__slug="embassy-jakarta", verified=True).count() == 3


def test_another_address_does_not_make_a_double():
    Organisation.objects.filter(slug="den-haag").update(slug="the-hague")
    City.objects.filter(slug="jakarta").update(slug="djakarta")
    load()
    assert not Organisation.objects.filter(slug="den-haag").exists()
    assert Organisation.objects.get(slug="embassy-jakarta").city.slug == "djakarta"
