"""Small forms for changes of a published case that need no new round of moderation."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from citysynergy.cases.actions import change_desk, confirm_case
from citysynergy.cases.pages import CasePage
from citysynergy.organisations.models import ContactDesk
from citysynergy.values.guarded_pages import may_change_content


class SmallChangeView(WagtailAdminTemplateMixin, FormView):
    """Asks for one thing about a published page and changes it at once."""

    model: ClassVar[type[CasePage]] = CasePage
    form_class: Any = forms.Form
    template_name = "citysynergy/admin/cases/small_change.html"
    header_icon = "edit"
    # What the page is told to do, what the button says, and what is said when it is done.
    explanation: ClassVar[Any] = ""
    button: ClassVar[Any] = ""
    done: ClassVar[Any] = ""
    page: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Only for who may write the page, and only while it is published."""
        self.page = get_object_or_404(self.model, pk=kwargs["pk"]).specific
        if not may_change_content(self.page, request.user):
            raise PermissionDenied(_("You may not change this page."))
        if not self.page.live:
            messages.warning(request, _("This page is not published. Change it in the editor."))
            return redirect(self._editor())
        return super().dispatch(request, *args, **kwargs)

    def act(self, form: Any) -> bool:
        """Make the change; False where there was nothing to change. Raises ``ValidationError`` in words."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        """Change the page, or say at the form why not."""
        try:
            changed = self.act(form)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.form_invalid(form)
        messages.success(self.request, self.done if changed else _("It was so already. Nothing has changed."))
        return redirect(self._next())

    def get_page_subtitle(self) -> str:
        return str(self.page.get_admin_display_title())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        editor = {"url": self._editor(), "label": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, editor, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        texts = {"explanation": self.explanation, "button": self.button}
        return context | texts | {"page": self.page, "next": self._next(), "media": context["form"].media}

    def _editor(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk])

    def _next(self) -> str:
        return get_valid_next_url_from_request(self.request) or self._editor()


class ConfirmView(SmallChangeView):
    """The page is still correct."""

    page_title = gettext_lazy("Still correct?")
    header_icon = "success"
    explanation = gettext_lazy(
        "Read the published page once more. If everything on it is still true, confirm it: readers see today's date. "
        "A draft that you are working on stays a draft."
    )
    button = gettext_lazy("Yes, it is still correct")
    done = gettext_lazy("Thank you. Readers see that the page was confirmed today.")

    def act(self, form: Any) -> bool:
        return confirm_case(self.page, by=self.request.user)


class DeskForm(forms.Form):
    """One of the desks of the organisation, or none of its own."""

    desk = forms.ModelChoiceField(
        ContactDesk.objects.none(),
        label=gettext_lazy("Contact desk"),
        required=False,
        empty_label=gettext_lazy("The desk of your organisation"),
        error_messages={"invalid_choice": gettext_lazy("Choose one of the desks in the list.")},
    )

    def __init__(self, *args: Any, desks: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["desk"].queryset = desks  # type: ignore[attr-defined]


class DeskView(SmallChangeView):
    """Another desk answers readers."""

    form_class = DeskForm
    page_title = gettext_lazy("Contact desk")
    header_icon = "mail"
    explanation = gettext_lazy(
        "Questions of readers go to this desk from now on. The page needs no new approval for it."
    )
    button = gettext_lazy("Change the contact desk")
    done = gettext_lazy("The contact desk has changed, on the published page and in your draft.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"desks": ContactDesk.objects.filter(organisation=self.page.organisation)}

    def get_initial(self) -> dict[str, Any]:
        return {"desk": self.page.desk_id}

    def act(self, form: Any) -> bool:
        return change_desk(self.page, form.cleaned_data["desk"], by=self.request.user)


urlpatterns = [
    path("cases/<int:pk>/confirm/", ConfirmView.as_view(), name="confirm_case"),
    path("cases/<int:pk>/desk/", DeskView.as_view(), name="change_desk"),
]
