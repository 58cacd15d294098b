"""What every answer of the site forbids the browser."""

import pytest
from django.contrib.auth import get_user_model
from django.utils.csp import CSP

pytestmark = pytest.mark.django_db

PUBLIC = ["/account/login/", "/nl/no-such-page/"]


def directives(response) -> dict[str, list[str]]:
    policy = response.headers["Content-Security-Policy"]
    return {name: values for name, *values in (part.split() for part in policy.split(";") if part.strip())}


@pytest.mark.parametrize("address", PUBLIC)
def test_public_pages_allow_nothing_inline_and_no_other_host(client, address):
    policy = directives(client.get(address))
    assert policy["default-src"] == [CSP.NONE]
    assert policy["script-src"] == [CSP.SELF]
    assert policy["style-src"] == [CSP.SELF]
    assert policy["frame-ancestors"] == [CSP.NONE]
    everything = {value for values in policy.values() for value in values}
    assert everything <= {CSP.NONE, CSP.SELF, "data:"}


def test_the_admin_allows_what_wagtail_writes_inline_and_no_other_host(client):
    client.force_login(get_user_model().objects.create_superuser("admin", "admin@example.com"))
    response = client.get("/admin/")
    assert response.status_code == 200
    policy = directives(response)
    everything = {value for values in policy.values() for value in values}
    assert everything <= {CSP.NONE, CSP.SELF, CSP.UNSAFE_INLINE, "data:", "blob:"}
    assert CSP.UNSAFE_EVAL not in everything
    assert policy["frame-ancestors"] == [CSP.SELF]


@pytest.mark.parametrize("address", [*PUBLIC, "/admin/"])
def test_security_headers(client, address):
    headers = client.get(address).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] in ("DENY", "SAMEORIGIN")
    assert "geolocation=()" in headers["Permissions-Policy"]


def test_robots_stay_out_of_what_is_not_for_them(client):
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"].startswith("text/plain")
    lines = response.content.decode().splitlines()
    assert {"Disallow: /admin/", "Disallow: /account/", "Disallow: /nl/search/?"} <= set(lines)
    assert "Disallow: /" not in lines


def test_the_old_address_of_the_icon_leads_to_the_icon(client):
    response = client.get("/favicon.ico")
    assert response.status_code == 302
    assert response.url.endswith(".svg")
