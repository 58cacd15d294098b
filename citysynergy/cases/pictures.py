"""Uploaded pictures are kept without the place where they were taken, whichever way they come."""

from typing import Any

from django.core.checks import CheckMessage, Warning, register
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.signals import pre_save
from django.utils.translation import gettext as _
from wagtail.images import get_image_model
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm, get_image_base_form

from citysynergy.values.picture_data import UnreadablePictureError, without_notes


def _damaged() -> ValidationError:
    message = _("This picture is damaged and can't be read. Open it in a program for pictures and save it again.")
    return ValidationError(message, code="damaged_picture")


def _clean_data(file: Any) -> bytes | None:
    """What to keep in place of the file's content; None where it may stay. Raises ``ValidationError`` if unreadable."""
    file.seek(0)
    try:
        return without_notes(file.read())
    except UnreadablePictureError as error:
        raise _damaged() from error
    finally:
        file.seek(0)


class PictureField(WagtailImageField):
    """Wagtail's, which measures the picture and fails on a damaged one."""

    def to_python(self, data: Any) -> Any:
        try:
            return super().to_python(data)
        except (OSError, SyntaxError, EOFError) as error:
            raise _damaged() from error


class PictureForm(BaseImageForm):
    """For ``WAGTAILIMAGES_IMAGE_FORM_BASE``: tells who uploads a damaged picture what to do."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            self.fields["file"] = PictureField(
                label=field.label, required=field.required, widget=field.widget, max_length=field.max_length
            )

    def clean_file(self) -> Any:
        """The uploaded picture without what the camera wrote beside it."""
        file = self.cleaned_data["file"]
        if "file" not in self.changed_data or not file:
            return file
        data = _clean_data(file)
        return file if data is None else SimpleUploadedFile(file.name, data, file.content_type)


def picture_saved(instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Whatever stores a picture, not only a form, stores it clean."""
    file = instance.file
    if raw or not file or file._committed:
        return
    if (data := _clean_data(file)) is not None:
        instance.file = ContentFile(data, name=file.name)
        instance._set_image_file_metadata()


def check_picture_form(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Pictures are cleaned however they come; only a form can tell people that theirs is damaged."""
    if issubclass(get_image_base_form(), PictureForm):
        return []
    return [
        Warning(
            "Who uploads a damaged picture gets an error page instead of a message.",
            hint="Set WAGTAILIMAGES_IMAGE_FORM_BASE = 'citysynergy.cases.pictures.PictureForm', or a form based on it.",
            id="citysynergy.W004",
        )
    ]


def connect() -> None:
    """Called once, by the app's ``ready``."""
    register(check_picture_form)
    pre_save.connect(picture_saved, sender=get_image_model(), dispatch_uid="citysynergy.pictures")
