"""The admin's pages about members: who sees them, what can be done there, and what stale and forged requests get."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry, PageLogEntry
from wagtail.users.models import UserProfile

from citysynergy.models import Invitation, Membership
from citysynergy.permissions.actions import (
    LastManagerError,
    accept_share,
    add_member,
    change_role,
    may_manage_members,
    remove_member,
)
from citysynergy.permissions.invitations import invite, withdraw
from tests import factories
from tests.permissions.conftest import fresh

pytestmark = pytest.mark.django_db

NEW = "nieuw@example.org"
OUTSIDERS = ("author", "approver", "partner", "mission", "analyst", "steward")


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    UserProfile.objects.filter(user=user).update(preferred_language="en")
    return client


def at(name: str, *arguments: Any) -> str:
    return reverse(f"citysynergy_admin:{name}", args=arguments)


def words(response: Any) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def membership(user: Any) -> Membership:
    return Membership.objects.get(user=user)


class TestWhoSees:
    def test_a_manager_goes_straight_to_the_own_organisation(self, people):
        client = signed_in(people.manager)
        assert client.get(at("members")).url == at("organisation_members", "rotterdam")
        html = client.get(at("organisation_members", "rotterdam")).content.decode()
        for name in ("author", "approver", "manager"):
            assert f"{name}@example.org" in html
        assert "partner@example.org" not in html

    def test_the_ministry_finds_any_organisation_with_the_number_of_managers(self, world, people):
        response = signed_in(people.moderator).get(at("members"), {"q": "rotterd"})
        assert [(row.member_count, row.manager_count) for row in response.context["object_list"]] == [(3, 1)]
        without = signed_in(people.moderator).get(at("members"), {"managers": "none"}).context["object_list"]
        assert {"utrecht", "zwolle"} <= {row.slug for row in without}
        assert "rotterdam" not in {row.slug for row in without}

    def test_who_can_not_sign_in_counts_for_nothing(self, people):
        people.manager.is_active = False
        people.manager.save()
        response = signed_in(people.moderator).get(at("members"), {"q": "rotterdam"})
        assert [(row.member_count, row.manager_count) for row in response.context["object_list"]] == [(2, 0)]

    @pytest.mark.parametrize("name", OUTSIDERS)
    def test_others_see_nothing_and_change_nothing(self, world, people, name):
        client = signed_in(getattr(people, name))
        member = membership(people.author)
        invitation = invite(NEW, world.rotterdam, "author", by=people.manager)
        addresses = [
            at("organisation_members", "rotterdam"),
            at("organisation_members_log", "rotterdam"),
            at("change_role", "rotterdam", member.pk),
            at("remove_member", "rotterdam", member.pk),
        ]
        for address in (at("members"), at("members_log"), *addresses):
            assert client.get(address).url == "/admin/"
        posts = [
            at("renew_invitation", "rotterdam", invitation.pk),
            at("withdraw_invitation", "rotterdam", invitation.pk),
        ]
        for address in (*addresses, *posts):
            client.post(address, {"email": "x@example.org", "role": "manager", "language": "nl", "was": "author"})
        assert membership(people.author).role == "author"
        assert [row.number for row in Invitation.objects.open()] == [1]

    def test_a_manager_reaches_no_member_of_another_organisation_by_a_forged_number(self, people):
        client = signed_in(people.manager)
        other = membership(people.partner)
        for name in ("change_role", "remove_member"):
            response = client.post(at(name, "rotterdam", other.pk), {"role": "manager", "was": "author"})
            assert response.url == at("organisation_members", "rotterdam")
            assert client.get(at(name, "utrecht", other.pk)).url == "/admin/"
        assert membership(people.partner).role == "author"

    def test_the_menu_has_members_only_for_who_manages_them(self, people):
        for name, shown in (("manager", True), ("moderator", True), ("author", False), ("steward", False)):
            html = signed_in(getattr(people, name)).get(reverse("wagtailadmin_home")).content.decode()
            assert (at("members") in html) is shown, name

    def test_the_list_grows_without_more_questions(self, world, people, django_assert_max_num_queries):
        for number in range(30):
            add_member(factories.make_user(f"lid{number}"), world.rotterdam, "author")
        client = signed_in(people.moderator)
        client.get(at("organisation_members", "rotterdam"))
        with django_assert_max_num_queries(40):
            client.get(at("organisation_members", "rotterdam"))
        with django_assert_max_num_queries(40):
            client.get(at("members"))


class TestInviting:
    def test_the_form_invites_and_says_so(self, people, django_capture_on_commit_callbacks, mailoutbox):
        client = signed_in(people.manager)
        data = {"email": NEW, "role": "approver", "language": "en"}
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(at("organisation_members", "rotterdam"), data)
        assert response.url == at("organisation_members", "rotterdam")
        assert NEW in words(response)
        assert [message.to for message in mailoutbox] == [[NEW]]
        assert NEW in client.get(response.url).content.decode()

    @pytest.mark.parametrize(
        ("data", "word"),
        [
            ({"email": "nobody", "role": "author", "language": "nl"}, "whole mail address"),
            ({"email": "", "role": "author", "language": "nl"}, "Write the mail address"),
            ({"email": "author@example.org", "role": "author", "language": "nl"}, "already a member"),
            ({"email": NEW, "role": "owner", "language": "nl"}, "owner"),
        ],
    )
    def test_what_is_wrong_stands_at_the_field_and_what_was_typed_stays(self, people, data, word):
        response = signed_in(people.manager).post(at("organisation_members", "rotterdam"), data)
        html = response.content.decode()
        assert response.status_code == 200
        assert word in html
        assert f'value="{data["email"]}"' in html or not data["email"]
        assert not Invitation.objects.exists()

    def test_who_is_told_that_the_mail_failed_sees_it_in_the_list_and_sends_it_again(
        self, people, monkeypatch, settings
    ):
        from django.db import transaction

        monkeypatch.setattr(transaction, "on_commit", lambda send, **kwargs: send())
        working = settings.MAILERS
        smtp = {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": {"port": 1}}
        settings.MAILERS = {"default": smtp}
        client = signed_in(people.manager)
        data = {"email": NEW, "role": "author", "language": "en"}
        response = client.post(at("organisation_members", "rotterdam"), data)
        assert "could not be sent" in words(response)
        assert "mail not sent" in client.get(response.url).content.decode()
        settings.MAILERS = working
        response = client.post(at("renew_invitation", "rotterdam", Invitation.objects.get().pk))
        assert "gets a mail" in words(response)
        assert "mail not sent" not in client.get(response.url).content.decode()

    def test_withdrawing_what_a_colleague_withdrew_is_no_error(self, world, people):
        invitation = invite(NEW, world.rotterdam, "author", by=people.manager)
        withdraw(invitation, by=people.moderator)
        client = signed_in(people.manager)
        assert "is withdrawn" in words(client.post(at("withdraw_invitation", "rotterdam", invitation.pk)))
        assert "meanwhile" in words(client.post(at("renew_invitation", "rotterdam", invitation.pk)))
        assert client.get(at("renew_invitation", "rotterdam", invitation.pk)).status_code == 405

    def test_an_organisation_that_does_not_write_has_no_form_but_a_reason(self, world, people):
        world.rotterdam.may_write = False
        world.rotterdam.save()
        html = signed_in(people.moderator).get(at("organisation_members", "rotterdam")).content.decode()
        assert 'name="email"' not in html
        assert "data steward" in html


class TestRoles:
    def test_a_manager_gives_another_role(self, people):
        client = signed_in(people.manager)
        member = membership(people.author)
        assert client.get(at("change_role", "rotterdam", member.pk)).status_code == 200
        client.post(at("change_role", "rotterdam", member.pk), {"role": "approver", "was": "author"})
        assert membership(people.author).role == "approver"

    def test_a_stale_form_changes_nothing_and_says_what_happened(self, people):
        member = membership(people.author)
        change_role(member, "approver", by=people.moderator)
        response = signed_in(people.manager).post(
            at("change_role", "rotterdam", member.pk), {"role": "manager", "was": "author"}
        )
        assert "changed meanwhile" in words(response)
        assert membership(people.author).role == "approver"

    @pytest.mark.parametrize("role", ["", "owner"])
    def test_a_forged_role_is_refused(self, people, role):
        member = membership(people.author)
        address = at("change_role", "rotterdam", member.pk)
        assert signed_in(people.manager).post(address, {"role": role, "was": "author"}).status_code == 200
        assert membership(people.author).role == "author"


class TestRemoving:
    def test_is_confirmed_first_and_says_that_the_drafts_stay(self, people):
        client = signed_in(people.manager)
        address = at("remove_member", "rotterdam", membership(people.author).pk)
        assert "drafts stay with the organisation" in client.get(address).content.decode()
        assert Membership.objects.filter(user=people.author).exists()
        client.post(address)
        assert not Membership.objects.filter(user=people.author).exists()

    def test_twice_is_no_error(self, people):
        client = signed_in(people.manager)
        address = at("remove_member", "rotterdam", membership(people.author).pk)
        client.post(address)
        response = client.post(address)
        assert "ended meanwhile" in words(response)
        assert client.get(address).status_code == 302
        assert ModelLogEntry.objects.filter(action="citysynergy.member.remove").count() == 1

    def test_tells_of_the_invitations_that_stay_open(self, world, people):
        second = factories.make_user("tweede")
        add_member(second, world.rotterdam, "manager")
        invite(NEW, world.rotterdam, "author", by=second)
        html = signed_in(people.manager).get(at("remove_member", "rotterdam", membership(second).pk)).content.decode()
        assert "1 invitation that they sent stays open" in html


class TestTheLastManager:
    def test_is_neither_removed_nor_given_another_role_by_a_manager(self, people):
        last = membership(people.manager)
        with pytest.raises(LastManagerError):
            remove_member(last, by=people.manager)
        with pytest.raises(PermissionDenied):
            change_role(last, "author", by=people.manager)
        client = signed_in(people.manager)
        assert "only manager" in client.get(at("remove_member", "rotterdam", last.pk)).content.decode()
        assert "no manager left" in words(client.post(at("remove_member", "rotterdam", last.pk)))
        html = client.post(at("change_role", "rotterdam", last.pk), {"role": "author", "was": "manager"})
        assert "no manager left" in html.content.decode()
        assert may_manage_members(fresh(people.manager), last.organisation)

    def test_a_colleague_who_can_not_sign_in_does_not_count(self, world, people):
        add_member(factories.make_user("tweede", is_active=False), world.rotterdam, "manager")
        with pytest.raises(LastManagerError):
            remove_member(membership(people.manager), by=people.manager)

    def test_who_is_not_the_last_one_may_go_and_arrives_home(self, world, people):
        add_member(factories.make_user("tweede"), world.rotterdam, "manager")
        response = signed_in(people.manager).post(at("remove_member", "rotterdam", membership(people.manager).pk))
        assert response.url == "/admin/"
        assert not may_manage_members(fresh(people.manager), world.rotterdam)

    def test_may_be_removed_by_the_ministry_which_is_told(self, people):
        client = signed_in(people.moderator)
        address = at("remove_member", "rotterdam", membership(people.manager).pk)
        assert "only manager" in client.get(address).content.decode()
        client.post(address)
        assert not Membership.objects.filter(user=people.manager).exists()


class TestTheLog:
    @pytest.fixture
    def changes(self, world, people, live):
        """Something of each kind, here and elsewhere."""
        ModelLogEntry.objects.all().delete()
        PageLogEntry.objects.all().delete()
        world.rotterdam.refresh_from_db()
        new = factories.make_user("nieuw")
        change_role(add_member(new, world.rotterdam, "author", by=people.manager), "approver", by=people.manager)
        invite("=1+1@example.org", world.rotterdam, "author", by=people.manager)
        add_member(factories.make_user("elders"), world.utrecht, "author", by=people.moderator)
        accept_share(live.partners.get(organisation=people.delft), by=people.asked_partner)

    def test_tells_managers_of_their_own_organisation(self, people, changes):
        response = signed_in(people.manager).get(at("organisation_members_log", "rotterdam"))
        lines = [(line.what, line.about, line.role, line.before) for line in response.context["object_list"]]
        assert lines == [
            ("Partner accepted", "Gepubliceerd", "", ""),
            ("Invitation sent", "=1+1@example.org", "author", ""),
            ("Member got another role", "nieuw", "approver", "author"),
            ("Member added", "nieuw", "author", ""),
        ]
        assert "elders" not in {line.about for line in response.context["object_list"]}

    def test_tells_who_accepted_of_the_share_too(self, people, changes):
        add_member(people.asked_partner, people.delft, "manager")
        response = signed_in(people.asked_partner).get(at("organisation_members_log", "delft"))
        assert "Partner accepted" in {line.what for line in response.context["object_list"]}
        assert "nieuw" not in {line.about for line in response.context["object_list"]}

    def test_tells_the_ministry_of_all(self, people, changes):
        response = signed_in(people.moderator).get(at("members_log"))
        assert {"nieuw", "elders"} <= {line.about for line in response.context["object_list"]}
        assert {"Rotterdam", "Utrecht", "Delft"} <= {line.organisation for line in response.context["object_list"]}
        assert signed_in(people.manager).get(at("members_log")).url == "/admin/"

    def test_is_filtered_by_action_and_date(self, people, changes):
        client = signed_in(people.manager)
        address = at("organisation_members_log", "rotterdam")
        added = client.get(address, {"action": "citysynergy.member.add"}).context["object_list"]
        assert [line.what for line in added] == ["Member added"]
        old = (timezone.localdate() - timedelta(days=1)).isoformat()
        assert client.get(address, {"timestamp_to": old}).context["object_list"] == []
        assert len(client.get(address, {"timestamp_from": old}).context["object_list"]) == 4

    def test_is_exported_as_csv_and_xlsx_and_no_cell_is_run(self, people, changes):
        client = signed_in(people.manager)
        address = at("organisation_members_log", "rotterdam")
        response = client.get(address, {"export": "csv"})
        _headings, *rows = csv.reader(io.StringIO(b"".join(response.streaming_content).decode()))
        assert [row[3] for row in rows][1:3] == ["'=1+1@example.org", "nieuw"]
        response = client.get(address, {"export": "xlsx"})
        sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
        assert sheet is not None
        assert sheet.max_row == 5
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "inlineStr", "d"}

    def test_asks_as_much_for_many_lines_as_for_few(self, world, people, django_assert_max_num_queries):
        for number in range(40):
            add_member(factories.make_user(f"lid{number}"), world.rotterdam, "author", by=people.manager)
        client = signed_in(people.manager)
        address = at("organisation_members_log", "rotterdam")
        client.get(address)
        with django_assert_max_num_queries(40):
            assert len(client.get(address).context["object_list"]) > 40


class TestWagtailsSiteHistory:
    """It lists what one may open, and who works where to nobody but the superuser."""

    ADDRESS = "/admin/reports/site-history/"

    def lines(self, user: Any) -> set[tuple[str, str]]:
        response = signed_in(user).get(self.ADDRESS)
        return {(entry.label, entry.action) for entry in response.context["object_list"]}

    def test_members_and_invitations_stay_out_of_it(self, world, people):
        world.rotterdam.refresh_from_db()
        add_member(factories.make_user("lid"), world.rotterdam, "author", by=people.manager)
        invite(NEW, world.rotterdam, "author", by=people.manager)
        for name in ("manager", "author", "steward", "moderator", "other"):
            actions = {action for _label, action in self.lines(getattr(people, name))}
            assert not any(action.startswith(("citysynergy.member", "citysynergy.invitation")) for action in actions)
        assert ("Rotterdam", "citysynergy.invitation.send") in self.lines(people.superuser)

    def test_a_data_steward_reads_of_the_organisation_what_stewards_did(self, world, people):
        add_member(factories.make_user("nieuw"), world.rotterdam, "author", by=people.manager)
        page = signed_in(people.steward).get(f"/admin/citysynergy/organisation/history/{world.rotterdam.pk}/")
        assert page.status_code == 200
        assert "Member added" not in page.content.decode()

    def test_a_partner_reads_of_the_shared_page_and_not_of_the_pages_above_it(self, world, people, live):
        for page in (world.rotterdam.page, live):
            page.specific.save_revision(user=people.manager, log_action=True)
        assert {label for label, _action in self.lines(people.partner)} == {"Gepubliceerd"}
        assert {"Rotterdam", "Gepubliceerd"} <= {label for label, _action in self.lines(people.manager)}
        assert "Rotterdam" not in {label for label, _action in self.lines(people.author)}
        assert self.lines(people.other) == set()
        assert "Gepubliceerd" in {label for label, _action in self.lines(people.moderator)}
