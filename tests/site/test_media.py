"""Pictures are served in the sizes of pages, to who may read a page that holds them, and as nothing but pictures."""

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import PageViewRestriction

from citysynergy.cases.rows import CaseImage
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cache.clear()  # Wagtail remembers renditions there, also those of a test before.
    return tmp_path


@pytest.fixture
def rendition():
    image = get_image_model().objects.create(title="Harbour", file=get_test_image_file())
    return image.get_rendition("fill-40x30")


@pytest.fixture
def case(world, rendition):
    page = factories.make_initiative(world.rotterdam, "Harbour")
    CaseImage.objects.create(case=page, image=rendition.image, is_decorative=True, licence="cc0")
    return page


def status(client, rendition) -> int:
    """The status of the answer. The file it holds open goes with it."""
    return client.get(rendition.url).status_code


def test_a_picture_that_no_case_holds_is_public(client, rendition):
    response = client.get(rendition.url)
    assert response.status_code == 200
    assert "public" in response.headers["Cache-Control"]
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_originals_documents_and_paths_that_climb_are_not_served(client, rendition, uploads):
    (uploads / "documents").mkdir()
    (uploads / "documents" / "report.pdf").write_bytes(b"%PDF")
    (uploads.parent / "secret").write_text("no")
    original = rendition.image.file.name
    for path in (original, "documents/report.pdf", "images/../documents/report.pdf", "images/../../secret"):
        assert client.get(f"/media/{path}").status_code == 404


def test_a_picture_of_a_public_case_is_public(client, case, rendition):
    assert status(client, rendition) == 200


def test_a_picture_of_a_draft_is_for_who_may_enter_the_admin(client, case, rendition):
    case.unpublish()
    assert status(client, rendition) == 404
    client.force_login(get_user_model().objects.create_user("resident"))
    assert status(client, rendition) == 404
    client.force_login(get_user_model().objects.create_superuser("admin"))
    response = client.get(rendition.url)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"


def test_a_picture_of_a_case_for_the_network_is_not_for_strangers(client, case, rendition):
    PageViewRestriction.objects.create(page=case, restriction_type=PageViewRestriction.GROUPS)
    assert status(client, rendition) == 404


def test_a_picture_that_a_public_case_holds_too_stays_public(client, case, rendition, world):
    other = factories.make_initiative(world.utrecht, "The same harbour")
    CaseImage.objects.create(case=other, image=rendition.image, is_decorative=True, licence="cc0")
    case.unpublish()
    assert status(client, rendition) == 200
