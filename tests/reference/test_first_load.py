"""``citysynergy_load_reference`` on an empty database, and on one that others began to fill."""

from time import monotonic

import pytest
from django.core.management import CommandError, call_command

from citysynergy.management.commands import citysynergy_load_reference as command
from citysynergy.models import City, Country, Goal, Membership, Organisation, OrganisationCode, Theme

pytestmark = pytest.mark.django_db


def test_everything_is_there_after_one_load():
    started = monotonic()
    call_command("citysynergy_load_reference", verbosity=0)
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


def test_a_city_that_an_editor_took_from_the_gazetteer_is_recognised(world):
    City.objects.create(
        slug="lublin-stad",
        name={"nl": "Lublin"},
        country=Country.objects.create(code="PL", name={"en": "Poland"}),
        latitude=51.25,
        longitude=22.57,
        geonames_id=765876,
    )
    call_command("citysynergy_load_reference", verbosity=0)
    assert City.objects.get(geonames_id=765876).slug == "lublin-stad"


def test_records_that_were_there_before_keep_what_they_say(world, django_user_model):
    user = django_user_model.objects.create_user("someone", "someone@example.org")
    Membership.objects.create(user=user, organisation=world.rotterdam, role="author")
    call_command("citysynergy_load_reference", verbosity=0)
    world.rotterdam.refresh_from_db()
    assert world.rotterdam.latitude == 51.92
    assert world.rotterdam.codes.get().value == "GM0599"
    assert user.memberships.get().organisation == world.rotterdam


def test_a_failing_loader_leaves_nothing_behind(monkeypatch):
    def fail():
        raise LookupError("no such file")

    monkeypatch.setattr(command, "LOADERS", [*command.LOADERS, ("broken", fail)])
    with pytest.raises(CommandError, match="Nothing was loaded"):
        call_command("citysynergy_load_reference", verbosity=0)
    assert not Theme.objects.exists()
