"""``citysynergy_load_reference``: complete, repeatable, and never against an editor."""

import io
from time import monotonic

import pytest
from django.core.management import CommandError, call_command

from citysynergy.management.commands import citysynergy_load_reference as command
from citysynergy.models import (
    City,
    CityName,
    Country,
    Goal,
    Membership,
    Organisation,
    OrganisationCode,
    Region,
    Ressort,
    Succession,
    Theme,
)

pytestmark = pytest.mark.django_db


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


def test_everything_is_there_after_one_load():
    started = monotonic()
    load()
    assert monotonic() - started < 15
    assert Organisation.objects.filter(kind="municipality", valid_to=None).count() == 342
    assert Organisation.objects.municipal().filter(valid_to=None).count() == 348
    assert Goal.objects.count() == 17
    assert Theme.objects.filter(scheme__is_main=True).count() == 23
    assert Country.objects.get(code="ID").regions.get().parent.parent.code == "001"
    assert OrganisationCode.objects.get(value="GM0599").organisation.slug == "rotterdam"
    assert [str(theme.slug) for theme in Organisation.objects.get(slug="eindhoven").lead_themes.all()] == [
        "smart-mobility"
    ]
    assert {theme.slug for theme in Theme.objects.get(slug="circularity").maps_to.all()} == {"waste-and-circularity"}


def test_delfzijl_continues_in_eemsdelta_and_no_longer_writes():
    load()
    delfzijl = Organisation.objects.get(slug="delfzijl")
    assert [organisation.slug for organisation in delfzijl.successors.all()] == ["eemsdelta"]
    assert (str(delfzijl.valid_to), delfzijl.may_write) == ("2021-01-01", False)
    assert str(Succession.objects.get(predecessor=delfzijl).on) == "2021-01-01"


def test_every_ressort_waits_to_be_verified():
    load()
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
    load()
    before = state()
    load()
    assert state() == before


def test_what_an_editor_changed_stays_field_by_field():
    load()
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
    load()
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
    load()
    Ressort.objects.filter(mission__slug="embassy-jakarta").update(verified=True)
    load()
    assert Ressort.objects.filter(mission__slug="embassy-jakarta", verified=True).count() == 3


def test_another_address_does_not_make_a_double():
    load()
    Organisation.objects.filter(slug="den-haag").update(slug="the-hague")
    City.objects.filter(slug="jakarta").update(slug="djakarta")
    load()
    assert not Organisation.objects.filter(slug="den-haag").exists()
    assert Organisation.objects.get(slug="embassy-jakarta").city.slug == "djakarta"


def test_a_city_that_an_editor_took_from_the_gazetteer_is_recognised(world):
    City.objects.create(
        slug="lublin-stad",
        name={"nl": "Lublin"},
        country=Country.objects.create(code="PL", name={"en": "Poland"}),
        latitude=51.25,
        longitude=22.57,
        geonames_id=765876,
    )
    load()
    assert City.objects.get(geonames_id=765876).slug == "lublin-stad"


def test_records_that_were_there_before_keep_what_they_say(world, django_user_model):
    user = django_user_model.objects.create_user("someone", "someone@example.org")
    Membership.objects.create(user=user, organisation=world.rotterdam, role="author")
    load()
    world.rotterdam.refresh_from_db()
    assert world.rotterdam.latitude == 51.92
    assert world.rotterdam.codes.get().value == "GM0599"
    assert user.memberships.get().organisation == world.rotterdam


def test_a_failing_loader_leaves_nothing_behind(monkeypatch):
    def fail():
        raise LookupError("no such file")

    monkeypatch.setattr(command, "LOADERS", [*command.LOADERS, ("broken", fail)])
    with pytest.raises(CommandError, match="Nothing was loaded"):
        load()
    assert not Theme.objects.exists()
