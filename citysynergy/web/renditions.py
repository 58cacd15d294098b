"""Pictures in the size that a page shows. A file can be lost or broken: the page then does without it."""

from typing import Any

from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import Filter


def drawn(image: Any, size: Filter | str) -> Any | None:
    """The rendition of an image, or None where its file is missing or can't be read."""
    try:
        return image.get_rendition(size)
    # A missing file is Wagtail's ``SourceImageIOError``, one that is no picture Pillow's or Willow's.
    except (OSError, InvalidFilterSpecError):
        return None
