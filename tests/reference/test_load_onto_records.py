"""``citysynergy_load_reference`` on a database that others began to fill."""

import pytest
from django.core.management import call_command

from citysynergy.models import City, Country, Membership

pytestmark = pytest.mark.django_db


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
