"""Small forms for an opportunity: another deadline, and how it ended."""

from typing import Any

from django import forms
from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from citysynergy.cases.small_views import SmallChangeView
from citysynergy.opportunities.actions import change_deadline, close_opportunity
from citysynergy.opportunities.pages import OpportunityPage, Outcome


class DeadlineForm(forms.Form):
    """A moment ahead; whether it is, the action says."""

    deadline = forms.DateTimeField(
        label=_("Deadline"),
        widget=AdminDateTimeInput,
        error_messages={
            "required": _("Choose a date and a time."),
            "invalid": _("Write the date and the time as year-month-day hours:minutes, such as 2027-03-01 17:00."),
        },
    )


class DeadlineView(SmallChangeView):
    """More time to answer, or less."""

    model = OpportunityPage
    form_class = DeadlineForm
    page_title = _("Deadline")
    header_icon = "calendar-alt"
    explanation = _("Answers are welcome until this moment. The page needs no new approval for it.")
    button = _("Change the deadline")
    done = _("The deadline has changed, on the published page and in your draft.")

    def get_initial(self) -> dict[str, Any]:
        return {"deadline": self.page.deadline}

    def act(self, form: Any) -> bool:
        return change_deadline(self.page, form.cleaned_data["deadline"], by=self.request.user)


class ClosingForm(forms.Form):
    """How it ended."""

    outcome = forms.ChoiceField(
        choices=Outcome.choices,
        label=_("How did it end?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it ended."), "invalid_choice": _("Choose how it ended.")},
    )


class ClosingView(SmallChangeView):
    """No more answers."""

    model = OpportunityPage
    form_class = ClosingForm
    page_title = _("Close this opportunity")
    header_icon = "lock"
    explanation = _(
        "Nobody can answer it any more, and readers see how it ended. The page stays published and needs no new "
        "approval for it. If you want to tell more about the outcome, do so in the editor."
    )
    button = _("Close it")
    done = _("The opportunity is closed, on the published page and in your draft.")

    def act(self, form: Any) -> bool:
        return close_opportunity(self.page, form.cleaned_data["outcome"], by=self.request.user)


urlpatterns = [
    path("opportunities/<int:pk>/deadline/", DeadlineView.as_view(), name="change_deadline"),
    path("opportunities/<int:pk>/close/", ClosingView.as_view(), name="close_opportunity"),
]
