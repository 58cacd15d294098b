"""Pictures and documents in the admin's own API and in actions on several at once: those that the user works with."""

from typing import Any

from django.http import Http404
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.documents.views import bulk_actions as of_documents
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.images.views import bulk_actions as of_images
from wagtail.permissions import policy_registry

from citysynergy.permissions.knowing import numbers

WORKING = ("choose", "change", "delete")


def files_to_work_with(model: Any, user: Any) -> Any:
    """The pictures, or documents, that the user may choose, change or delete."""
    return policy_registry.get_by_type(model).instances_user_has_any_permission_for(user, WORKING)


class OwnImagesAPIViewSet(ImagesAdminAPIViewSet):  # type: ignore[misc]
    """Wagtail's lists every picture to everyone in the admin."""

    def get_queryset(self) -> Any:
        """The user's."""
        return super().get_queryset().filter(pk__in=files_to_work_with(self.model, self.request.user).values("pk"))


class OwnDocumentsAPIViewSet(DocumentsAdminAPIViewSet):  # type: ignore[misc]
    """Wagtail's lists every document to everyone in the admin."""

    def get_queryset(self) -> Any:
        """The user's."""
        return super().get_queryset().filter(pk__in=files_to_work_with(self.model, self.request.user).values("pk"))


class OwnFilesMixin:
    """Leaves out forged numbers, whose titles Wagtail prints."""

    request: Any

    def get_queryset(self, model: Any, object_ids: Any) -> list[Any]:
        """The files with these numbers that the user works with. Raises "not found" where none is left."""
        found = list(files_to_work_with(model, self.request.user).filter(pk__in=numbers(object_ids)))
        if not found:
            raise Http404
        return found


class OwnImagesTags(OwnFilesMixin, of_images.AddTagsBulkAction):  # type: ignore[misc]
    """Tags pictures."""


class OwnImagesCollection(OwnFilesMixin, of_images.AddToCollectionBulkAction):  # type: ignore[misc]
    """Moves pictures to a collection."""


class OwnImagesDelete(OwnFilesMixin, of_images.DeleteBulkAction):  # type: ignore[misc]
    """Deletes pictures."""


class OwnDocumentsTags(OwnFilesMixin, of_documents.AddTagsBulkAction):  # type: ignore[misc]
    """Tags documents."""


class OwnDocumentsCollection(OwnFilesMixin, of_documents.AddToCollectionBulkAction):  # type: ignore[misc]
    """Moves documents to a collection."""


class OwnDocumentsDelete(OwnFilesMixin, of_documents.DeleteBulkAction):  # type: ignore[misc]
    """Deletes documents."""


ACTIONS = (
    OwnImagesTags,
    OwnImagesCollection,
    OwnImagesDelete,
    OwnDocumentsTags,
    OwnDocumentsCollection,
    OwnDocumentsDelete,
)
