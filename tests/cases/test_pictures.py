"""Whichever way a picture comes in, the place where it was taken does not come with it."""

from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from wagtail.images import get_image_model

from citysynergy.cases.pictures import check_picture_form
from citysynergy.permissions.actions import add_member
from tests import factories
from tests.values.test_picture_data import GPS, ORIENTATION, photograph, written

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def uploads(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def author(world: SimpleNamespace) -> Client:
    user = factories.make_user("fotograaf", language="en")
    add_member(user, world.rotterdam, "author")
    world.rotterdam.refresh_from_db()
    client = Client()
    client.force_login(user)
    return client


def telephone(data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile("haven.jpg", written("JPEG") if data is None else data, "image/jpeg")


def stored() -> Any:
    image = get_image_model().objects.get()
    data = image.file.open().read()
    exif = Image.open(BytesIO(data)).getexif()
    assert not exif.get_ifd(GPS)
    assert b"Maria" not in data
    assert exif[ORIENTATION] == 6
    assert image.file_size == len(data)
    assert (image.width, image.height) == (60, 30)
    return image


class TestEveryWay:
    def test_the_form(self, world, author):
        sent = {"title": "Haven", "file": telephone(), "collection": world.rotterdam.collection_id}
        assert author.post(reverse("wagtailimages:add"), sent).status_code == 302
        stored()

    def test_several_at_once(self, world, author):
        sent = {"title": "Haven", "files[]": telephone(), "collection": world.rotterdam.collection_id}
        response = author.post(reverse("wagtailimages:add_multiple"), sent)
        assert response.json()["success"], response.json()
        stored()

    def test_in_the_chooser(self, world, author):
        sent = {
            "image-chooser-upload-title": "Haven",
            "image-chooser-upload-file": telephone(),
            "image-chooser-upload-collection": world.rotterdam.collection_id,
        }
        author.post(reverse("wagtailimages_chooser:create"), sent)
        stored()

    def test_a_new_file_for_a_picture(self, world, author):
        image = get_image_model().objects.create(
            title="Haven",
            file=ContentFile(written("JPEG", exif=b""), "haven.jpg"),
            collection=world.rotterdam.collection,
        )
        sent = {"title": "Haven", "file": telephone(), "collection": world.rotterdam.collection_id}
        author.post(reverse("wagtailimages:edit", args=[image.pk]), sent)
        stored()

    def test_in_python(self, world):
        get_image_model().objects.create(title="Haven", file=ContentFile(written("JPEG"), "haven.jpg"))
        stored()

    def test_a_picture_turned_by_its_notes_is_shown_upright(self, world):
        image = get_image_model().objects.create(title="Haven", file=ContentFile(written("JPEG"), "haven.jpg"))
        rendition = image.get_rendition("max-60x60")
        assert (rendition.width, rendition.height) == (30, 60)


class TestDamaged:
    DAMAGED = written("JPEG", photograph().resize((900, 600)))[:2000]

    def test_is_refused_in_words(self, world, author):
        sent = {"title": "Haven", "file": telephone(self.DAMAGED), "collection": world.rotterdam.collection_id}
        response = author.post(reverse("wagtailimages:add"), sent)
        assert response.status_code == 200
        assert "damaged" in str(response.context["form"].errors["file"])
        several = {"title": "Haven", "files[]": telephone(self.DAMAGED), "collection": world.rotterdam.collection_id}
        told = author.post(reverse("wagtailimages:add_multiple"), several).json()
        assert not told["success"]
        assert "damaged" in told["error_message"]
        assert not get_image_model().objects.exists()

    def test_is_not_stored_by_another_way_either(self, world):
        with pytest.raises((ValidationError, OSError)):
            get_image_model().objects.create(title="Haven", file=ContentFile(self.DAMAGED, "haven.jpg"))
        assert not get_image_model().objects.exists()


def test_a_host_is_told_of_the_form(settings):
    assert check_picture_form() == []
    del settings.WAGTAILIMAGES_IMAGE_FORM_BASE
    assert [message.id for message in check_picture_form()] == ["citysynergy.W004"]
