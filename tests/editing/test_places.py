"""Cities are picked by name, from the cities known and the gazetteer; points on a map or by hand."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from citysynergy.cases.fields import CityField, CityListField, OrganisationField, PointField
from citysynergy.models import City, InitiativePage, OrganisationName
from citysynergy.taxonomy import gazetteer
from citysynergy.taxonomy.actions import city_from_gazetteer, propose_city
from tests import factories
from tests.editing.conftest import latest, rows

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "point"),
    [
        ("-6.2088, 106.8456", (-6.2088, 106.8456)),
        ("52 5", (52.0, 5.0)),
        ("52.1;5.3", (52.1, 5.3)),
        ("SRID=4326;POINT(106.8456 -6.2088)", (-6.2088, 106.8456)),
        ("", None),
    ],
)
def test_a_point_is_read_in_the_ways_people_write_it(typed: str, point: Any) -> None:
    assert PointField(required=False).clean(typed) == point


@pytest.mark.parametrize("typed", ["here", "52.1", "52.1, east", "1e3, 4", "91, 0", "0, 181", "nan, nan", "<b>1, 2"])
def test_what_is_no_point_on_the_globe_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        PointField(required=False).clean(typed)


def test_the_map_shows_the_point_that_is_kept(create: Any, edit: Any, world: Any) -> None:
    place = {"point": "-6.13, 106.81", "country": "ID", "name": "Pluit", "precision": "neighbourhood"}
    create(world.rotterdam, "initiativepage", title="Pluit", language="nl", **rows("places", place))
    page = InitiativePage.objects.get()
    (kept,) = page.places.all()
    assert (kept.latitude, kept.longitude, str(kept)) == (-6.13, 106.81, "Pluit")
    assert edit(page, summary="Nog iets").status_code == 302
    (kept,) = latest(page).places.all()
    assert (kept.latitude, kept.longitude) == (-6.13, 106.81)


def test_emptying_the_point_leaves_the_city_s(create: Any, edit: Any, world: Any) -> None:
    place = {"city": "Jakarta", "point": "-6.13, 106.81", "precision": "city"}
    create(world.rotterdam, "initiativepage", title="Jakarta", language="nl", **rows("places", place))
    page = InitiativePage.objects.get()
    edit(page, **{"places-0-point": ""})
    (kept,) = latest(page).places.all()
    assert kept.latitude is None
    assert kept.point == (world.jakarta.latitude, world.jakarta.longitude)


def test_no_page_of_the_editor_names_another_host(editor: Any, world: Any) -> None:
    address = reverse("wagtailadmin_pages:add", args=("citysynergy", "initiativepage", world.rotterdam.page.pk))
    html = editor.get(address).content.decode()
    assert "citysynergy/vendor/leaflet/leaflet.js" in html
    for host in ("unpkg.com", "openstreetmap.org", "googleapis.com", "mapbox.com"):
        assert host not in html


class TestCityField:
    field = CityField(required=False)

    def test_a_token_of_the_list_is_the_city(self, world: Any) -> None:
        assert CityField().clean(("Jakarta (Indonesia)", f"c{world.jakarta.pk}")) == world.jakarta

    def test_without_a_script_the_name_is_enough(self, world: Any) -> None:
        for typed in ("Jakarta", "jakarta", "Jakarta (Indonesia)", "Jakarta, Indonesië", "Jakarta, ID"):
            assert CityField().clean((typed, "")) == world.jakarta

    def test_text_changed_by_hand_wins_over_the_token(self, world: Any) -> None:
        assert CityField().clean(("Semarang", f"c{world.jakarta.pk}")) == world.semarang

    def test_a_city_of_the_gazetteer_gets_a_record_once(self, world: Any) -> None:
        place = gazetteer.named("Surabaya", "ID")[0]
        first = CityField().clean(("Surabaya (Indonesia)", f"g{place.geonames_id}"))
        again = CityField().clean(("Surabaya", ""))
        assert first == again
        assert first.state == City.State.ACCEPTED
        assert (first.country_id, first.geonames_id) == ("ID", place.geonames_id)
        assert first.source

    def test_a_name_in_several_countries_asks_which_and_makes_nothing(self, world: Any) -> None:
        before = City.objects.count()
        factories.make_country("ES", "Spanje", "Spain")
        world.leon.delete()
        with pytest.raises(ValidationError, match=r"may be more than one"):
            CityField().clean(("León", ""))
        assert City.objects.count() == before - 1

    @pytest.mark.parametrize("token", ["c999999", "g99999999999", "x1", "c1; DROP TABLE", "g", "c-1"])
    def test_a_forged_token_is_no_city(self, world: Any, token: str) -> None:
        with pytest.raises(ValidationError, match="is not known"):
            CityField().clean(("Nergensstad", token))

    def test_a_merged_double_gives_the_city_it_was_merged_into(self, world: Any) -> None:
        double = factories.make_city("djakarta", world.indonesia, -6.2, 106.8)
        double.merged_into = world.jakarta
        double.save()
        assert CityField().clean(("Djakarta (Indonesia)", f"c{double.pk}")) == world.jakarta

    def test_several_cities_are_those_ticked_and_the_one_typed(self, world: Any) -> None:
        field = CityListField(required=False)
        assert field.clean(("Umeå", [f"c{world.jakarta.pk}", f"c{world.jakarta.pk}"])) == [world.jakarta, world.umea]
        assert field.clean(("", [])) == []
        with pytest.raises(ValidationError):
            field.clean(("", ["c999999"]))


def test_an_organisation_is_found_by_any_of_its_names(world: Any) -> None:
    OrganisationName.objects.create(organisation=world.rotterdam, name="Rotjeknor")
    assert OrganisationField().clean(("rotjeknor", "")) == world.rotterdam
    with pytest.raises(ValidationError, match="is not known"):
        OrganisationField().clean(("Rotter", ""))


def test_suggestions_put_known_cities_first_and_add_the_gazetteer_s(editor: Any, world: Any) -> None:
    answer = editor.get(reverse("citysynergy_admin:gazetteer"), {"q": "sema"}).json()["results"]
    assert answer[0] == {
        "token": f"c{world.semarang.pk}",
        "label": "Semarang (Indonesia)",
        "detail": "",
        "country": "ID",
        "latitude": world.semarang.latitude,
        "longitude": world.semarang.longitude,
    }
    answer = editor.get(reverse("citysynergy_admin:gazetteer"), {"q": "Suraba", "country": "id"}).json()["results"]
    assert answer[0]["token"].startswith("g")
    assert editor.get(reverse("citysynergy_admin:gazetteer"), {"q": ""}).json() == {"results": []}


def test_organisations_are_suggested_by_part_of_their_name(editor: Any, world: Any) -> None:
    answer = editor.get(reverse("citysynergy_admin:organisations"), {"q": "dam"}).json()["results"]
    assert [item["label"] for item in answer] == ["Rotterdam"]


@pytest.mark.parametrize("name", ["gazetteer", "organisations", "propose_city"])
def test_strangers_get_no_suggestions(client: Any, world: Any, name: str) -> None:
    client.force_login(factories.make_user("resident"))
    assert client.get(reverse(f"citysynergy_admin:{name}"), {"q": "jak"}).status_code == 302


def test_an_editor_proposes_a_place_that_the_gazetteer_lacks(editor: Any, world: Any) -> None:
    address = reverse("citysynergy_admin:propose_city")
    values = {"name": "Kampung Baru Kecil", "country": "ID", "point": "-6.1, 106.7"}
    assert editor.post(address, values).status_code == 302
    city = City.objects.get(state=City.State.PROPOSED)
    assert CityField().clean(("Kampung Baru Kecil", "")) == city
    again = editor.post(address, values)
    assert "This place is known already." in again.content.decode()


def test_two_proposed_places_with_one_name_have_addresses_of_their_own(world: Any) -> None:
    slugs = {propose_city("Jakarta", world.indonesia, -6, 106, by="x").slug for _time in range(3)}
    assert slugs == {"jakarta-id", "jakarta-id-2", "jakarta-id-3"}


def test_a_place_unknown_to_the_gazetteer_is_no_city(world: Any) -> None:
    assert city_from_gazetteer(99999999999) is None
