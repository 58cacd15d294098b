"""An address without a language leads to the same with one; not so what is not found outside the languages."""

import pytest
from django.contrib.auth import get_user_model

pytestmark = pytest.mark.django_db


def test_an_address_without_a_language_gets_one(client):
    response = client.get("/search/", headers={"accept-language": "en"})
    assert (response.status_code, response.url) == (302, "/en/search/")


def test_what_the_admin_does_not_find_stays_in_the_admin(client):
    client.force_login(get_user_model().objects.create_superuser("admin"))
    for address in ("/admin/pages/999999/edit/", "/admin/no-such-view/"):
        response = client.get(address)
        assert response.status_code == 404
        assert "wagtailadmin/404.html" in {template.name for template in response.templates}


def test_a_permanent_address_of_nothing_is_not_found(client):
    assert client.get("/id/00000000-0000-0000-0000-000000000000").status_code == 404
