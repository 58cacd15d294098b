"""A page that one may not know of is nowhere in the admin: no title, no address, no answer but "not found"."""

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page, PageLogEntry, PageSubscription, ReferenceIndex

from citysynergy.models import Membership
from citysynergy.permissions.actions import remove_member
from tests import editor, factories
from tests.permissions.conftest import fresh
from tests.permissions.test_admin import signed_in

pytestmark = pytest.mark.django_db

NOBODY = 999_999
# Words of the hidden page, in its titles and in its address.
HIDDEN = ("Geheime kans", "geheime-kans", "Secret opportunity")


@pytest.fixture(scope="module")
def made_hidden(made_world: SimpleNamespace, made_people: SimpleNamespace) -> Any:
    """The hidden page as each test of the module finds it."""
    page = factories.make_opportunity(
        made_world.jakarta_embassy,
        HIDDEN[0],
        live=False,
        slug=HIDDEN[1],
        city=made_world.jakarta,
        themes=[made_world.water],
        english=HIDDEN[2],
        owner=made_people.mission,
    )
    page.save_revision(user=made_people.mission, log_action=True)
    page.get_workflow().start(page, made_people.mission)
    return page


@pytest.fixture
def hidden(people: SimpleNamespace, made_hidden: Any) -> Any:
    """A draft of the embassy in Jakarta, which is in moderation."""
    return type(made_hidden).objects.get(pk=made_hidden.pk)


@pytest.fixture
def own(world: SimpleNamespace, people: SimpleNamespace) -> Any:
    """A draft of Rotterdam."""
    return factories.make_initiative(world.rotterdam, "Eigen ontwerp", live=False, slug="eigen", owner=people.author)


def tells(response: Any) -> bool:
    """Whether the answer holds a word of the hidden page, or the next page does, to which messages are carried."""
    text = response.content.decode() + response.headers.get("Location", "")
    if response.status_code == 302:
        text += response.client.get(reverse("wagtailadmin_account")).content.decode()
    return any(word in text for word in HIDDEN)


def same(client: Client, ask: Callable[[Any], Any], hidden: Any) -> None:
    """The hidden page and a page that does not exist get the same answer."""
    about_hidden, about_nobody = ask(hidden.pk), ask(NOBODY)
    assert about_hidden.status_code == about_nobody.status_code
    assert not tells(about_hidden)


PAGE_VIEWS = (
    "edit",
    "usage",
    "view_draft",
    "preview_on_edit",
    "delete",
    "unpublish",
    "copy",
    "set_privacy",
    "history",
    "history_results",
    "workflow_history",
    "confirm_workflow_cancellation",
    "convert_alias",
)
FORMS = ("edit", "preview_on_edit", "delete", "unpublish", "copy", "set_privacy", "lock", "unlock")


class TestAddresses:
    """The number of a hidden page in an address, by who is an author elsewhere."""

    @pytest.mark.parametrize("view", PAGE_VIEWS)
    def test_of_a_page(self, people, hidden, view):
        client = signed_in(people.author)
        same(client, lambda pk: client.get(reverse(f"wagtailadmin_pages:{view}", args=[pk])), hidden)

    @pytest.mark.parametrize("view", FORMS)
    def test_of_a_form(self, people, hidden, view):
        client = signed_in(people.author)
        same(client, lambda pk: client.post(reverse(f"wagtailadmin_pages:{view}", args=[pk]), {"title": "x"}), hidden)

    def test_of_the_explorer(self, people, hidden):
        client = signed_in(people.author)
        for name in ("wagtailadmin_explore", "wagtailadmin_explore_results"):
            same(client, lambda pk, name=name: client.get(reverse(name, args=[pk])), hidden)
        same(client, lambda pk: client.get(reverse("wagtailadmin_pages:add_subpage", args=[pk])), hidden)

    def test_of_moving_and_its_destination(self, people, hidden, own):
        client = signed_in(people.author)
        move = "wagtailadmin_pages:move"
        same(client, lambda pk: client.get(reverse(move, args=[pk])), hidden)
        confirm = "wagtailadmin_pages:move_confirm"
        for method in (client.get, client.post):
            same(client, lambda pk, ask=method: ask(reverse(confirm, args=[pk, own.get_parent().pk])), hidden)
            same(client, lambda pk, ask=method: ask(reverse(confirm, args=[own.pk, pk])), hidden)
        same(client, lambda pk: client.post(reverse(move, args=[own.pk]), {"new_parent_page": pk}), hidden)
        position = "wagtailadmin_pages:set_page_position"
        same(client, lambda pk: client.post(reverse(position, args=[pk])), hidden)

    def test_of_copying_and_its_destination(self, people, hidden, own):
        client = signed_in(people.author)
        sent = {"new_title": "Kopie", "new_slug": "kopie"}
        address = reverse("wagtailadmin_pages:copy", args=[own.pk])
        same(client, lambda pk: client.post(address, sent | {"new_parent_page": pk}), hidden)
        assert client.post(address, sent | {"new_parent_page": "x"}).status_code == 200
        assert client.post(address, sent | {"new_parent_page": own.get_parent().pk}).status_code == 302

    def test_of_revisions(self, people, hidden, own):
        client = signed_in(people.author)
        revision = hidden.latest_revision_id
        for name, more in (
            ("revisions_view", [revision]),
            ("revisions_revert", [revision]),
            ("revisions_unschedule", [revision]),
            ("revisions_compare", [revision, "latest"]),
        ):
            address = f"wagtailadmin_pages:{name}"
            same(client, lambda pk, a=address, m=more: client.get(reverse(a, args=[pk, *m])), hidden)
            # A version of the hidden page at the address of the own page.
            response = client.get(reverse(address, args=[own.pk, *more]))
            assert not tells(response)
            assert response.status_code in {302, 403, 404}

    def test_of_the_workflow(self, people, hidden, own):
        client = signed_in(people.author)
        task_state = hidden.current_workflow_task_state
        state = hidden.current_workflow_state
        for name, more in (
            ("workflow_action", ["approve", task_state.pk]),
            ("collect_workflow_action_data", ["approve", task_state.pk]),
            ("workflow_preview", [task_state.task_id]),
            ("workflow_history_detail", [state.pk]),
        ):
            address = f"wagtailadmin_pages:{name}"
            for method in (client.get, client.post):
                same(client, lambda pk, a=address, m=more, ask=method: ask(reverse(a, args=[pk, *m])), hidden)
            assert not tells(client.get(reverse(address, args=[own.pk, *more])))

    def test_a_moderator_judges_no_other_page_than_the_one_in_the_address(self, people, hidden, draft):
        draft.get_workflow().start(draft, people.author)
        own_task = hidden.current_workflow_task_state
        address = reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "approve", own_task.pk])
        assert signed_in(people.moderator).post(address).status_code == 404
        assert not editor.reloaded(hidden).live

    def test_of_making_a_page_below_it(self, people, hidden):
        client = signed_in(people.author)
        for name in ("add", "preview_on_add"):
            address = f"wagtailadmin_pages:{name}"
            same(
                client,
                lambda pk, a=address: client.get(reverse(a, args=["citysynergy", "initiativepage", pk])),
                hidden,
            )

    def test_of_who_else_is_editing(self, people, hidden):
        client = signed_in(people.author)
        ping = "wagtailadmin_editing_sessions:ping"
        same(client, lambda pk: client.post(reverse(ping, args=["wagtailcore", "page", pk, 1])), hidden)


LISTS = (
    "/admin/",
    "/admin/pages/",
    "/admin/pages/search/?q=geheime",
    "/admin/pages/search/results/?q=kans",
    "/admin/pages/usage/citysynergy/opportunitypage/",
    "/admin/pages/usage/citysynergy/opportunitypage/results/",
    "/admin/reports/aging-pages/",
    "/admin/reports/locked/",
    "/admin/reports/workflow/",
    "/admin/reports/workflow_tasks/",
    "/admin/reports/site-history/",
    "/admin/reports/page-types-usage/",
    "/admin/reports/page-types-usage/results/",
    "/admin/reports/page-types-usage/?export=csv",
    "/admin/reports/workflow/?export=csv",
    "/admin/choose-page/",
    "/admin/choose-page/search/?q=geheime",
    "/admin/api/main/pages/",
    "/admin/api/main/pages/?search=geheime",
    "/admin/images/",
    "/admin/documents/",
    "/admin/account/",
)


class TestLists:
    """What lists, reports, filters and searches show."""

    @pytest.fixture(autouse=True)
    def expired_lock(self, hidden: Any) -> None:
        Page.objects.filter(pk=hidden.pk).update(locked=True, last_published_at=hidden.first_published_at)

    @pytest.mark.parametrize("actor", ["author", "partner", "steward"])
    def test_do_not_name_it(self, people, hidden, own, actor):
        client = signed_in(getattr(people, actor))
        for address in LISTS:
            response = client.get(address, follow=True)
            assert response.status_code in {200, 403, 404}, address
            content = b"".join(response) if response.streaming else response.content
            assert not any(word.encode() in content for word in HIDDEN), address

    def test_search_all_of_the_explorer(self, world, people, hidden, own):
        address = reverse("wagtailadmin_explore", args=[world.rotterdam.page.pk])
        response = signed_in(people.author).get(f"{address}?q=geheime&search_all=1")
        assert response.status_code == 200
        assert not tells(response)

    def test_filters_offer_the_names_of_colleagues_only(self, world, people, hidden, own):
        PageLogEntry.objects.log_action(own, "wagtail.edit", user=people.approver)
        hidden_names = {people.mission.get_username()}
        explorer = reverse("wagtailadmin_explore", args=[world.rotterdam.page.pk])
        kind = reverse("wagtailadmin_pages:type_use", args=["citysynergy", "opportunitypage"])
        for address in (explorer, kind, "/admin/reports/workflow/"):
            filters = signed_in(people.author).get(address).context["filters"]
            for name in ("owner", "edited_by", "requested_by"):
                if name in filters.filters:
                    names = set(filters.form.fields[name].queryset.values_list("username", flat=True))
                    assert not names & hidden_names, (address, name)
        offered = signed_in(people.author).get(explorer).context["filters"].form.fields["edited_by"].queryset
        assert people.approver in offered

    def test_who_may_open_a_page_finds_it_everywhere(self, people, hidden):
        client = signed_in(people.moderator)
        for address in (
            "/admin/pages/search/?q=geheime",
            "/admin/pages/usage/citysynergy/opportunitypage/",
            "/admin/reports/site-history/",
            "/admin/reports/page-types-usage/",
            "/admin/api/main/pages/?search=geheime",
            "/admin/choose-page/search/?q=geheime",
        ):
            assert HIDDEN[0] in client.get(address).content.decode(), address


class TestChoosers:
    """The page chooser in all its steps."""

    def test_below_a_forged_page(self, people, hidden):
        client = signed_in(people.author)
        same(client, lambda pk: client.get(reverse("wagtailadmin_choose_page_child", args=[pk])), hidden)
        moving = "?user_perms=move_to&target_pages[]="
        for page in (hidden.pk, NOBODY):
            assert not tells(client.get(reverse("wagtailadmin_choose_page") + moving + str(page)))

    def test_several_chosen_at_once(self, people, hidden, live):
        client = signed_in(people.author)
        address = reverse("wagtailadmin_choose_page_chosen_multiple")
        same(client, lambda pk: client.get(f"{address}?id={pk}"), hidden)
        assert client.get(f"{address}?id=x").status_code == 404
        assert live.title in client.get(f"{address}?id={live.pk}").content.decode()

    def test_an_address_that_leads_to_a_page(self, people, world, live):
        """Only a page that may be known becomes a link to that page, under its published title."""
        opportunity = factories.make_opportunity(world.jakarta_embassy, "Kans voor het netwerk")
        live.title = "Nog niet gepubliceerde titel"
        live.save_revision()

        def chosen(user: Any, page: Any) -> dict[str, Any]:
            sent = {"external-link-chooser-url": page.full_url, "external-link-chooser-link_text": "lees"}
            response = signed_in(user).post(reverse("wagtailadmin_choose_page_external_link"), sent)
            assert "Nog niet gepubliceerde" not in response.content.decode()
            return json.loads(response.content)["result"]

        assert chosen(people.steward, opportunity)["id"] == opportunity.pk
        assert "id" not in chosen(people.other, live)
        outsider = factories.make_user("buitenstaander", admin=True)
        assert "id" not in chosen(outsider, opportunity)

    def test_a_published_page_goes_by_its_published_title(self, world, people, live):
        live.title = "Nog niet gepubliceerde titel"
        live.save_revision()
        client = signed_in(people.other)
        for address in (
            reverse("wagtailadmin_choose_page_child", args=[world.rotterdam.page.pk]),
            reverse("wagtailadmin_choose_page_search") + "?q=Gepubliceerd",
            reverse("wagtailadmin_choose_page_chosen_multiple") + f"?id={live.pk}",
        ):
            html = client.get(address).content.decode()
            assert "Gepubliceerd" in html, address
            assert "Nog niet gepubliceerde" not in html, address


class TestSeveralAtOnce:
    """The confirmation of a bulk action prints the titles of pages that it leaves alone."""

    @pytest.mark.parametrize("action", ["delete", "move", "publish", "unpublish"])
    def test_a_forged_number_is_no_page(self, people, hidden, own, action):
        client = signed_in(people.author)
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
        same(client, lambda pk: client.get(f"{address}?id={pk}"), hidden)
        response = client.get(f"{address}?id={own.pk}&id={hidden.pk}")
        assert not tells(response)
        assert own.title in response.content.decode()
        assert not tells(client.get(f"{address}?id=all&childOf={hidden.get_parent().pk}"))
        assert client.get(f"{address}?id=x").status_code == 404

    def test_a_forged_destination_is_no_page(self, people, hidden, own):
        client = signed_in(people.author)
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"]) + f"?id={own.pk}"
        same(client, lambda pk: client.post(address, {"chooser": pk}), hidden)

    def test_what_may_be_done_is_done(self, people, own):
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
        signed_in(people.author).post(f"{address}?id={own.pk}")
        assert not Page.objects.filter(pk=own.pk).exists()


class TestUsage:
    """Where a picture or document is used."""

    @pytest.fixture
    def document(self, world: SimpleNamespace, hidden: Any, settings: Any, tmp_path: Any) -> Any:
        from tests.permissions.worlds import with_document

        settings.MEDIA_ROOT = tmp_path
        document = with_document(hidden, world.rotterdam).document_of_matrix
        ReferenceIndex.create_or_update_for_object(editor.reloaded(hidden))
        return document

    def test_names_only_what_the_user_may_open(self, people, hidden, document):
        address = reverse("wagtaildocs:document_usage", args=[document.pk])
        response = signed_in(people.author).get(address)
        assert response.status_code == 200
        assert not tells(response)
        assert HIDDEN[0] in signed_in(people.superuser).get(address).content.decode()

    def test_of_a_page_names_it_to_a_moderator(self, people, world, hidden, own):
        own.approach = f'<p><a id="{hidden.pk}" linktype="page">daar</a></p>'
        own.save()
        ReferenceIndex.create_or_update_for_object(editor.reloaded(own))
        address = reverse("wagtailadmin_pages:usage", args=[hidden.pk])
        assert own.title in signed_in(people.moderator).get(address).content.decode()
        assert own.title not in signed_in(people.mission).get(address).content.decode()


class TestForgedChoices:
    """A number that no chooser offered, sent with the form of a page that the user may write."""

    def test_of_a_document(self, world, people, hidden, own, settings, tmp_path):
        from tests.permissions.worlds import with_document

        settings.MEDIA_ROOT = tmp_path
        foreign = with_document(hidden, world.jakarta_embassy).document_of_matrix
        rows = {
            "documents-TOTAL_FORMS": "1",
            "documents-0-document": str(foreign.pk),
            "documents-0-title_0": "Verslag",
            "documents-0-licence": "cc0",
            "documents-0-language": "nl",
        }
        client = signed_in(people.author)
        response = editor.press(client, own, **rows)
        assert response.status_code == 200
        field = BeautifulSoup(response.content, "html.parser").find("input", {"name": "documents-0-document"})
        assert not field.get("value")
        assert foreign.filename not in response.content.decode()
        assert not editor.draft_of(own).documents.exists()

    def test_of_a_link_in_a_text(self, people, hidden, own):
        def text(page: Any) -> str:
            entity = {"type": "LINK", "mutability": "MUTABLE", "data": {"id": page.pk, "parentId": 1}}
            block = {"key": "a", "text": "lees daar", "type": "unstyled", "depth": 0, "inlineStyleRanges": []}
            block["entityRanges"] = [{"key": 0, "offset": 5, "length": 4}]
            return json.dumps({"entityMap": {"0": entity}, "blocks": [block]})

        client = signed_in(people.author)
        response = editor.press(client, own, approach=text(hidden))
        assert response.status_code == 200
        assert not tells(response)
        assert "lees daar" in response.content.decode()
        assert str(hidden.pk) not in editor.draft_of(own).approach
        assert editor.press(client, own, approach=text(own)).status_code == 302
        assert f'id="{own.pk}"' in editor.draft_of(own).approach

    def test_what_the_page_refers_to_already_stays(self, world, people, draft, settings, tmp_path):
        """A partner saves the shared page with the documents of who leads it."""
        from tests.permissions.worlds import with_document

        settings.MEDIA_ROOT = tmp_path
        page = with_document(draft, world.rotterdam)
        response = editor.press(signed_in(people.partner), page, title="Van de partner")
        assert response.status_code == 302, response.context["form"].errors
        assert editor.draft_of(page).documents.count() == 1

    def test_partnerships_of_another_are_not_offered(self, world, people, draft):
        """The partner of an initiative is no partner in everything else of who leads it."""
        factories.make_partnership(world.rotterdam, "Geheime stedenband", live=False)
        assert "Geheime stedenband" in signed_in(people.author).get(editor.address(draft)).content.decode()
        assert "Geheime stedenband" not in signed_in(people.partner).get(editor.address(draft)).content.decode()


class TestIndexOfOrganisations:
    """It belongs to no organisation: nobody's membership changes it, or the order of what stands in it."""

    @pytest.mark.parametrize("actor", ["author", "approver", "manager", "moderator"])
    def test_is_neither_written_nor_put_in_order(self, world, people, actor):
        client = signed_in(getattr(people, actor))
        before = list(world.index.get_children().values_list("pk", flat=True))
        client.post(editor.address(world.index), {"title": "Van ons"})
        page = world.rotterdam.page
        client.post(reverse("wagtailadmin_pages:set_page_position", args=[page.pk]) + "?position=3")
        assert editor.reloaded(world.index).get_latest_revision_as_object().title == "Organisaties"
        assert list(world.index.get_children().values_list("pk", flat=True)) == before
        tester = world.index.permissions_for_user(fresh(getattr(people, actor)))
        assert not tester.can_reorder_children()
        assert not page.permissions_for_user(fresh(getattr(people, actor))).can_reorder_children()

    def test_no_grant_of_the_host_was_made_for_organisations(self, world, people, live):
        assert not GroupPagePermission.objects.filter(group__citysynergy_organisation_group__isnull=False).exists()


class TestMails:
    """Wagtail mails every comment to who once subscribed to a page by editing it."""

    def subscribed(self, page: Any) -> set[str]:
        return set(PageSubscription.objects.filter(page_id=page.pk).values_list("user__username", flat=True))

    def test_go_no_longer_to_who_left(self, world, people, draft):
        for user in (people.author, people.partner, people.moderator):
            PageSubscription.objects.create(page_id=draft.pk, user=user, comment_notifications=True)
        remove_member(Membership.objects.get(user=people.author))
        assert self.subscribed(draft) == {"partner", "moderator"}
        draft.partners.set([row for row in draft.partners.all() if row.organisation != world.utrecht])
        draft.save()
        assert self.subscribed(draft) == {"moderator"}
