"""Wagtail's views of our pages, for who may know of the page.

Wagtail answers "not found" to a number of no page and "no permission" to one that the user may not open, and some views
say its title on the way. Here every view of a page asks first whether the user may know of it at all.
"""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponseBase
from wagtail.admin.forms.pages import CopyForm, MoveForm
from wagtail.admin.views.pages.copy import CopyView
from wagtail.admin.views.pages.listing import GenericPageFilterSet
from wagtail.admin.views.pages.move import MoveChooseDestinationView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page, TaskState
from wagtail.permissions import policy_registry

from citysynergy.organisations.pages import OrganisationIndexPage, OrganisationPage
from citysynergy.permissions.filters import people_of
from citysynergy.permissions.group_views import PrivacyView
from citysynergy.permissions.knowing import numbers, refuse_unknown

# The arguments of Wagtail's addresses that are numbers of pages.
PAGE_ARGUMENTS = ("page_id", "pk", "parent_page_id", "page_to_move_id", "destination_id")


class OnlyOwnPeopleFilterSet(GenericPageFilterSet):
    """Wagtail's filters, with the names of people who wrote or made pages that the user may open, and no others."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("owner", "edited_by"):
            self.filters[name].queryset = people_of(self.request.user)


class ChosenDestinationMixin:
    """For forms with a new parent: only a page below which the user may add one is a choice."""

    # Of the form.
    fields: dict[str, Any]
    data: Any
    is_bound: bool

    def narrow_to(self, user: Any) -> None:
        """Offer these parents and no others; what else is sent is told to be no choice, without its title."""
        parents = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "add")
        self.fields["new_parent_page"].queryset = parents
        if self.is_bound:
            sent = numbers(self.data.getlist("new_parent_page"))
            if not parents.filter(pk__in=sent).exists():
                self.data = self.data.copy()
                self.data["new_parent_page"] = ""


class DestinationCopyForm(ChosenDestinationMixin, CopyForm):
    """Copies below a page that the user may add to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.narrow_to(self.user)


class OwnDestinationCopyView(CopyView):
    """The copy view, whose form knows the user's own destinations only."""

    def get_form_class(self) -> type[Any]:
        return DestinationCopyForm

    def post(self, request: HttpRequest, page_id: int, *args: Any, **kwargs: Any) -> Any:
        # Not Wagtail's, which looks for the parent before the form did.
        form = self.get_form()
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)


class DestinationMoveForm(ChosenDestinationMixin, MoveForm):
    """Moves below a page that the user may add to."""


class OwnDestinationMoveView(MoveChooseDestinationView):
    """The move view, whose form knows the user's own destinations only."""

    form_class = DestinationMoveForm

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.narrow_to(self.request.user)
        return form


class KnownPageViewSet(PageViewSet):
    """Every view of a page type, for who may know of the page."""

    copy_view_class = OwnDestinationCopyView
    move_view_class = OwnDestinationMoveView
    set_privacy_view_class = PrivacyView

    @property
    def parent_models(self) -> list[type[Page]]:
        """Also the listing of what stands below such a page, which Wagtail would give to the type of the children."""
        return [self.model]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        # The listings show pages of every type.
        return super().get_common_view_kwargs(**{"model": Page, **kwargs})

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(**{"filterset_class": OnlyOwnPeopleFilterSet, **kwargs})

    def get_view_by_name(self, name: str) -> Callable[..., HttpResponseBase]:
        """Wagtail's view with this name, behind the question."""
        return _known_first(super().get_view_by_name(name))


def _known_first(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        pages = [kwargs[name] for name in PAGE_ARGUMENTS if kwargs.get(name)]
        refuse_unknown(request.user, pages)
        if state := kwargs.get("task_state_id"):
            _refuse_task_of_another(state, pages[0])
        return view(request, *args, **kwargs)

    return asked


def _refuse_task_of_another(state: int, page: int) -> None:
    """Wagtail asks whether the user may judge the page in the address, and then judges the task in the address."""
    if not TaskState.objects.filter(pk=state, workflow_state__object_id=str(page)).exists():
        raise Http404


def page_viewsets() -> list[KnownPageViewSet]:
    """One for the index and one for the pages of organisations, and for the cases below these."""
    case: Any = apps.get_model("citysynergy", "CasePage")
    return [KnownPageViewSet(model=model) for model in (OrganisationIndexPage, OrganisationPage, case)]
