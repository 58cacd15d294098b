"""What a moderator fills in with a decision."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.forms import TaskStateCommentForm


class RequestChangesForm(TaskStateCommentForm):
    """Asking for changes without saying which helps nobody."""

    comment = forms.CharField(
        label=_("What has to change?"),
        help_text=_("The author gets your words by mail and sees them above the page."),
        error_messages={"required": _("Say what has to change; the author gets your words by mail.")},
        max_length=4000,
        widget=forms.Textarea({"rows": 6}),
    )


class ApprovalForm(TaskStateCommentForm):
    """A note for the author is welcome, not needed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["comment"].label = _("Note for the author")
