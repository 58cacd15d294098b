"""What a judge fills in with a decision."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.forms import TaskStateCommentForm
from wagtail.users.models import UserProfile

from citysynergy.moderation.guidance import Criterion, Remark
from citysynergy.moderation.rules import all_ticked_or_explained

LONGEST_COMMENT = 4000


class DecisionForm(TaskStateCommentForm):
    """A decision about one version of a page: whoever decides has read that one."""

    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)

    def __init__(self, *args: Any, page: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page
        self.fields["version"].initial = str(page.latest_revision_id)
        # Shown in this order, the hidden one anywhere.
        self.order_fields(["checklist", "remarks", "comment"])

    def clean_version(self) -> str:
        """Refuse a decision about a version that is not the latest any more."""
        version: str = self.cleaned_data["version"]
        if version and version != str(self.page.latest_revision_id):
            raise ValidationError(
                _("The page was changed after you opened this form. Close it, read the page again, then decide.")
            )
        return version

    def add_error(self, field: Any, error: Any) -> None:
        """Say at the top what is wrong with a field that nobody sees."""
        if field == "version":
            self.cleaned_data.pop("version", None)
            field = None
        super().add_error(field, error)


class NoteForm(DecisionForm):
    """A note with a yes is welcome, not needed."""

    comment = forms.CharField(
        label=gettext_lazy("Note for the author"),
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea({"rows": 3}),
    )


class ApprovalForm(NoteForm):
    """The checklist of this type of page, and a note."""

    checklist = forms.MultipleChoiceField(
        label=gettext_lazy("Checklist"),
        help_text=gettext_lazy(
            "Tick what is in order. Where you leave a point open and approve all the same, say in the note why."
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = list(Criterion.objects.for_page(self.page))
        if self.criteria:
            self.fields["checklist"].choices = [(str(point.pk), str(point)) for point in self.criteria]
        else:
            del self.fields["checklist"]

    def clean(self) -> Any:
        cleaned = super().clean()
        ticked = self.cleaned_data.get("checklist", [])
        note = self.cleaned_data.get("comment", "")
        if "checklist" not in self.errors and (
            words := all_ticked_or_explained([str(point.pk) in ticked for point in self.criteria], note)
        ):
            self.add_error("comment", words)
        return cleaned


class RequestChangesForm(DecisionForm):
    """Asking for changes without saying which helps nobody."""

    comment = forms.CharField(
        label=gettext_lazy("What has to change?"),
        help_text=gettext_lazy("The author gets your words by mail and sees them above the page."),
        error_messages={"required": gettext_lazy("Say what has to change; the author gets your words by mail.")},
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea({"rows": 6}),
    )


class RemarksForm(RequestChangesForm):
    """Standard remarks to choose from; the moderator's own words are then optional."""

    remarks = forms.MultipleChoiceField(
        label=gettext_lazy("Standard remarks"),
        help_text=gettext_lazy("The author gets these in the author's own language, followed by your words."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(remark.pk): remark for remark in Remark.objects.for_page(self.page)}
        if not self.known:
            del self.fields["remarks"]
            return
        self.fields["comment"].label = _("What else has to change?")
        self.fields["comment"].required = False
        self.fields["remarks"].choices = [
            (key, format_html("<span><b>{}</b> {}</span>", remark, remark.text)) for key, remark in self.known.items()
        ]

    def clean(self) -> Any:
        """Join the remarks and the words to one comment, which is all that is sent on."""
        cleaned = super().clean()
        chosen = self.cleaned_data.pop("remarks", [])
        if self.errors:
            return cleaned
        language = language_of_author(self.page)
        texts = [self.known[key].text.text_in(language)[0] for key in chosen]
        comment = "\n\n".join([*texts, self.cleaned_data["comment"]]).strip()
        if not comment:
            self.add_error("comment", _("Choose a remark, or say what has to change."))
        elif len(comment) > LONGEST_COMMENT:
            words = _("Remarks and words together are longer than %(limit)d characters. Shorten them.")
            self.add_error("comment", words % {"limit": LONGEST_COMMENT})
        self.cleaned_data["comment"] = comment
        return cleaned


def language_of_author(page: Any) -> str:
    """The language that who submitted the page reads the admin in."""
    state = page.current_workflow_state
    author = (state and state.requested_by) or page.owner
    return (UserProfile.get_for_user(author).preferred_language if author else "") or settings.LANGUAGE_CODE
