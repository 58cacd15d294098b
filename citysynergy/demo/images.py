"""Draws the pictures of the demonstration and stores them."""

from io import BytesIO
from typing import Any

from django.core.files.images import ImageFile
from wagtail.images import get_image_model

from citysynergy.cases.choices import Licence
from citysynergy.demo.content import Entry
from citysynergy.demo.pictures import draw
from citysynergy.demo.records import picture_collection
from citysynergy.models import CaseImage
from citysynergy.values.multilingual import MultilingualText

QUALITY = 84
CREDIT = "CitySynergy"


def title_of(entry: Entry) -> str:
    """The title by which a picture is recognised."""
    return f"Demonstration: {entry['name']}"


def make_image(entry: Entry) -> tuple[Any, bool]:
    """Draw and store a picture, unless it is there. Returns the picture and whether it was made."""
    model = get_image_model()
    title = title_of(entry)
    if stored := model.objects.filter(title=title).first():
        return stored, False
    drawn = draw(entry["pattern"], entry["accent"], entry["seed"])
    data = BytesIO()
    drawn.save(data, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    file = ImageFile(data, name=f"demonstration-{entry['name']}.jpg")
    image = model(
        title=title,
        description=entry["nl"],
        collection=picture_collection(),
        width=drawn.width,
        height=drawn.height,
        file=file,
    )
    image.save()
    return image, True


def case_image(entry: Entry, image: Any) -> CaseImage:
    """The picture on a page, with what a reader who can't see it needs to know."""
    return CaseImage(
        image=image,
        alt=MultilingualText(nl=entry["nl"], en=entry["en"]),
        credit=CREDIT,
        licence=Licence.CC0,
    )
