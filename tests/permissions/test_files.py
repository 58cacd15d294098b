"""Pictures and documents are for who may read a page with them, and for who works with them."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, CollectionViewRestriction, ReferenceIndex

from citysynergy.cases.files import may_read
from citysynergy.models import CaseDocument, CaseImage, OrganisationPage
from tests import editor, factories
from tests.permissions.conftest import actors, fresh
from tests.permissions.test_admin import signed_in
from tests.permissions.worlds import make_page, with_document

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def uploads(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    cache.clear()


def picture_of(organisation: Any, name: str = "haven") -> Any:
    organisation.refresh_from_db()
    return get_image_model().objects.create(
        title=name, file=get_test_image_file(f"{name}.png"), collection=organisation.collection
    )


def document_of(organisation: Any) -> Any:
    organisation.refresh_from_db()
    document = get_document_model()(title="Verslag", collection=organisation.collection)
    document.file.save("verslag.txt", ContentFile(b"text"))
    return document


def readers(people: SimpleNamespace, file: Any) -> set[str]:
    return {name for name, user in actors(people).items() if may_read(fresh(user), file)}


OWNERS = {"author", "approver", "manager"}
EDITORS = OWNERS | {"moderator", "superuser"}


class TestOfADraft:
    def test_is_for_who_may_open_it(self, world, people):
        picture = picture_of(world.rotterdam)
        page = factories.make_initiative(world.rotterdam, live=False)
        CaseImage.objects.create(case=page, image=picture, is_decorative=True, licence="cc0")
        assert readers(people, picture) == EDITORS

    def test_for_partners_of_that_page_too_also_when_only_the_latest_draft_has_it(self, world, people, draft, live):
        for page in (draft, live):
            picture = picture_of(world.rotterdam, f"van-{page.slug}")
            page.images.add(CaseImage(image=picture, is_decorative=True, licence="cc0"))
            page.save_revision()
            assert not CaseImage.objects.filter(image=picture).exists()
            assert readers(people, picture) == EDITORS | {"partner"}

    def test_before_any_page_has_it_is_for_who_may_choose_it(self, world, people):
        assert readers(people, picture_of(world.rotterdam)) == EDITORS
        assert readers(people, picture_of(world.utrecht)) == {"partner", "moderator", "superuser"}

    def test_a_new_draft_of_a_published_page_shows_nothing_of_it(self, world, people, live):
        """The picture of the new draft is in no row until the draft is published."""
        picture = picture_of(world.rotterdam)
        live.images.add(CaseImage(image=picture, is_decorative=True, licence="cc0"))
        live.save_revision()
        assert not may_read(AnonymousUser(), picture)
        live.get_latest_revision().publish()
        assert may_read(AnonymousUser(), picture)


class TestOfAPublishedPage:
    def test_is_for_everyone(self, world, people, live):
        page = with_document(live, world.rotterdam)
        page.get_latest_revision().publish()
        assert readers(people, page.document_of_matrix) == set(actors(people))

    def test_for_the_network_is_for_the_network(self, world, people):
        page = make_page(world, people, "mission's opportunity", "restricted")
        assert readers(people, page.document_of_matrix) == set(actors(people)) - {"stranger", "public account"}

    def test_taken_offline_is_closed_again(self, world, people, live):
        page = with_document(live, world.rotterdam)
        page.get_latest_revision().publish()
        page.refresh_from_db()
        page.unpublish()
        assert not may_read(AnonymousUser(), page.document_of_matrix)

    def test_linked_in_a_text_is_for_its_readers(self, world, people, live):
        document = document_of(world.rotterdam)
        assert not may_read(AnonymousUser(), document)
        live.approach = f'<p><a id="{document.pk}" linktype="document">het verslag</a></p>'
        live.save_revision().publish()
        ReferenceIndex.create_or_update_for_object(editor.reloaded(live))
        assert may_read(AnonymousUser(), document)

    def test_of_the_page_of_an_organisation(self, world, people):
        page = with_document(OrganisationPage.objects.get(organisation=world.rotterdam), world.rotterdam)
        assert may_read(AnonymousUser(), page.document_of_matrix)


class TestOfTheHost:
    def test_what_no_case_holds_is_open(self, people):
        root = Collection.get_first_root_node()
        picture = get_image_model().objects.create(title="Wapen", file=get_test_image_file(), collection=root)
        assert readers(people, picture) == set(actors(people))


class TestServing:
    """Over HTTP, with the headers."""

    @pytest.fixture
    def document(self, world: SimpleNamespace, people: SimpleNamespace) -> Any:
        page = make_page(world, people, "mission's opportunity", "restricted")
        return page.document_of_matrix

    def test_a_document_for_the_network(self, people, document):
        assert Client().get(document.url).status_code == 404
        assert signed_in(people.stranger).get(document.url).status_code == 404
        response = signed_in(people.author).get(document.url)
        assert b"".join(response) == b"text"
        assert response.headers["Cache-Control"] == "private, no-store"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Disposition"].startswith("attachment")

    def test_a_document_for_everyone(self, world, people):
        page = make_page(world, people, "initiative", "live")
        response = Client().get(page.document_of_matrix.url)
        assert b"".join(response) == b"text"
        assert response.headers["Cache-Control"] == "public, max-age=3600"

    def test_a_document_that_is_not_there(self, document):
        assert Client().get(f"/documents/{document.pk}/anders.txt").status_code == 404
        assert Client().get("/documents/999999/verslag.txt").status_code == 404

    def test_a_collection_that_the_host_closed_stays_closed(self, people, world):
        page = make_page(world, people, "initiative", "live")
        CollectionViewRestriction.objects.create(
            collection=page.document_of_matrix.collection, restriction_type=CollectionViewRestriction.LOGIN
        )
        assert Client().get(page.document_of_matrix.url).status_code == 302
        response = signed_in(people.other).get(page.document_of_matrix.url)
        assert response.headers["Cache-Control"] == "private, no-store"
        b"".join(response)

    def test_a_rendition_of_a_hidden_picture_can_be_guessed_in_vain(self, world, people):
        picture = picture_of(world.rotterdam)
        address = picture.get_rendition("max-165x165").url
        for user in (people.other, people.mission, people.analyst, people.stranger):
            assert signed_in(user).get(address).status_code == 404
        response = signed_in(people.author).get(address)
        assert response.status_code == 200
        b"".join(response)


class TestCollections:
    """Each organisation has its own; nothing in another's is listed, or reached by a forged number."""

    @pytest.fixture
    def foreign(self, world: SimpleNamespace, people: SimpleNamespace) -> SimpleNamespace:
        return SimpleNamespace(picture=picture_of(world.utrecht, "utrechts"), document=document_of(world.utrecht))

    def test_lists(self, world, people, foreign):
        picture_of(world.rotterdam, "rotterdams")
        client = signed_in(people.author)
        for name in ("wagtailimages:index", "wagtailimages_chooser:choose", "wagtailimages_chooser:choose_results"):
            html = client.get(reverse(name)).content.decode()
            assert "rotterdams" in html, name
            assert "utrechts" not in html, name
        found = client.get("/admin/api/main/images/").json()["items"]
        assert [item["title"] for item in found] == ["rotterdams"]
        assert client.get("/admin/api/main/documents/").json()["items"] == []
        assert client.get(f"/admin/api/main/images/{foreign.picture.pk}/").status_code == 404
        html = client.get(reverse("wagtaildocs_chooser:choose")).content.decode()
        assert "Verslag" not in html

    @pytest.mark.parametrize(
        "name",
        [
            "wagtailimages:edit",
            "wagtailimages:delete",
            "wagtailimages:image_usage",
            "wagtailimages:url_generator",
            "wagtailimages:preview",
            "wagtailimages_chooser:chosen",
            "wagtailimages_chooser:select_format",
        ],
    )
    def test_forged_number_of_a_picture(self, people, foreign, name):
        more = ["max-165x165"] if name.endswith("preview") else []
        response = signed_in(people.author).get(reverse(name, args=[foreign.picture.pk, *more]))
        assert response.status_code in {302, 403, 404}
        assert b"utrechts" not in response.content

    @pytest.mark.parametrize(
        "name", ["wagtaildocs:edit", "wagtaildocs:delete", "wagtaildocs:document_usage", "wagtaildocs_chooser:chosen"]
    )
    def test_forged_number_of_a_document(self, people, foreign, name):
        response = signed_in(people.author).get(reverse(name, args=[foreign.document.pk]))
        assert response.status_code in {302, 403, 404}
        assert b"Verslag" not in response.content

    def test_forged_numbers_of_several(self, people, foreign):
        client = signed_in(people.author)
        for name, file in (("wagtailimages_chooser", foreign.picture), ("wagtaildocs_chooser", foreign.document)):
            response = client.get(reverse(f"{name}:chosen_multiple") + f"?id={file.pk}")
            assert json.loads(response.content)["result"] == []

    def test_bulk_actions_print_no_titles_of_what_is_anothers(self, people, foreign):
        client = signed_in(people.author)
        for app, model, file in (
            ("wagtailimages", "image", foreign.picture),
            ("wagtaildocs", "document", foreign.document),
        ):
            for action in ("delete", "add_tags", "add_to_collection"):
                address = reverse("wagtail_bulk_action", args=[app, model, action])
                response = client.get(f"{address}?id={file.pk}")
                assert file.title.encode() not in response.content, (model, action)

    def test_nobody_uploads_into_anothers(self, world, people, foreign):
        world.utrecht.refresh_from_db()
        sent = {
            "title": "Van Rotterdam",
            "file": get_test_image_file(),
            "collection": world.utrecht.collection_id,
        }
        signed_in(people.author).post(reverse("wagtailimages:add"), sent)
        assert not get_image_model().objects.filter(title="Van Rotterdam", collection=world.utrecht.collection).exists()

    def test_no_page_takes_a_forged_picture(self, people, foreign, draft):
        rows = {"images-TOTAL_FORMS": "1", "images-0-image": str(foreign.picture.pk), "images-0-licence": "cc0"}
        response = editor.press(signed_in(people.author), draft, **rows)
        assert response.status_code == 200
        assert b"utrechts" not in response.content
        assert not editor.draft_of(draft).images.exists()
        assert not CaseDocument.objects.exists()
