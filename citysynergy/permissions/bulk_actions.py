"""Wagtail's actions on several pages at once, on pages that the user may know of: the confirmation prints titles."""

from typing import Any

from django.http import Http404
from wagtail.admin.views.pages import bulk_actions

from citysynergy.permissions.knowing import knowable_pages, numbers


class KnownPagesMixin:
    """Leaves out forged numbers, as if no page had them."""

    request: Any

    def get_queryset(self, model: Any, object_ids: Any) -> list[Any]:
        """The pages with these numbers that the user may know of. Raises "not found" where none is left."""
        found = list(knowable_pages(self.request.user).filter(pk__in=numbers(object_ids)))
        if not found:
            raise Http404
        return found


class KnownPagesDelete(KnownPagesMixin, bulk_actions.DeleteBulkAction):
    """Deletes pages."""


class KnownPagesMove(KnownPagesMixin, bulk_actions.MoveBulkAction):
    """Moves pages to a destination that the user may know of."""

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        known = knowable_pages(self.request.user)
        form.fields["chooser"].queryset = known
        if form.is_bound and not known.filter(pk__in=numbers(form.data.getlist("chooser"))).exists():
            form.data = form.data.copy()
            form.data["chooser"] = ""
        return form


class KnownPagesPublish(KnownPagesMixin, bulk_actions.PublishBulkAction):
    """Publishes pages."""


class KnownPagesUnpublish(KnownPagesMixin, bulk_actions.UnpublishBulkAction):
    """Takes pages offline."""


ACTIONS = (KnownPagesDelete, KnownPagesMove, KnownPagesPublish, KnownPagesUnpublish)
