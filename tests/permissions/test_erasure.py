"""``citysynergy_erase_person``: afterwards no table of the database holds the name or the address."""

from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from wagtail.log_actions import log
from wagtail.models import Comment, CommentReply, ModelLogEntry, Revision
from wagtail.users.models import UserProfile

from citysynergy.cases import erasure
from citysynergy.models import Absence, City, ContactPerson, Invitation, Membership, Route
from citysynergy.moderation.loading import load, moderation_workflow
from citysynergy.permissions.actions import add_member, change_role
from citysynergy.permissions.drift import find_drift
from citysynergy.permissions.groups import MODERATORS
from citysynergy.taxonomy.actions import propose_city
from tests import factories

pytestmark = pytest.mark.django_db

ADDRESS = "z.quuxmeyer@example.org"
# The last one as JSON may write it.
TRACES = ("quuxmeyer", "žofie", "\\u017dofie")


def where_it_stands() -> list[str]:
    """Every table with a row in which a trace stands, whatever the column: read from the database itself."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            for row in cursor.fetchall():
                text = " ".join(map(str, row)).casefold()
                if any(trace.casefold() in text for trace in TRACES):
                    found.append(f"{table}: {row}")
    return found


@pytest.fixture
def someone(world: SimpleNamespace) -> SimpleNamespace:
    """Someone with an account that did everything one can do here, who is a contact person too."""
    load()
    manager = factories.make_user("rotterdam-manager")
    add_member(manager, world.rotterdam, "manager")
    user = factories.make_user("zofie.quuxmeyer", first_name="Žofie", last_name="Quuxmeyer")
    user.email = ADDRESS
    user.save()
    change_role(add_member(user, world.rotterdam, "author", by=manager), "approver", by=manager)
    user.groups.add(Group.objects.get(name=MODERATORS))
    profile = UserProfile.get_for_user(user)
    profile.avatar.save("quuxmeyer.png", ContentFile(b"a picture"))
    EmailAddress.objects.create(user=user, email=ADDRESS, verified=True, primary=True)
    EmailAddress.objects.create(user=user, email="privé.quuxmeyer@example.org")
    SocialAccount.objects.create(user=user, provider="oidc", uid="quuxmeyer", extra_data={"name": "Žofie Quuxmeyer"})
    Authenticator.objects.create(user=user, type="totp", data={"secret": "secret"})
    Invitation.objects.create(organisation=world.utrecht, email=ADDRESS.upper(), language="nl", invited_by=manager)
    Invitation.objects.create(organisation=world.utrecht, email="other@example.org", language="nl", invited_by=user)
    Absence.objects.create(moderator=manager, stand_in=user, first_day="2026-01-01", last_day="2026-01-02")
    Route.objects.create(name="Azië").moderators.add(user)
    client = Client()
    client.force_login(user)
    log(instance=user, action="wagtail.edit", user=manager)
    log(instance=world.rotterdam, action="wagtail.edit", user=manager, data={"invited": [{"email": ADDRESS}]})
    city = propose_city("Nergens", world.indonesia, -6.1, 106.1, by=f"Voorgesteld door {user.get_username()}")
    person = ContactPerson.objects.create(
        organisation=world.rotterdam, name="Žofie Quuxmeyer", email=ADDRESS, phone="010", shown_until="2199-01-01"
    )
    log(instance=person, action="wagtail.create", user=manager)
    page = factories.make_initiative(
        world.rotterdam, person=person, owner=user, themes=[world.water], countries=[world.indonesia]
    )
    draft = page.get_latest_revision_as_object()
    draft.save_revision(user=user)
    moderation_workflow().start(page, user)
    comment = Comment.objects.create(page=page, user=user, text="Klopt dit jaartal?", contentpath="title")
    CommentReply.objects.create(comment=comment, user=user, text="Ja.")
    return SimpleNamespace(user=user, manager=manager, page=page, person=person, client=client, city=city)


def run(*args: str, **options: Any) -> str:
    out = StringIO()
    with override("en"):
        call_command("citysynergy_erase_person", *args, stdout=out, **options)
    return out.getvalue()


class TestEverything:
    def test_nothing_in_the_database_names_the_person_and_the_work_stays(
        self, world, someone, django_capture_on_commit_callbacks
    ):
        avatar = UserProfile.get_for_user(someone.user).avatar
        storage, name = avatar.storage, avatar.name
        assert storage.exists(name)
        assert len({line.split(":")[0] for line in where_it_stands()}) > 6
        with django_capture_on_commit_callbacks(execute=True):
            printed = run(ADDRESS, "--yes")
        assert where_it_stands() == []
        assert not storage.exists(name)
        user = get_user_model().objects.get(pk=someone.user.pk)
        assert user.get_username() == f"former-member-{user.pk}"
        assert (user.is_active, user.is_superuser, user.email, user.get_full_name()) == (False, False, "", "")
        assert not user.has_usable_password()
        assert not Membership.objects.filter(user=user).exists()
        assert not user.groups.exists()
        # The work, under a neutral name.
        assert set(Comment.objects.values_list("user", flat=True)) == {user.pk}
        assert CommentReply.objects.get().user == user
        assert Revision.objects.filter(user=user).exists()
        page = type(someone.page).objects.get(pk=someone.page.pk)
        assert page.owner == user
        assert page.person is None
        assert all(row.content["person"] is None for row in Revision.page_revisions.filter(object_id=str(page.pk)))
        assert City.objects.get(pk=someone.city.pk).source == f"Voorgesteld door former-member-{user.pk}"
        assert Invitation.objects.get().invited_by == user
        entry = ModelLogEntry.objects.get(action="citysynergy.member.remove")
        assert entry.data["name"] == f"former-member-{user.pk}"
        assert find_drift() == []
        for words in ("Removed:", "Kept", "Done."):
            assert words in printed
        # Whoever reads what is left gets a page, not an error.
        html = _signed_in(someone.manager).get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
        assert html.status_code == 200
        assert _signed_in(someone.manager).get(reverse("wagtailadmin_pages:history", args=[page.pk])).status_code == 200

    def test_the_session_ends(self, someone):
        assert Session.objects.count() == 1
        run(ADDRESS, "--yes")
        assert not Session.objects.exists()
        response = someone.client.get(reverse("wagtailadmin_home"))
        assert response.status_code == 302

    def test_twice_is_once(self, someone):
        run(ADDRESS, "--yes")
        count = ModelLogEntry.objects.count()
        assert "Nobody is known here" in run(ADDRESS, "--yes")
        assert "erased before" in run("--yes", account=[someone.user.pk])
        assert ModelLogEntry.objects.count() == count

    def test_a_rehearsal_changes_nothing(self, someone):
        before = where_it_stands()
        printed = run(ADDRESS, "--dry-run")
        assert where_it_stands() == before
        assert "memberships" in printed
        assert "Nothing is changed" in printed
        assert get_user_model().objects.get(pk=someone.user.pk).is_active

    def test_without_anyone_to_ask_it_wants_to_be_sure(self, someone):
        with pytest.raises(CommandError, match="--yes"):
            run(ADDRESS)
        assert get_user_model().objects.get(pk=someone.user.pk).is_active


class TestWho:
    def test_others_with_a_name_that_holds_it_keep_theirs(self, world, someone):
        other = factories.make_user("zofie.quuxmeyer-junior")
        add_member(other, world.rotterdam, "author", by=someone.manager)
        run("zofie.quuxmeyer", "--yes")
        other.refresh_from_db()
        assert other.get_username() == "zofie.quuxmeyer-junior"
        assert ModelLogEntry.objects.filter(data__name="zofie.quuxmeyer-junior").exists()

    def test_a_user_name_that_an_organisation_has_too_is_left_to_it(self, world, someone):
        user = factories.make_user("rotterdam")
        add_member(user, world.utrecht, "author")
        log(instance=world.rotterdam, action="wagtail.edit", user=someone.manager, data={"organisation": "rotterdam"})
        page = factories.make_initiative(world.utrecht, "Rotterdam en Utrecht", slug="samen")
        done = erasure.erase(erasure.find("rotterdam"), texts=True)
        assert done.removed
        assert ModelLogEntry.objects.filter(data__organisation="rotterdam").exists()
        assert not ModelLogEntry.objects.filter(data__name="rotterdam").exists()
        assert type(page).objects.get(pk=page.pk).title == "Rotterdam en Utrecht"
        assert type(world.rotterdam).objects.filter(slug="rotterdam").exists()

    def test_two_with_one_name_have_to_be_told_apart(self, world):
        first, second = (
            ContactPerson.objects.create(organisation=world.utrecht, name="Jan Jansen", shown_until="2199-01-01")
            for _ in range(2)
        )
        with pytest.raises(CommandError, match=f"--contact {second.pk}"):
            run("jan jansen", "--yes")
        run("--yes", contact=[first.pk])
        assert list(ContactPerson.objects.all()) == [second]

    def test_a_number_of_nobody_is_refused(self):
        with pytest.raises(CommandError, match="belongs to nobody"):
            run("--yes", account=[987654])
        with pytest.raises(CommandError, match="Say who"):
            run("--yes")

    def test_the_last_superuser_and_the_last_manager_are_warned_of(self, world):
        root = factories.make_user("root", is_superuser=True)
        add_member(root, world.rotterdam, "manager")
        printed = run("root", "--dry-run")
        assert "last superuser" in printed
        assert "last manager of Rotterdam" in printed


class TestTexts:
    def test_what_people_wrote_is_told_and_replaced_when_asked(self, world, someone):
        page = factories.make_initiative(
            world.rotterdam,
            "Met naam",
            slug="met-naam",
            summary="Vraag Žofie Quuxmeyer.",
            approach="<p>Bel Žofie Quuxmeyer.</p>",
        )
        Comment.objects.create(page=page, user=someone.manager, text="Vraag het Žofie Quuxmeyer", contentpath="title")
        printed = run(ADDRESS, "--dry-run")
        assert f"citysynergy.InitiativePage.approach ({page.pk})" in printed
        done = erasure.erase(erasure.find(ADDRESS), texts=True)
        assert done.left == []
        assert where_it_stands() == []
        assert "Bel [" in type(page).objects.get(pk=page.pk).approach


def _signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client
