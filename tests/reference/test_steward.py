"""Data stewards keep the reference data in the admin; nobody else does."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from citysynergy.models import City, Organisation, Programme, Ressort, Theme
from citysynergy.organisations.admin import ReferenceDataGroup
from citysynergy.permissions.groups import ANALYSTS, MODERATORS, STEWARDS
from citysynergy.taxonomy.loading import load as load_taxonomy
from tests import factories

pytestmark = pytest.mark.django_db

MODELS = [admin.model for admin in ReferenceDataGroup.items]


def address(model, action, *arguments):
    name = f"{model._meta.app_label}_{model._meta.model_name}_modeladmin_{action}"
    return reverse(name, args=arguments)


@pytest.fixture
def loaded(reference_data, db):
    rotterdam = Organisation.objects.get(slug="rotterdam")
    rotterdam.desks.create(name={"nl": "Internationaal", "en": "International"}, email="desk@example.org")


@pytest.fixture
def steward(client, loaded):
    user = factories.make_user("steward", language="en")
    user.groups.add(Group.objects.get(name=STEWARDS))
    client.force_login(user)
    return client


def form_data(response):
    """What a browser would send of the form as it is."""
    form, data = response.context["form"], {}
    for bound in form:
        if bound.field.disabled:
            continue
        value, widget = bound.value(), bound.field.widget
        if hasattr(widget, "decompress"):
            parts = value if isinstance(value, list) else widget.decompress(value)
            data |= {bound.html_name + suffix: part for suffix, part in zip(widget.widgets_names, parts, strict=True)}
        elif isinstance(value, bool):
            data |= {bound.html_name: "on"} if value else {}
        elif hasattr(bound.field, "queryset") and isinstance(value, list):
            data[bound.html_name] = [getattr(item, "pk", item) for item in value]
        elif value is not None:
            data[bound.html_name] = bound.field.prepare_value(value)
    return data


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_steward_lists_and_opens_each_kind_of_record(steward, model):
    listed = steward.get(address(model, "index"))
    assert listed.status_code == 200
    assert "admin/img/icon" not in listed.content.decode(), "pictures of an app that is not installed"
    record = model.objects.first()
    opened = steward.get(address(model, "edit", record.pk))
    assert opened.status_code == 200
    assert steward.get(address(model, "create")).status_code == 200
    saved = steward.post(address(model, "edit", record.pk), form_data(opened))
    assert saved.status_code == 302, saved.context["form"].errors


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_what_is_saved_as_it_was_is_no_change(steward, model):
    record = model.objects.first()
    before = model.objects.filter(pk=record.pk).values().get()
    steward.post(address(model, "edit", record.pk), form_data(steward.get(address(model, "edit", record.pk))))
    assert model.objects.filter(pk=record.pk).values().get() == before


@pytest.mark.parametrize("group", [MODERATORS, ANALYSTS])
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_others_of_the_ministry_do_not(client, loaded, group, model):
    user = factories.make_user("someone")
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    record = model.objects.first()
    for url in (address(model, "index"), address(model, "create"), address(model, "edit", record.pk)):
        assert client.get(url).status_code in (302, 403)
        assert client.post(url, {}).status_code in (302, 403)


def test_strangers_are_asked_to_sign_in(client, loaded):
    assert client.get(address(Theme, "index")).status_code == 302


@pytest.mark.parametrize(
    ("model", "words", "found"),
    [
        (Organisation, "s-gravenhage", "The Hague"),
        (Organisation, "GM0599", "Rotterdam"),
        (Organisation, "curaçao", "Curaçao"),
        (City, "Warszawa", "Warsaw"),
        (City, "göteborg", "Gothenburg"),
        (Theme, "afval", "Waste and circularity"),
    ],
)
def test_a_steward_searches_in_every_language_and_by_other_names(steward, model, words, found):
    assert found in steward.get(address(model, "index"), {"q": words}).content.decode()


def test_a_changed_name_is_seen_at_once_and_survives_a_load(steward):
    theme = Theme.objects.get(slug="sport")
    url = address(Theme, "edit", theme.pk)
    data = form_data(steward.get(url)) | {"name_nl": "Sport en spel", "name_en": "Sport and play"}
    assert steward.post(url, data).status_code == 302
    load_taxonomy()
    theme.refresh_from_db()
    assert theme.name == {"nl": "Sport en spel", "en": "Sport and play"}


def test_other_names_of_a_city_are_written_one_a_line(steward):
    city = City.objects.get(slug="kyiv")
    url = address(City, "edit", city.pk)
    data = form_data(steward.get(url)) | {"other_names": "Kiev\r\n\r\n Kijów \r\nKiev"}
    assert steward.post(url, data).status_code == 302
    assert [row.name for row in city.names.all()] == ["Kiev", "Kijów"]


def test_a_code_belongs_to_one_organisation(steward):
    url = address(Organisation, "edit", Organisation.objects.get(slug="utrecht").pk)
    data = form_data(steward.get(url))
    assert data["cbs"] == "GM0344"
    assert "Another organisation has this code." in steward.post(url, data | {"cbs": "gm0599"}).content.decode()
    assert "Write the code as GM" in steward.post(url, data | {"cbs": "599"}).content.decode()
    assert steward.post(url, data | {"oin": "00000001002564440000"}).status_code == 302
    codes = Organisation.objects.get(slug="utrecht").codes.values_list("scheme", "value")
    assert dict(codes) == {"cbs": "GM0344", "oin": "00000001002564440000"}


def test_numbers_of_a_programme_name_their_register(steward):
    programme = Programme.objects.get(slug="horizon-2020")
    url = address(Programme, "edit", programme.pk)
    data = form_data(steward.get(url))
    assert "Write the register before" in steward.post(url, data | {"numbers": "731198"}).content.decode()
    assert steward.post(url, data | {"numbers": "CORDIS 731198\nkeep.eu 12 b"}).status_code == 302
    assert sorted(map(str, programme.identifiers.all())) == ["CORDIS 731198", "keep.eu 12 b"]


@pytest.mark.parametrize(("model", "slug"), [(Theme, "energy"), (City, "kyiv")])
def test_nothing_is_merged_into_itself(steward, model, slug):
    record = model.objects.get(slug=slug)
    url = address(model, "edit", record.pk)
    response = steward.post(url, form_data(steward.get(url)) | {"merged_into": record.pk})
    assert "another one, itself not merged" in response.content.decode()


def test_the_code_of_a_country_is_given_once(steward):
    url = address(MODELS[3], "edit", "ID")
    steward.post(url, form_data(steward.get(url)) | {"code": "XX"})
    assert not MODELS[3].objects.filter(code="XX").exists()


def test_a_steward_verifies_a_ressort(steward):
    ressort = Ressort.objects.get(mission__slug="embassy-nairobi", country="KE")
    url = address(Ressort, "edit", ressort.pk)
    assert steward.post(url, form_data(steward.get(url)) | {"verified": "on"}).status_code == 302
    ressort.refresh_from_db()
    assert ressort.verified
    listed = steward.get(address(Ressort, "index"), {"verified__exact": "1"}).content.decode()
    assert "Nairobi" in listed
    assert "Jakarta" not in listed


def test_a_list_asks_a_fixed_number_of_queries(steward, django_assert_max_num_queries):
    steward.get(address(Organisation, "index"))
    with django_assert_max_num_queries(30):
        steward.get(address(Organisation, "index"))
