"""The same rules over HTTP: what the admin shows, opens and saves; with forged addresses too."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import Comment, GroupPagePermission, Page

from tests import editor, factories
from tests.permissions.conftest import actors

pytestmark = pytest.mark.django_db


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def refused(response: Any) -> bool:
    """Wagtail leads who may not do something back to the admin's home, and who may not be there at all to sign-in."""
    elsewhere = response.status_code == 302 and response.url.split("?")[0] in {"/admin/", "/admin/login/"}
    return response.status_code in {403, 404} or elsewhere


class TestExplorer:
    """A page is listed where and only where it may be opened."""

    def test_an_author_starts_at_the_own_organisation(self, world, people, draft):
        response = signed_in(people.author).get(reverse("wagtailadmin_explore_root"))
        assert response.status_code == 302
        assert response.url == reverse("wagtailadmin_explore", args=[world.rotterdam.page.pk])
        html = signed_in(people.author).get(response.url).content.decode()
        assert "Ontwerp" in html

    def test_the_home_of_the_admin_opens_for_every_actor(self, people, draft):
        for name in ("author", "approver", "manager", "partner", "mission", "moderator", "analyst", "steward"):
            assert signed_in(getattr(people, name)).get(reverse("wagtailadmin_home")).status_code == 200, name

    def test_a_partner_sees_the_shared_page_and_no_sibling(self, world, people, draft):
        factories.make_initiative(world.rotterdam, "Alleen van Rotterdam")
        html = signed_in(people.partner).get(reverse("wagtailadmin_explore", args=[world.rotterdam.page.pk]))
        assert "Ontwerp" in html.content.decode()
        assert "Alleen van Rotterdam" not in html.content.decode()

    def test_another_municipality_is_led_home(self, world, people, draft):
        response = signed_in(people.other).get(reverse("wagtailadmin_explore", args=[world.rotterdam.page.pk]))
        assert response.url == reverse("wagtailadmin_explore", args=[people.zwolle.page.pk])

    def test_a_moderator_sees_the_pages_of_all_organisations(self, world, people, draft):
        index = signed_in(people.moderator).get(reverse("wagtailadmin_explore", args=[world.index.pk]))
        assert {"Rotterdam", "Utrecht", "Zwolle"} <= set(index.content.decode().split('"') + _words(index))
        inside = signed_in(people.moderator).get(reverse("wagtailadmin_explore", args=[world.rotterdam.page.pk]))
        assert "Ontwerp" in inside.content.decode()

    def test_search_finds_only_what_is_listed(self, people, draft):
        address = reverse("wagtailadmin_pages:search") + "?q=Ontwerp"
        found = {
            name
            for name in ("author", "partner", "asked_partner", "other", "mission", "moderator")
            if "Ontwerp</a>" in "".join(signed_in(getattr(people, name)).get(address).content.decode().split("\n"))
            or f"/pages/{draft.pk}/edit/" in signed_in(getattr(people, name)).get(address).content.decode()
        }
        assert found == {"author", "partner", "moderator"}


def _words(response: Any) -> list[str]:
    return response.content.decode().replace(">", " ").replace("<", " ").split()


class TestEditor:
    """Opening, saving and taking away."""

    def test_who_may_open_a_page_opens_it(self, people, draft):
        opened = {
            name
            for name, user in actors(people).items()
            if user.is_authenticated and signed_in(user).get(editor.address(draft)).status_code == 200
        }
        assert opened == {"author", "approver", "manager", "partner", "moderator", "superuser"}

    @pytest.mark.parametrize("name", ["author", "manager", "partner"])
    def test_who_may_write_is_heard(self, people, draft, name):
        response = editor.press(signed_in(getattr(people, name)), draft, title="Anders genoemd")
        assert response.status_code == 302, response.context["form"].errors
        assert editor.draft_of(draft).title == "Anders genoemd"

    @pytest.mark.parametrize("name", ["stranger", "other", "asked_partner", "mission", "analyst", "steward"])
    def test_a_forged_address_saves_nothing(self, people, draft, name):
        data = editor.filled_in(signed_in(people.author), draft, title="Van een ander")
        client = signed_in(getattr(people, name))
        assert refused(client.post(editor.address(draft), data))
        assert editor.draft_of(draft).title == "Ontwerp"

    def test_an_author_reaches_a_new_initiative_of_the_own_organisation_only(self, world, people):
        client = signed_in(people.author)
        own = reverse("wagtailadmin_pages:add", args=["citysynergy", "initiativepage", world.rotterdam.page.pk])
        other = reverse("wagtailadmin_pages:add", args=["citysynergy", "initiativepage", world.utrecht.page.pk])
        assert client.get(own).status_code == 200
        assert refused(client.get(other))

    @pytest.mark.parametrize("name", ["author", "partner", "other", "moderator"])
    def test_publishing_by_a_forged_button_is_saving_at_most(self, people, draft, name):
        data = editor.filled_in(signed_in(people.superuser), draft) | {"action-publish": ["action-publish"]}
        signed_in(getattr(people, name)).post(editor.address(draft), data)
        assert not editor.reloaded(draft).live

    @pytest.mark.parametrize(
        ("name", "gone"), [("author", False), ("manager", True), ("partner", False), ("moderator", True)]
    )
    def test_taking_offline(self, people, live, name, gone):
        signed_in(getattr(people, name)).post(reverse("wagtailadmin_pages:unpublish", args=[live.pk]))
        assert editor.reloaded(live).live is not gone

    @pytest.mark.parametrize("name", ["partner", "other", "moderator", "mission"])
    def test_nobody_deletes_anothers_draft(self, people, draft, name):
        signed_in(getattr(people, name)).post(reverse("wagtailadmin_pages:delete", args=[draft.pk]))
        assert Page.objects.filter(pk=draft.pk).exists()

    @pytest.mark.parametrize("name", ["author", "partner", "moderator"])
    def test_nobody_but_a_superuser_sets_who_may_see_a_page(self, people, live, name):
        address = reverse("wagtailadmin_pages:set_privacy", args=[live.pk])
        assert refused(signed_in(getattr(people, name)).get(address))

    def test_bulk_actions_leave_alone_what_the_user_may_not_touch(self, people, live, draft):
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
        signed_in(people.other).post(f"{address}?id={live.pk}&id={draft.pk}")
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        signed_in(people.author).post(f"{address}?id={draft.pk}")
        signed_in(people.moderator).post(f"{address}?id={draft.pk}")
        assert Page.objects.filter(pk=live.pk).exists()
        assert not editor.reloaded(draft).live


class TestModeratorsReadAndComment:
    """A moderator's browser sends the whole form; nothing but the comments is kept."""

    COMMENT = {
        "comments-TOTAL_FORMS": "1",
        "comments-INITIAL_FORMS": "0",
        "comments-0-text": "Waar is dit?",
        "comments-0-contentpath": "summary",
        "comments-0-position": "",
        "comments-0-resolved": "",
        "comments-0-DELETE": "",
        "comments-0-id": "",
        "comments-0-replies-TOTAL_FORMS": "0",
        "comments-0-replies-INITIAL_FORMS": "0",
    }

    @pytest.mark.parametrize("state", ["draft", "live"])
    def test_what_a_moderator_writes_in_a_field_is_not_kept(self, request, people, state):
        page = request.getfixturevalue(state)
        before = (editor.draft_of(page).title, page.latest_revision_id, list(page.partners.values_list("pk")))
        editor.press(
            signed_in(people.moderator),
            page,
            title="Herschreven",
            **{"partners-TOTAL_FORMS": "0", "partners-0-DELETE": "1"},
        )
        page = editor.reloaded(page)
        assert (editor.draft_of(page).title, page.latest_revision_id, list(page.partners.values_list("pk"))) == before
        assert page.title == before[0]

    @pytest.mark.parametrize("state", ["draft", "live"])
    def test_a_comment_is_kept_without_making_a_version(self, request, people, state):
        page = request.getfixturevalue(state)
        response = editor.press(signed_in(people.moderator), page, **self.COMMENT)
        assert response.status_code == 302
        comment = Comment.objects.get(page=page)
        assert (comment.text, comment.user) == ("Waar is dit?", people.moderator)
        assert editor.reloaded(page).latest_revision_id == page.latest_revision_id

    def test_a_comment_that_the_editor_saves_by_itself_is_kept_too(self, people, draft):
        client = signed_in(people.moderator)
        data = editor.filled_in(client, draft, title="Herschreven", **self.COMMENT)
        answer = client.post(editor.address(draft), data, headers={"accept": "application/json"})
        assert answer.json()["revision_id"] == draft.latest_revision_id
        assert Comment.objects.get(page=draft).user == people.moderator
        assert editor.draft_of(draft).title == "Ontwerp"

    def test_no_field_can_be_filled_in(self, people, draft):
        html = signed_in(people.moderator).get(editor.address(draft)).content.decode()
        soup = BeautifulSoup(html, "html.parser").find("form", id=editor.EDITOR)
        helpers = ("comments-", "-token")
        open_fields = {
            field["name"]
            for field in soup.find_all(["input", "textarea", "select"])
            if field.get("name")
            and field.get("type") != "hidden"
            and not field.has_attr("disabled")
            and not field.find_parent("template")
            and not any(part in field["name"] for part in helpers)
        }
        assert open_fields <= {"comment_notifications"}

    def test_an_older_version_is_not_put_back(self, people, live):
        first = live.latest_revision
        live.title = "Nieuwe titel"
        live.save_revision(user=people.author)
        client = signed_in(people.moderator)
        data = editor.filled_in(client, live)
        client.post(reverse("wagtailadmin_pages:revisions_revert", args=[live.pk, first.pk]), data)
        client.post(
            f"/admin/api/main/pages/{live.pk}/action/revert_to_page_revision/",
            {"revision_id": first.pk},
            content_type="application/json",
        )
        assert editor.draft_of(live).title == "Nieuwe titel"

    def test_the_page_says_so_and_has_no_buttons_to_write(self, people, draft):
        html = signed_in(people.moderator).get(editor.address(draft)).content.decode()
        assert 'name="action-save-comments"' in html
        for name in ("action-publish", "action-submit"):
            assert f'name="{name}"' not in html

    def test_history_and_comparison_open(self, people, live):
        live.title = "Nieuwe titel"
        live.save_revision(user=people.author)
        client = signed_in(people.moderator)
        assert client.get(reverse("wagtailadmin_pages:history", args=[live.pk])).status_code == 200
        compare = reverse("wagtailadmin_pages:revisions_compare", args=[live.pk, "live", "latest"])
        assert client.get(compare).status_code == 200
        assert refused(signed_in(people.other).get(compare))


class TestChoosers:
    """Links are made to what one may see; pictures and documents come from the own collection."""

    def test_the_page_chooser_hides_drafts_of_others(self, people, world, draft, live):
        address = reverse("wagtailadmin_choose_page_child", args=[world.rotterdam.page.pk])
        for name, seen in (("other", False), ("mission", False), ("author", True), ("partner", True)):
            html = signed_in(getattr(people, name)).get(address).json()["html"]
            assert ("Ontwerp" in html) is seen, name
            assert "Gepubliceerd" in html, name

    def test_the_search_of_the_page_chooser_too(self, people, draft):
        address = reverse("wagtailadmin_choose_page_search") + "?q=Ontwerp"
        for name, seen in (("other", False), ("author", True)):
            html = signed_in(getattr(people, name)).get(address).content.decode()
            assert (f'data-id="{draft.pk}"' in html) is seen, name

    def test_collections(self, people, world):
        world.rotterdam.refresh_from_db()
        client = signed_in(people.author)
        for name in ("wagtailimages:index", "wagtaildocs:index"):
            assert client.get(reverse(name)).status_code == 200
        html = client.get(reverse("wagtailimages:add_multiple")).content.decode()
        assert "utrecht" not in html.lower()


class TestHostsOwnGrants:
    """What a host grants by Wagtail's own means goes on to work beside ours."""

    def test_an_editor_of_the_host_edits_the_hosts_pages(self, world, people):
        group = Group.objects.create(name="Webredactie")
        group.permissions.add(Permission.objects.get(codename="access_admin"))
        for codename in ("add_page", "change_page"):
            GroupPagePermission.objects.create(
                group=group, page=world.home, permission=Permission.objects.get(codename=codename)
            )
        user = factories.make_user("webredacteur")
        user.groups.add(group)
        assert signed_in(user).get(editor.address(world.home)).status_code == 200
        assert refused(signed_in(people.author).get(editor.address(world.home)))


class TestCost:
    """Rights are read once for each request, not once for each row."""

    def queries(self, user: Any, page: Any) -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        client = signed_in(user)
        address = reverse("wagtailadmin_explore", args=[page.pk])
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    @pytest.mark.parametrize("name", ["author", "partner", "moderator"])
    def test_of_a_listing_does_not_grow_with_its_rows(self, people, world, live, name):
        page = world.utrecht.page if name == "partner" else world.rotterdam.page
        for number in range(2):
            factories.make_initiative(page.organisation, f"Eerste {number}", live=bool(number))
        few = self.queries(getattr(people, name), page)
        for number in range(8):
            factories.make_initiative(page.organisation, f"Later {number}", live=bool(number % 2))
        assert self.queries(getattr(people, name), page) == few
        assert few <= 40
