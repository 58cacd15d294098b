"""Reads of cases of every kind."""

from typing import TYPE_CHECKING, Any, Self

from wagtail.models import PageManager
from wagtail.query import PageQuerySet

if TYPE_CHECKING:
    from citysynergy.organisations.models import Organisation


class CasePageQuerySet(PageQuerySet):
    """Cases by organisation and state."""

    def of(self, organisation: "Organisation") -> Self:
        """Cases that stand below the organisation's page."""
        page = getattr(organisation, "page", None)
        return self.descendant_of(page) if page else self.none()

    def with_picture(self, image_id: int) -> Self:
        """Cases that hold this picture."""
        return self.filter(images__image_id=image_id).distinct()

    def published(self) -> Self:
        """Cases with a live version; what each reader may see of them is decided elsewhere."""
        return self.live()


BasePageManager: Any = PageManager
CasePageManager = BasePageManager.from_queryset(CasePageQuerySet)
