"""Wagtail's own API for programs, on a host that mounts it, and the one of the admin: the same rules."""

from typing import Any

import pytest
from django.test import Client
from wagtail.models import APIToken, Page

from tests import editor, factories
from tests.permissions.test_admin import signed_in

pytestmark = pytest.mark.django_db

JSON = "application/json"


class TestVersion3:
    @pytest.fixture(autouse=True)
    def mounted(self, settings: Any) -> None:
        settings.ROOT_URLCONF = "tests.permissions.api_v3_urls"

    def client(self, user: Any) -> Client:
        _token, key = APIToken.create_token(user=user, name="test")
        return Client(headers={"authorization": f"Bearer {key}"})

    def listed(self, client: Client) -> set[int]:
        answer = client.get("/api/v3/pages/?limit=20")
        assert answer.status_code == 200, answer.content
        return {item["id"] for item in answer.json()["items"]}

    def test_lists_what_may_be_changed_or_judged(self, world, people, draft, live):
        for name, seen in (
            ("author", {draft.pk, live.pk}),
            ("partner", {draft.pk, live.pk}),
            ("moderator", {draft.pk, live.pk}),
            ("other", set()),
            ("asked_partner", set()),
            ("analyst", set()),
        ):
            assert self.listed(self.client(getattr(people, name))) & {draft.pk, live.pk} == seen, name
        assert self.listed(Client()) & {draft.pk, live.pk} == {live.pk}

    def test_strangers_find_nothing_of_the_network(self, world, people):
        page = factories.make_opportunity(world.jakarta_embassy)
        assert page.pk not in self.listed(Client())
        assert Client().get(f"/api/v3/pages/{page.pk}/").status_code == 404

    def test_opens_a_draft_to_who_may_open_it(self, people, draft):
        for name, status in (("author", 200), ("partner", 200), ("moderator", 200), ("other", 404)):
            client = self.client(getattr(people, name))
            assert client.get(f"/api/v3/pages/{draft.pk}/?version=draft").status_code == status, name
            revisions = client.get(f"/api/v3/pages/{draft.pk}/revisions/").status_code
            assert (revisions == 200) == (status == 200), name

    @pytest.mark.parametrize("name", ["other", "asked_partner", "moderator", "mission"])
    def test_keeps_nothing_of_who_may_not_write(self, people, draft, name):
        sent = {"title": "Van een ander", "meta": {"type": "citysynergy.InitiativePage"}}
        answer = self.client(getattr(people, name)).patch(f"/api/v3/pages/{draft.pk}/", sent, content_type=JSON)
        assert "Ontwerp" not in answer.content.decode() or name == "moderator"
        assert editor.draft_of(draft).title == "Ontwerp"

    @pytest.mark.parametrize("name", ["author", "partner", "other", "moderator"])
    @pytest.mark.parametrize("action", ["publish", "unpublish", "delete", "move", "copy", "create_alias"])
    def test_acts_as_the_admin_does(self, world, people, draft, live, name, action):
        page = live if action == "unpublish" else draft
        sent = {"destination_id": people.zwolle.page.pk} if action in {"move", "copy", "create_alias"} else {}
        client = self.client(getattr(people, name))
        send = client.delete if action == "delete" else client.post
        before = Page.objects.count()
        answer = send(f"/api/v3/pages/{page.pk}/actions/{action}/", sent, content_type=JSON)
        if (name, action) == ("author", "delete"):
            assert answer.status_code == 204
            return
        done = Page.objects.count() == before and editor.reloaded(page).live == page.live
        assert done or (name, action) == ("moderator", "unpublish")
        assert page.title not in answer.content.decode() or done is False


class TestOfTheAdmin:
    def test_lists_and_opens_what_the_explorer_does(self, people, draft):
        for name, seen in (("author", True), ("partner", True), ("moderator", True), ("other", False)):
            client = signed_in(getattr(people, name))
            items = client.get("/admin/api/main/pages/").json()["items"]
            assert (draft.pk in {item["id"] for item in items}) is seen, name
            assert (client.get(f"/admin/api/main/pages/{draft.pk}/").status_code == 200) is seen, name

    @pytest.mark.parametrize("action", ["copy", "move", "create_alias"])
    def test_a_hidden_destination_is_not_named(self, people, draft, action):
        own = factories.make_initiative(people.zwolle, "Eigen", live=False)
        answer = signed_in(people.other).post(
            f"/admin/api/main/pages/{own.pk}/action/{action}/",
            {"destination_page_id": draft.pk},
            content_type=JSON,
        )
        assert answer.status_code in {400, 403, 404}
        assert "Ontwerp" not in answer.content.decode()

    @pytest.mark.parametrize(
        "action", ["publish", "unpublish", "delete", "copy", "move", "create_alias", "revert_to_page_revision"]
    )
    def test_a_forged_number_is_no_page(self, people, draft, action):
        client = signed_in(people.other)
        answers = {
            client.post(f"/admin/api/main/pages/{pk}/action/{action}/", {}, content_type=JSON).status_code
            for pk in (draft.pk, 999_999)
        }
        assert answers == {404}
        assert Page.objects.filter(pk=draft.pk, live=False).exists()
