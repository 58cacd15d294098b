"""An invitation: sent by mail, renewed, withdrawn, and accepted by whoever has the link of the latest mail."""

import logging
import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.core import mail, signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import ModelLogEntry

from citysynergy.models import Invitation, Membership
from citysynergy.permissions import invitations
from citysynergy.permissions.actions import add_member, remove_member
from citysynergy.permissions.invitations import Problem, accept, invite, read, renew, token_of, withdraw
from citysynergy.values.guarded_pages import may_change_content
from tests import factories
from tests.permissions.conftest import fresh

pytestmark = pytest.mark.django_db

NEW = "nieuw@example.org"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mails leave after the transaction; in a test that is rolled back, at once."""
    from django.db import transaction

    monkeypatch.setattr(transaction, "on_commit", lambda send, **kwargs: send())


@pytest.fixture
def broken_mail(settings):
    """A mail server that does not answer."""
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": {"port": 1}}}


@pytest.fixture
def invitation(world, people):
    return invite(NEW, world.rotterdam, "author", by=people.manager, language="nl")


def address(invitation: Invitation) -> str:
    return reverse("citysynergy-invitation", args=[token_of(invitation)])


def link() -> str:
    """The link in the latest mail, as the reader sees it."""
    found = re.search(r"http://testserver(/\S+)", mail.outbox[-1].body)
    assert found
    return found[1]


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def log() -> list[tuple[str, str, Any]]:
    entries = ModelLogEntry.objects.filter(data__email=NEW).order_by("pk")
    return [(entry.action.rsplit(".", 1)[1], entry.data["role"], entry.user) for entry in entries]


def sent_long_ago(invitation: Invitation) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(sent_at=timezone.now() - timedelta(hours=1))


class TestInviting:
    def test_managers_invite_for_their_own_organisation_the_ministry_for_any(self, world, people):
        for by in (people.manager, people.moderator, people.superuser):
            assert invite(f"{by.username}@example.net", world.rotterdam, "author", by=by).is_open
        for by in (people.author, people.approver, people.partner, people.mission, people.analyst, people.stranger):
            with pytest.raises(PermissionDenied):
                invite(NEW, world.rotterdam, "author", by=by)
        with pytest.raises(PermissionDenied):
            invite(NEW, world.utrecht, "author", by=people.manager)
        assert not Invitation.objects.filter(email=NEW).exists()

    def test_the_mail_says_what_is_needed_in_the_language_chosen(self, world, people):
        people.manager.first_name, people.manager.last_name = "Mieke", "Maas"
        people.manager.save()
        world.rotterdam.refresh_from_db()
        invitation = invite(" Nieuw@Example.org ", world.rotterdam, "approver", by=people.manager, language="en")
        (message,) = mail.outbox
        assert message.to == [NEW]
        assert message.subject == "Invitation to work for Rotterdam on CitySynergy"
        assert "Mieke Maas invites you to work for Rotterdam on CitySynergy, as approver." in message.body
        assert link() == address(invitation)
        assert people.manager.email not in message.body
        assert invitation.sent_at
        invite("ander@example.org", world.rotterdam, "author", by=people.manager, language="nl")
        assert "auteur" in mail.outbox[-1].body

    def test_an_account_makes_no_difference_that_the_inviter_could_see(self, world, people):
        """The same answer and the same mail."""
        known = invite(people.other.email, world.rotterdam, "author", by=people.manager)
        unknown = invite(NEW, world.rotterdam, "author", by=people.manager)
        first, second = (
            message.body.replace(token_of(item), "")
            for item, message in zip((known, unknown), mail.outbox, strict=True)
        )
        assert first == second
        assert str(known).replace(known.email, "") == str(unknown).replace(unknown.email, "")

    def test_an_address_invited_twice_has_one_invitation_and_one_link(self, world, people, invitation):
        earlier = address(invitation)
        sent_long_ago(invitation)
        again = invite(NEW.upper(), world.rotterdam, "manager", by=people.manager, language="en")
        assert again.pk == invitation.pk
        assert (again.role, again.language) == ("manager", "en")
        assert Invitation.objects.count() == 1
        assert Client().get(earlier).status_code == 410
        assert Client().get(address(again)).status_code == 200
        assert log() == [("send", "author", people.manager), ("renew", "manager", people.manager)]

    def test_a_double_click_sends_one_mail(self, world, people, invitation):
        invite(NEW, world.rotterdam, "author", by=people.manager, language="nl")
        renew(invitation, by=people.manager)
        assert len(mail.outbox) == 1
        assert Client().get(link()).status_code == 200

    def test_a_member_in_that_role_is_not_invited(self, world, people):
        with override("en"), pytest.raises(ValidationError, match="already a member"):
            invite(people.author.email.upper(), world.rotterdam, "author", by=people.manager)
        assert invite(people.author.email, world.rotterdam, "manager", by=people.manager).is_open

    def test_nobody_is_invited_to_an_organisation_that_does_not_write(self, world, people):
        world.rotterdam.may_write = False
        world.rotterdam.save()
        with override("en"), pytest.raises(ValidationError, match="write here"):
            invite(NEW, world.rotterdam, "author", by=people.moderator)

    @pytest.mark.parametrize("wrong", ["", "nobody", "a@b.nl, c@d.nl", "a@b.nl\nBcc: c@d.nl"])
    def test_what_is_no_address_is_refused(self, world, people, wrong):
        with pytest.raises(ValidationError):
            invite(wrong, world.rotterdam, "author", by=people.manager)
        with pytest.raises(ValueError, match="owner"):
            invite(NEW, world.rotterdam, "owner", by=people.manager)

    def test_a_mail_that_fails_is_logged_and_the_invitation_can_be_sent_again(
        self, world, people, broken_mail, caplog, settings
    ):
        with caplog.at_level(logging.ERROR, logger="citysynergy"):
            invitation = invite(NEW, world.rotterdam, "author", by=people.manager)
        assert invitation.mail_failed
        assert f"invitation {invitation.pk}" in caplog.text
        assert Invitation.objects.get().sent_at is None
        settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
        assert not renew(invitation, by=people.manager).mail_failed
        assert Invitation.objects.get().sent_at
        assert Client().get(link()).status_code == 200


class TestRenewingAndWithdrawing:
    def test_renewing_opens_it_for_the_whole_time_with_another_link(self, people, invitation):
        earlier = address(invitation)
        Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
        assert read(token_of(invitation))[1] is Problem.EXPIRED
        renewed = renew(invitation, by=people.manager)
        assert renewed.expires_at > timezone.now() + timedelta(days=13)
        assert address(renewed) != earlier
        assert Client().get(earlier).status_code == 410

    def test_a_withdrawn_link_is_worthless_and_withdrawing_twice_is_once(self, people, invitation):
        withdraw(invitation, by=people.manager)
        withdraw(invitation, by=people.moderator)
        assert Client().get(address(invitation)).status_code == 410
        assert [entry[0] for entry in log()] == ["send", "withdraw"]
        with override("en"), pytest.raises(ValidationError, match="withdrawn"):
            renew(invitation, by=people.manager)

    def test_an_address_may_be_invited_anew_after_that(self, world, people, invitation):
        withdraw(invitation, by=people.manager)
        assert invite(NEW, world.rotterdam, "author", by=people.manager).pk != invitation.pk

    def test_what_was_accepted_is_neither_renewed_nor_withdrawn(self, people, invitation):
        accept(invitation, factories.make_user("nieuw"))
        for action in (renew, withdraw):
            with override("en"), pytest.raises(ValidationError, match="accepted"):
                action(invitation, by=people.manager)

    def test_others_do_neither(self, people, invitation):
        for by in (people.author, people.partner, people.stranger, people.analyst):
            for action in (renew, withdraw):
                with pytest.raises(PermissionDenied):
                    action(invitation, by=by)
        assert read(token_of(invitation))[1] is None


class TestAccepting:
    def test_it_makes_a_member_who_writes_at_once(self, people, invitation, draft):
        new = factories.make_user("nieuw")
        membership = accept(invitation, new)
        assert (membership.organisation, membership.role) == (invitation.organisation, "author")
        assert may_change_content(draft, fresh(new))
        entry = ModelLogEntry.objects.get(action="citysynergy.member.add", data__member=new.pk)
        assert entry.user == new
        assert [action for action, _role, _user in log()] == ["send", "accept"]

    def test_a_member_who_has_the_role_already_loses_nothing(self, world, people):
        invitation = invite("tweede-adres@example.org", world.rotterdam, "author", by=people.manager)
        accept(invitation, people.author)
        assert Membership.objects.filter(user=people.author).count() == 1

    @pytest.mark.parametrize("change", ["expired", "withdrawn", "used", "renewed", "closed"])
    def test_what_happened_meanwhile_counts(self, world, people, invitation, change):
        stale = Invitation.objects.get()
        if change == "expired":
            Invitation.objects.update(expires_at=timezone.now())
        elif change == "withdrawn":
            withdraw(invitation, by=people.manager)
        elif change == "used":
            accept(invitation, people.other)
        elif change == "renewed":
            sent_long_ago(invitation)
            invite(NEW, world.rotterdam, "manager", by=people.manager)
        else:
            type(world.rotterdam).objects.filter(pk=world.rotterdam.pk).update(may_write=False)
        with pytest.raises(invitations.InvitationClosedError):
            accept(stale, people.stranger)
        assert not Membership.objects.filter(user=people.stranger).exists()

    def test_a_member_who_was_removed_does_not_come_back_by_the_same_link(self, invitation):
        new = factories.make_user("nieuw")
        remove_member(accept(invitation, new))
        response = signed_in(new).post(address(invitation), {"action": "accept"})
        assert not Membership.objects.filter(user=new).exists()
        assert response.status_code == 302


class TestThePage:
    def test_a_stranger_reads_who_invites_for_what_and_nothing_changes(self, people, invitation):
        response = Client().get(address(invitation) + "?lang=en")
        html = response.content.decode()
        assert "Work for Rotterdam" in html
        assert "author" in html
        assert f'href="/account/login/?next={quote(address(invitation), safe="")}' in html
        assert NEW not in html
        assert Invitation.objects.get().accepted_at is None

    def test_it_speaks_the_language_of_the_mail_unless_asked_for_another(self, invitation):
        for query, language in (("", "nl"), ("?lang=en", "en"), ("?lang=xx", "nl")):
            response = Client(headers={"accept-language": "en"}).get(address(invitation) + query)
            assert f'<html lang="{language}">' in response.content.decode()
            assert response.headers["Content-Language"] == language

    def test_the_address_stays_secret(self, invitation):
        response = Client().get(address(invitation))
        assert response.headers["Referrer-Policy"] == "strict-origin"
        assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in response.headers["Cache-Control"]

    def test_who_is_signed_in_accepts_with_one_press(self, people, invitation):
        client = signed_in(people.other)
        page = client.get(address(invitation)).content.decode()
        assert people.other.email in page
        assert not Membership.objects.filter(user=people.other, organisation=invitation.organisation).exists()
        response = client.post(address(invitation), {"action": "accept"})
        assert response.url == "/admin/"
        assert Membership.objects.filter(user=people.other, organisation=invitation.organisation).exists()

    def test_pressed_twice_it_leads_to_the_admin_all_the_same(self, people, invitation):
        client = signed_in(people.other)
        for _time in range(2):
            assert client.post(address(invitation), {"action": "accept"}).url == "/admin/"
        assert client.get(address(invitation)).status_code == 200
        assert Client().get(address(invitation)).status_code == 410
        assert signed_in(people.stranger).post(address(invitation), {"action": "accept"}).status_code == 410

    def test_without_signing_in_nothing_is_accepted(self, invitation):
        response = Client().post(address(invitation), {"action": "accept"})
        assert response.url.startswith("/account/login/?next=%2Finvitations%2F")
        assert Invitation.objects.get().accepted_at is None

    def test_an_account_that_was_switched_off_accepts_nothing(self, people, invitation):
        client = signed_in(people.other)
        people.other.is_active = False
        people.other.save()
        assert client.post(address(invitation), {"action": "accept"}).url.startswith("/account/login/")
        assert Invitation.objects.get().accepted_at is None

    def test_a_forged_link_is_refused_and_tells_nothing(self, people, invitation):
        token = token_of(invitation)
        other_salt = signing.Signer(salt="another", sep=".").sign_object([invitation.pk, invitation.number])
        for forged in (token[:-1], "x" + token, "12", other_salt, f"{invitation.pk}.{invitation.number}"):
            response = Client().get(reverse("citysynergy-invitation", args=[forged]))
            assert response.status_code == 400
            assert "Rotterdam" not in response.content.decode()
        gone = address(invitation)
        invitation.delete()
        assert Client().get(gone).status_code == 400

    def test_the_forms_are_protected_against_other_sites(self, people, invitation):
        client = Client(enforce_csrf_checks=True)
        client.force_login(people.other)
        assert client.post(address(invitation), {"action": "accept"}).status_code == 403
        assert Invitation.objects.get().accepted_at is None


class TestANewPerson:
    PASSWORD = "a-long-enough-password"

    def test_makes_an_account_without_a_second_mail_and_comes_back_to_accept(self, people, invitation):
        client = Client()
        response = client.post(address(invitation), {"action": "sign-up"})
        form = client.get(response.url).content.decode()
        assert f'value="{NEW}"' in form
        mail.outbox.clear()
        data = {
            "email": NEW,
            "password1": self.PASSWORD,
            "password2": self.PASSWORD,
            "next": f"{address(invitation)}?lang=nl",
        }
        response = client.post("/account/signup/", data)
        assert response.url == f"{address(invitation)}?lang=nl"
        assert not any("confirm" in message.body for message in mail.outbox)
        client.post(response.url, {"action": "accept"})
        assert Membership.objects.get(user__email=NEW).role == "author"
        assert client.get("/admin/").status_code == 200

    def test_the_link_proves_no_other_address(self, invitation):
        client = Client()
        client.post(address(invitation), {"action": "sign-up"})
        data = {"email": "ander@example.org", "password1": self.PASSWORD, "password2": self.PASSWORD}
        client.post("/account/signup/", data)
        from allauth.account.models import EmailAddress

        assert not EmailAddress.objects.filter(email="ander@example.org", verified=True).exists()


def test_who_left_leaves_the_drafts_with_the_organisation(world, people):
    new = factories.make_user("nieuw")
    membership = add_member(new, world.rotterdam, "author")
    page = factories.make_initiative(world.rotterdam, "Van wie wegging", live=False)
    page.owner = new
    page.save()
    remove_member(membership, by=people.manager)
    assert not may_change_content(page, fresh(new))
    assert may_change_content(page, fresh(people.author))
