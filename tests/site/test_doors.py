"""There is one way in: allauth's. Every password door of Wagtail leads to it and opens nothing itself."""

import re
from urllib.parse import quote, urlencode

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.cache import cache
from django.test import Client

PASSWORD = "a-long-enough-password"

pytestmark = pytest.mark.django_db

LOGIN_DOORS = ["/admin/login/", "/nl/_util/login/", "/en/_util/login/"]
RESET_DOORS = [
    "/admin/password_reset/",
    "/admin/password_reset/done/",
    "/admin/password_reset/confirm/MQ/set-password/",
    "/admin/password_reset/complete/",
]


@pytest.fixture
def editor(db):
    user = get_user_model().objects.create_superuser("editor", "editor@example.com", PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("door", LOGIN_DOORS)
def test_wagtails_login_leads_to_allauth(client, door):
    response = client.get(door)
    assert response.status_code == 302
    assert response.url == "/account/login/"


@pytest.mark.parametrize("door", LOGIN_DOORS)
def test_a_password_sent_to_wagtails_login_signs_nobody_in(client, editor, door):
    response = client.post(door, {"username": "editor", "password": PASSWORD})
    assert response.status_code == 302
    assert response.url == "/account/login/"
    assert not signed_in(client)


@pytest.mark.parametrize("door", LOGIN_DOORS)
def test_the_wanted_page_goes_along_but_never_to_another_host(client, door):
    assert client.get(f"{door}?next=/admin/pages/").url == "/account/login/?next=%2Fadmin%2Fpages%2F"
    for elsewhere in ("https://example.org/", "//example.org/", "javascript:alert(1)"):
        assert client.get(f"{door}?next={quote(elsewhere)}").url == "/account/login/"


@pytest.mark.parametrize("door", RESET_DOORS)
def test_wagtails_password_reset_leads_to_allauth(client, editor, door):
    for response in (client.get(door), client.post(door, {"email": editor.email})):
        assert response.status_code == 302
        assert response.url == "/account/password/reset/"
    assert mail.outbox == []


@pytest.mark.parametrize("address", ["/admin/", "/admin/pages/", "/admin/reports/locked/"])
def test_the_admin_asks_for_allauths_sign_in(client, address):
    last, _status = client.get(address, follow=True).redirect_chain[-1]
    assert last == f"/account/login/?{urlencode({'next': address})}"


def test_django_admin_is_not_a_door(client):
    assert client.get("/django-admin/", follow=True).status_code == 404


@pytest.mark.parametrize("name", ["editor", "editor@example.com"])
def test_signing_in_by_name_or_mail_address_leads_to_the_admin(client, editor, name):
    response = client.post("/account/login/", {"login": name, "password": PASSWORD})
    assert response.status_code == 302
    assert response.url == "/admin/"
    assert signed_in(client)


def test_a_wrong_password_says_so_and_signs_nobody_in(client, editor):
    response = client.post("/account/login/", {"login": "editor", "password": "wrong"})
    assert response.status_code == 200
    assert not signed_in(client)


def test_with_a_second_factor_the_password_alone_is_not_enough(client, editor):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(editor, generate_totp_secret())
    for door in ["/account/login/", *LOGIN_DOORS]:
        response = client.post(door, {"login": "editor", "username": "editor", "password": PASSWORD})
        assert response.status_code == 302
        assert not signed_in(client)
    assert client.get("/admin/").status_code == 302


def test_signing_out_needs_a_post(client, editor):
    client.force_login(editor)
    assert client.get("/admin/logout/").status_code == 200
    assert signed_in(client)
    client.post("/admin/logout/")
    assert not signed_in(client)


def test_a_public_account_opens_only_after_its_mail_is_confirmed(client):
    form = {"email": "resident@example.com", "password1": PASSWORD, "password2": PASSWORD}
    assert client.post("/account/signup/", form).status_code == 302
    assert not signed_in(client)
    assert client.post("/account/login/", {"login": "resident", "password": PASSWORD}).status_code == 302
    assert not signed_in(client)

    link = next(word for word in mail.outbox[0].body.split() if "/account/confirm-email/" in word)
    client.post(link.removeprefix("http://testserver"))
    response = client.post("/account/login/", {"login": "resident", "password": PASSWORD})
    assert signed_in(client)
    assert response.url == "/account/"


@pytest.mark.parametrize("address", ["/admin/", "/admin/pages/"])
def test_a_public_account_is_told_that_the_admin_is_closed_to_it(client, address):
    client.force_login(get_user_model().objects.create_user("resident", "resident@example.com", PASSWORD))
    assert client.get(address, follow=True).status_code == 403


@pytest.mark.parametrize("door", LOGIN_DOORS)
def test_who_is_signed_in_already_is_not_sent_in_circles(client, editor, door):
    client.force_login(editor)
    assert client.get(door).url == "/account/"
    assert client.get(f"{door}?next=/admin/pages/").url == "/admin/pages/"
    assert client.get(f"{door}?next=/nl/closed/").status_code == 403


def test_the_account_of_someone_who_is_not_signed_in_is_not_shown(client):
    response = client.get("/account/")
    assert response.status_code == 302
    assert response.url == "/account/login/?next=/account/"


@pytest.mark.parametrize(("language", "word"), [("nl", "Inloggen"), ("en", "Sign in")])
def test_the_sign_in_page_speaks_the_language_that_the_link_names(client, language, word):
    page = client.get(f"/account/login/?lang={language}").content.decode()
    assert f'lang="{language}"' in page
    assert word in page
    assert f'lang="{language}"' in client.get("/account/login/").content.decode()


def test_an_unknown_language_is_ignored(client):
    assert client.get("/account/login/?lang=xx").status_code == 200


def test_the_account_pages_link_to_themselves_in_the_other_language(client):
    page = client.get("/account/login/?next=/admin/&lang=nl").content.decode()
    assert 'href="/account/login/?next=%2Fadmin%2F&amp;lang=en"' in page


class TestNobodyLearnsWhoHasAnAccount:
    """Every door answers the same for an address that has an account and for one that has none."""

    def answers(self, door: str, data: dict[str, str]) -> list[tuple[int, str, str]]:
        """For a known and an unknown address: status, where it leads, and the page without what was typed."""
        found = []
        for email in ("editor@example.com", "nobody@example.com"):
            client = Client()
            response = client.post(door, {key: value.replace("EMAIL", email) for key, value in data.items()})
            html = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
            found.append((response.status_code, response.headers.get("Location", ""), html.replace(email, "")))
            assert not signed_in(client)
            if response.status_code == 302:
                after = client.get(response.url).content.decode()
                found[-1] = (*found[-1][:2], re.sub(r'value="\w{20,}"', "", after).replace(email, ""))
        return found

    def test_sign_in(self, editor):
        known, unknown = self.answers("/account/login/", {"login": "EMAIL", "password": "wrong"})
        assert known == unknown
        assert known[0] == 200

    def test_sign_in_to_an_account_that_was_switched_off(self, editor):
        editor.is_active = False
        editor.save()
        known, unknown = self.answers("/account/login/", {"login": "EMAIL", "password": "wrong"})
        assert known == unknown

    def test_making_an_account(self, editor):
        data = {"email": "EMAIL", "password1": PASSWORD, "password2": PASSWORD}
        known, unknown = self.answers("/account/signup/", data)
        assert known == unknown
        assert known[0] == 302
        assert {tuple(message.to) for message in mail.outbox} == {("editor@example.com",), ("nobody@example.com",)}

    def test_making_an_account_tells_of_no_user_name(self, client, editor):
        """The form has no user name that could be taken."""
        assert 'name="username"' not in client.get("/account/signup/").content.decode()
        data = {"email": "editor@example.org", "password1": PASSWORD, "password2": PASSWORD}
        assert client.post("/account/signup/", data).status_code == 302
        made = get_user_model().objects.get(email="editor@example.org")
        assert made.username != "editor"

    def test_forgetting_the_password(self, editor):
        known, unknown = self.answers("/account/password/reset/", {"email": "EMAIL"})
        assert known == unknown
        assert known[0] == 302
        assert {tuple(message.to) for message in mail.outbox} == {("editor@example.com",), ("nobody@example.com",)}


class TestLimits:
    """Whoever tries many times has to wait."""

    @pytest.fixture(autouse=True)
    def _as_in_production(self, settings):
        settings.ACCOUNT_RATE_LIMITS = {}
        cache.clear()
        yield
        cache.clear()

    def tries(self, door: str, data: dict[str, str], times: int) -> list[int]:
        return [Client().post(door, data).status_code for _time in range(times)]

    def test_of_signing_in_from_one_place(self, editor):
        assert 429 in self.tries("/account/login/", {"login": "editor", "password": "wrong"}, 31)

    @pytest.mark.parametrize("name", ["editor@example.com", "nobody@example.com"])
    def test_of_guessing_a_password_the_same_for_who_has_an_account_and_who_has_none(self, editor, name):
        for _time in range(6):
            page = Client().post("/account/login/?lang=en", {"login": name, "password": "wrong"})
        assert "Too many failed login attempts" in page.content.decode()
        Client().post("/account/login/", {"login": name, "password": PASSWORD})
        after = Client()
        after.post("/account/login/", {"login": name, "password": PASSWORD})
        assert not signed_in(after)

    def test_of_asking_for_a_new_password(self, editor):
        assert 429 in self.tries("/account/password/reset/", {"email": "editor@example.com"}, 6)

    def test_of_making_accounts(self, db):
        assert 429 in self.tries("/account/signup/", {"email": "no address"}, 21)


class TestSwitchedOffWhileSignedIn:
    """The next request is that of a stranger: nothing is written, and the way leads to the sign-in."""

    def test_the_admin_asks_to_sign_in_and_scripts_are_refused(self, client, editor):
        client.force_login(editor)
        assert client.get("/admin/").status_code == 200
        editor.is_active = False
        editor.save()
        last, _status = client.get("/admin/pages/", follow=True).redirect_chain[-1]
        assert last == "/account/login/?next=%2Fadmin%2Fpages%2F"
        script = client.post("/admin/pages/1/edit/", headers={"x-requested-with": "XMLHttpRequest"})
        assert script.status_code == 403

    def test_the_password_then_says_that_the_account_is_inactive(self, client, editor):
        editor.is_active = False
        editor.save()
        response = client.post("/account/login/", {"login": "editor", "password": PASSWORD}, follow=True)
        assert not signed_in(client)
        assert response.redirect_chain[-1][0] == "/account/inactive/"
