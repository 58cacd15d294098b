"""A page shared with another organisation: who is asked, who answers, and what an answer is worth afterwards."""

import datetime
import socket
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import PageLogEntry

from citysynergy.models import InitiativePartner, PartnershipMember
from citysynergy.permissions.actions import accept_share, add_member, decline_share
from citysynergy.permissions.drift import find_drift
from citysynergy.permissions.merging import merge
from citysynergy.permissions.shares import shares_of
from citysynergy.values.guarded_pages import may_change_content
from tests import editor, factories
from tests.permissions.conftest import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Mails leave after the transaction; in a test that is rolled back, at once."""
    monkeypatch.setattr(transaction, "on_commit", lambda send, **kwargs: send())
    return mail.outbox


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def readers() -> set[str]:
    return {message.to[0].split("@")[0] for message in mail.outbox}


def row_of(page: Any, organisation: Any) -> Any:
    return editor.reloaded(page).partners.get(organisation=organisation)


def save(page: Any, partners: list[Any], *, publish: bool = False) -> None:
    """Save a draft with these partners, as the editor does: the rows of a page that was never live are saved too."""
    page = editor.reloaded(page)
    draft = page.get_latest_revision_as_object()
    draft.partners = partners
    if not page.live:
        draft.save()
    revision = draft.save_revision()
    if publish:
        revision.publish()


def kept(page: Any, *organisations: Any) -> list[Any]:
    """The partners of the latest draft without these organisations."""
    return [row for row in editor.draft_of(page).partners.all() if row.organisation not in organisations]


class TestWhoAnswers:
    def test_approvers_and_managers_where_there_are_any(self, people: SimpleNamespace, draft: Any) -> None:
        row = row_of(draft, people.delft)
        manager = factories.make_user("delft-manager")
        add_member(manager, people.delft, "manager")
        for refused in (people.asked_partner, people.author, people.stranger, people.moderator):
            for action in (accept_share, decline_share):
                with pytest.raises(PermissionDenied):
                    action(row, by=refused)
        assert not may_change_content(draft, fresh(people.asked_partner))
        assert accept_share(row, by=manager)
        assert may_change_content(draft, fresh(people.asked_partner))

    def test_any_member_where_there_are_none(self, people: SimpleNamespace, draft: Any) -> None:
        assert accept_share(row_of(draft, people.delft), by=people.asked_partner)

    def test_a_manager_who_left_the_site_keeps_nobody_waiting(self, people: SimpleNamespace, draft: Any) -> None:
        add_member(factories.make_user("weg", is_active=False), people.delft, "manager")
        assert accept_share(row_of(draft, people.delft), by=people.asked_partner)

    def test_who_continues_an_organisation_answers_for_it(
        self, world: SimpleNamespace, people: SimpleNamespace, draft: Any
    ) -> None:
        merge([people.delft], people.zwolle, datetime.date(2024, 1, 1))
        (share,) = shares_of(fresh(people.other))
        assert share.may_answer
        assert accept_share(share.row, by=people.other)
        assert may_change_content(draft, fresh(people.other))
        assert find_drift() == []

    def test_a_city_abroad_answers_nothing(self, world: SimpleNamespace, people: SimpleNamespace, draft: Any) -> None:
        with pytest.raises(PermissionDenied):
            accept_share(draft.partners.get(city=world.jakarta), by=people.superuser)


class TestAnswers:
    def test_twice_is_once(self, people: SimpleNamespace, draft: Any) -> None:
        row = row_of(draft, people.delft)
        assert accept_share(row, by=people.asked_partner)
        assert not accept_share(row, by=people.asked_partner)
        assert PageLogEntry.objects.filter(page=draft.pk, action="citysynergy.share.accept").count() == 1

    def test_declining_is_kept_in_the_page_and_in_its_draft(self, people: SimpleNamespace, draft: Any) -> None:
        assert decline_share(row_of(draft, people.delft), by=people.asked_partner)
        for page in (editor.reloaded(draft), editor.draft_of(draft)):
            row = next(row for row in page.partners.all() if row.organisation == people.delft)
            assert (row.accepted, row.declined) == (False, True)
        assert PageLogEntry.objects.get(page=draft.pk, action="citysynergy.share.decline").user == people.asked_partner
        assert not may_change_content(draft, fresh(people.asked_partner))

    def test_leaving_takes_the_right_away(self, world: SimpleNamespace, people: SimpleNamespace, live: Any) -> None:
        assert may_change_content(live, fresh(people.partner))
        assert decline_share(row_of(live, world.utrecht), by=people.partner)
        assert not may_change_content(live, fresh(people.partner))
        assert PageLogEntry.objects.filter(page=live.pk, action="citysynergy.share.leave").exists()
        assert find_drift() == []

    def test_who_declined_may_still_accept(self, people: SimpleNamespace, draft: Any) -> None:
        row = row_of(draft, people.delft)
        decline_share(row, by=people.asked_partner)
        assert accept_share(row, by=people.asked_partner)
        row = row_of(draft, people.delft)
        assert (row.accepted, row.declined) == (True, False)

    def test_an_answer_leaves_alone_what_the_editor_wrote_in_that_row(self, people: SimpleNamespace, live: Any) -> None:
        draft = editor.draft_of(live)
        draft.partners = [*draft.partners.all()]
        next(row for row in draft.partners.all() if row.organisation == people.delft).role = "funder"
        draft.save_revision()
        accept_share(row_of(live, people.delft), by=people.asked_partner)
        row = next(row for row in editor.draft_of(live).partners.all() if row.organisation == people.delft)
        assert (row.role, row.accepted) == ("funder", True)

    def test_the_editor_shows_who_accepted_and_who_declined(
        self, world: SimpleNamespace, people: SimpleNamespace, draft: Any
    ) -> None:
        decline_share(row_of(draft, people.delft), by=people.asked_partner)
        people.author.wagtail_userprofile.preferred_language = "en"
        people.author.wagtail_userprofile.save()
        html = signed_in(people.author).get(editor.address(draft)).content.decode()
        assert html.count("Accepted: its editors can change this page too.") == 1
        assert html.count("Declined: its editors can&#x27;t change this page.") == 1


class TestAnswersAndVersions:
    """What counts is the database, whichever version of the page is put live."""

    def test_removed_and_named_again_is_asked_again(
        self, world: SimpleNamespace, people: SimpleNamespace, draft: Any
    ) -> None:
        save(draft, kept(draft, world.utrecht))
        assert not may_change_content(draft, fresh(people.partner))
        save(draft, [*kept(draft), InitiativePartner(organisation=world.utrecht)])
        row = row_of(draft, world.utrecht)
        assert (row.accepted, row.declined) == (False, False)
        assert not may_change_content(draft, fresh(people.partner))

    def test_an_older_version_put_back_does_not_bring_the_acceptance_back(
        self, world: SimpleNamespace, people: SimpleNamespace, live: Any
    ) -> None:
        older = live.latest_revision
        save(live, kept(live, world.utrecht), publish=True)
        older.as_object().save_revision(previous_revision=older).publish()
        assert not row_of(live, world.utrecht).accepted
        assert not may_change_content(live, fresh(people.partner))

    def test_an_older_version_does_not_undo_leaving(
        self, world: SimpleNamespace, people: SimpleNamespace, live: Any
    ) -> None:
        older = live.latest_revision.as_object()
        decline_share(row_of(live, world.utrecht), by=people.partner)
        older.save_revision().publish()
        assert row_of(live, world.utrecht).declined
        assert not may_change_content(live, fresh(people.partner))

    def test_another_organisation_in_the_same_row_did_not_accept(
        self, world: SimpleNamespace, people: SimpleNamespace, draft: Any
    ) -> None:
        rows = kept(draft)
        next(row for row in rows if row.organisation == world.utrecht).organisation = people.zwolle
        save(draft, rows)
        assert not row_of(draft, people.zwolle).accepted
        assert not may_change_content(draft, fresh(people.other))

    def test_a_draft_that_drops_the_partner_ends_its_right_before_it_is_published(
        self, world: SimpleNamespace, people: SimpleNamespace, live: Any
    ) -> None:
        save(live, kept(live, world.utrecht))
        assert not may_change_content(live, fresh(people.partner))
        assert row_of(live, world.utrecht)
        assert find_drift() == []

    def test_any_other_draft_leaves_the_right_alone(self, people: SimpleNamespace, live: Any) -> None:
        page = editor.draft_of(live)
        page.title = "Anders"
        page.save_revision()
        assert may_change_content(live, fresh(people.partner))

    def test_members_of_a_partnership_decline_and_are_dropped_likewise(
        self, world: SimpleNamespace, people: SimpleNamespace
    ) -> None:
        page = factories.make_partnership(world.rotterdam, members=[world.rotterdam, world.utrecht, people.delft])
        utrecht, delft = (PartnershipMember.objects.get(organisation=it) for it in (world.utrecht, people.delft))
        accept_share(utrecht, by=people.partner)
        decline_share(delft, by=people.asked_partner)
        assert may_change_content(page, fresh(people.partner))
        assert not may_change_content(page, fresh(people.asked_partner))
        draft = editor.draft_of(page)
        assert [(row.accepted, row.declined) for row in draft.members.all()] == [
            (False, False),
            (True, False),
            (False, True),
        ]
        draft.members = [row for row in draft.members.all() if row.organisation != world.utrecht]
        draft.save_revision()
        assert not may_change_content(page, fresh(people.partner))
        copy = page.copy(update_attrs={"slug": "kopie", "title": "Kopie"}, user=people.author)
        assert {(row.accepted, row.declined) for row in copy.members.all()} == {(False, False)}
        assert find_drift() == []


class TestMails:
    def test_whom_a_page_names_is_told_when_it_is_first_saved(
        self, at_once: list[Any], world: SimpleNamespace, people: SimpleNamespace
    ) -> None:
        add_member(factories.make_user("utrecht-manager", language="en"), world.utrecht, "manager")
        page = factories.make_initiative(
            world.rotterdam,
            live=False,
            rows={"partners": [InitiativePartner(organisation=world.utrecht), InitiativePartner(city=world.jakarta)]},
        )
        assert readers() == {"utrecht-manager"}
        letter = mail.outbox[0]
        assert letter.subject == "Rotterdam asks you to work together: Safe by the water"
        assert "http://testserver/admin/citysynergy/shared-pages/" in letter.body
        mail.outbox.clear()
        save(page, kept(page))
        editor.reloaded(page).get_latest_revision().publish()
        assert not mail.outbox

    def test_without_managers_all_members_are_told_in_their_language(
        self, at_once: list[Any], world: SimpleNamespace, people: SimpleNamespace
    ) -> None:
        factories.make_initiative(
            world.rotterdam, live=False, rows={"partners": [InitiativePartner(organisation=people.delft)]}
        )
        assert readers() == {"asked_partner"}
        assert "Veilig aan het water" in mail.outbox[0].subject

    def test_one_s_own_organisation_is_not_asked(
        self, at_once: list[Any], world: SimpleNamespace, people: SimpleNamespace
    ) -> None:
        factories.make_partnership(world.rotterdam, members=[world.rotterdam, world.leon])
        assert not mail.outbox
        assert shares_of(people.author) == []

    def test_a_copy_asks_everyone_anew(self, at_once: list[Any], people: SimpleNamespace, live: Any) -> None:
        live.copy(update_attrs={"slug": "kopie", "title": "Kopie"}, user=people.author)
        assert sorted(message.to[0] for message in mail.outbox) == ["asked_partner@example.org", "partner@example.org"]

    def test_acceptance_is_told_to_who_wrote_the_page(
        self, at_once: list[Any], people: SimpleNamespace, draft: Any
    ) -> None:
        draft.save_revision(user=people.author)
        accept_share(row_of(draft, people.delft), by=people.asked_partner)
        assert readers() == {"author"}
        assert f"/admin/pages/{draft.pk}/edit/" in mail.outbox[0].body
        mail.outbox.clear()
        decline_share(row_of(draft, people.delft), by=people.asked_partner)
        assert not mail.outbox

    def test_without_the_writer_approvers_and_managers_are_told(
        self, at_once: list[Any], people: SimpleNamespace, draft: Any
    ) -> None:
        accept_share(row_of(draft, people.delft), by=people.asked_partner)
        assert readers() == {"approver", "manager"}

    def test_a_mail_that_fails_is_logged_and_stops_nothing(
        self, at_once: list[Any], settings: Any, caplog: Any, people: SimpleNamespace, draft: Any
    ) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            settings.MAILERS = {
                "default": {
                    "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                    "OPTIONS": {"host": "127.0.0.1", "port": taken.getsockname()[1], "timeout": 1},
                }
            }
            assert accept_share(row_of(draft, people.delft), by=people.asked_partner)
        assert "mail not sent: share_accepted" in caplog.text


class TestList:
    """The page "Shared pages" in the admin."""

    def html(self, user: Any) -> str:
        user.wagtail_userprofile.preferred_language = "en"
        user.wagtail_userprofile.save()
        response = signed_in(user).get(reverse("citysynergy_admin:shared_pages"))
        assert response.status_code == 200
        return " ".join(response.content.decode().split())

    def test_of_a_draft_who_is_asked_sees_title_and_asker_and_no_way_in(
        self, world: SimpleNamespace, people: SimpleNamespace
    ) -> None:
        page = factories.make_initiative(
            world.rotterdam,
            live=False,
            english="Not yet",
            rows={"partners": [InitiativePartner(organisation=people.delft)]},
        )
        html = self.html(people.asked_partner)
        row = next(row for row in html.split("<li ") if "Not yet" in row)
        assert "led by Rotterdam" in row
        assert "not published yet" in row
        assert factories.SUMMARY_EN not in row
        assert page.slug not in row
        assert f"/pages/{page.pk}/edit/" not in html

    def test_of_a_published_page_who_is_asked_reads_the_summary(self, people: SimpleNamespace, live: Any) -> None:
        html = self.html(people.asked_partner)
        assert factories.SUMMARY_EN in html
        assert "/gepubliceerd/" in html

    def test_what_is_shared_is_opened_from_here(self, people: SimpleNamespace, draft: Any) -> None:
        html = self.html(people.partner)
        assert f"/pages/{draft.pk}/edit/" in html
        assert "Leave" in html

    def test_others_see_nothing(self, people: SimpleNamespace, draft: Any) -> None:
        for user in (people.other, people.mission, people.moderator):
            html = self.html(user)
            assert "No organisation shares a page with yours" in html

    def test_an_author_sees_who_answers(self, people: SimpleNamespace, draft: Any) -> None:
        add_member(factories.make_user("delft-manager"), people.delft, "manager")
        html = self.html(people.asked_partner)
        assert "An approver or manager of your organisation answers this." in html
        assert "/accept/" not in html

    def test_costs_the_same_however_many_pages(
        self, world: SimpleNamespace, people: SimpleNamespace, draft: Any, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(6):
            factories.make_initiative(
                world.rotterdam,
                f"Nog een {number}",
                rows={"partners": [InitiativePartner(organisation=people.delft)]},
            )
        with django_assert_max_num_queries(12):
            found = shares_of(fresh(people.asked_partner))
        assert len(found) > 6


class TestButtons:
    """The answers over HTTP: forged keys, stale forms, double submits."""

    def post(self, user: Any, action: str, pk: int, model: str = "initiativepage") -> Any:
        user.wagtail_userprofile.preferred_language = "en"
        user.wagtail_userprofile.save()
        address = reverse(f"citysynergy_admin:{action}_share", args=[model, pk])
        return signed_in(user).post(address, follow=True)

    def said(self, response: Any) -> str:
        return " ".join(str(message).strip() for message in response.context["messages"])

    def test_accept_and_leave(self, people: SimpleNamespace, draft: Any) -> None:
        pk = row_of(draft, people.delft).pk
        assert "Accepted." in self.said(self.post(people.asked_partner, "accept", pk))
        assert may_change_content(draft, fresh(people.asked_partner))
        assert "Nothing was changed" in self.said(self.post(people.asked_partner, "accept", pk))
        self.post(people.asked_partner, "decline", pk)
        assert not may_change_content(draft, fresh(people.asked_partner))

    @pytest.mark.parametrize("name", ["author", "partner", "other", "moderator"])
    def test_the_question_of_another_organisation_is_not_answered(
        self, people: SimpleNamespace, draft: Any, name: str
    ) -> None:
        row = row_of(draft, people.delft)
        assert "no longer names your organisation" in self.said(self.post(getattr(people, name), "accept", row.pk))
        assert not row_of(draft, people.delft).accepted

    def test_an_author_whose_manager_decides_is_told_so(self, people: SimpleNamespace, draft: Any) -> None:
        add_member(factories.make_user("delft-manager"), people.delft, "manager")
        said = self.said(self.post(people.asked_partner, "accept", row_of(draft, people.delft).pk))
        assert said == "An approver or manager of your organisation answers this."
        assert not row_of(draft, people.delft).accepted

    def test_a_page_that_dropped_the_partner_meanwhile(self, people: SimpleNamespace, draft: Any) -> None:
        pk = row_of(draft, people.delft).pk
        save(draft, kept(draft, people.delft))
        assert "no longer names your organisation" in self.said(self.post(people.asked_partner, "accept", pk))

    def test_addresses_that_do_not_exist_and_reading_them(self, people: SimpleNamespace, draft: Any) -> None:
        assert self.post(people.asked_partner, "accept", 1, "user").status_code == 404
        address = reverse("citysynergy_admin:accept_share", args=["initiativepage", row_of(draft, people.delft).pk])
        assert signed_in(people.asked_partner).get(address).status_code == 405
        assert not row_of(draft, people.delft).accepted
