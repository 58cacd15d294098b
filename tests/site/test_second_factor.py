"""A role that asks for a second factor opens the admin only to who has one; everything else stays open."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.models import Group
from django.test import Client

from citysynergy.permissions.actions import add_member
from citysynergy.permissions.groups import ANALYSTS, MODERATORS, STEWARDS
from citysynergy_site.second_factor import check_roles
from tests import factories

pytestmark = pytest.mark.django_db

MINISTRY = ["superuser", "moderator", "analyst", "steward"]
ACTIVATE = "/account/2fa/totp/activate/"


@pytest.fixture
def asked_of_the_ministry(settings):
    settings.SECOND_FACTOR_ROLES = MINISTRY


def in_group(name: str):
    user = factories.make_user("someone", admin=True)
    user.groups.add(Group.objects.get_or_create(name=name)[0])
    return user


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("group", [MODERATORS, ANALYSTS, STEWARDS])
def test_the_roles_of_the_ministry_are_led_to_activate_one(asked_of_the_ministry, group):
    client = signed_in(in_group(group))
    for address in ("/admin/", "/admin/pages/", "/admin/reports/site-history/", "/admin/no-such-page/"):
        response = client.get(address)
        assert (response.status_code, response.url) == (302, ACTIVATE), address
    assert client.post("/admin/images/add/", {}).url == ACTIVATE


def test_the_superuser_too(asked_of_the_ministry):
    client = signed_in(factories.make_user("chief", is_superuser=True))
    assert client.get("/admin/").url == ACTIVATE


def test_others_enter_as_ever(asked_of_the_ministry):
    assert signed_in(factories.make_user("someone", admin=True)).get("/admin/").status_code == 200


def test_managers_too_where_a_site_asks_it_of_them(world, settings):
    settings.SECOND_FACTOR_ROLES = ["manager"]
    manager, author = factories.make_user("manager"), factories.make_user("author")
    add_member(manager, world.rotterdam, "manager")
    add_member(author, world.rotterdam, "author")
    assert signed_in(manager).get("/admin/").url == ACTIVATE
    assert signed_in(author).get("/admin/").status_code == 200


@pytest.mark.parametrize(
    "headers", [{"x-requested-with": "XMLHttpRequest"}, {"accept": "application/json"}], ids=["script", "api"]
)
def test_scripts_and_api_are_refused_in_words(asked_of_the_ministry, headers):
    client = signed_in(in_group(MODERATORS))
    response = client.get("/admin/pages/", headers=headers)
    assert response.status_code == 403
    assert response.json()["error"]


def test_the_site_the_account_and_the_way_out_stay_open(asked_of_the_ministry):
    client = signed_in(in_group(MODERATORS))
    assert client.get("/account/").status_code == 200
    assert client.get("/nl/").status_code == 200
    assert client.get("/api/v1/cases").status_code == 200
    client.post("/admin/logout/")
    assert "_auth_user_id" not in client.session


def test_the_page_says_why_and_once_active_the_admin_opens(asked_of_the_ministry):
    client = signed_in(in_group(MODERATORS))
    password = client.get("/admin/?x=1", follow=True)
    assert 'class="cs-notice cs-notice--warning"' in password.content.decode()
    address = password.redirect_chain[-1][0]
    page = client.post(address, {"password": "secret-password", "next": ACTIVATE}, follow=True)
    assert page.redirect_chain[-1][0] == ACTIVATE
    assert 'class="cs-notice cs-notice--warning"' in page.content.decode()
    secret = page.context["form"].secret
    code = hotp_value(secret, next(yield_hotp_counters_from_time()))
    response = client.post(ACTIVATE, {"code": f"{code:06}"})
    assert response.status_code == 302
    assert client.get("/admin/").status_code == 200
    assert "cs-notice--warning" not in client.get("/account/").content.decode()


def test_recovery_codes_alone_are_no_second_factor(asked_of_the_ministry):
    user = in_group(MODERATORS)
    client = signed_in(user)
    RecoveryCodes.activate(user)
    assert client.get("/admin/").url == ACTIVATE
    TOTP.activate(user, generate_totp_secret())
    assert client.get("/admin/").status_code == 200


def test_asked_of_nobody_it_asks_nothing_of_the_database(settings, django_assert_num_queries):
    settings.SECOND_FACTOR_ROLES = []
    from citysynergy_site.second_factor import lacks_second_factor

    user = factories.make_user("chief", is_superuser=True)
    with django_assert_num_queries(0):
        assert not lacks_second_factor(user)


def test_a_role_that_does_not_exist_is_an_error_at_start(settings):
    settings.SECOND_FACTOR_ROLES = [*MINISTRY, "manager"]
    assert check_roles() == []
    settings.SECOND_FACTOR_ROLES = ["moderators"]
    (error,) = check_roles()
    assert "moderators" in error.msg
    assert "moderator" in error.hint
