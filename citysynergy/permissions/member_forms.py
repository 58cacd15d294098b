"""What a manager fills in about members and invitations."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from citysynergy.organisations.models import Role

ROLE_HELP = _(
    "Authors write pages and submit them. Approvers also sign off pages and take them offline. Managers write, take "
    "pages offline and manage the members."
)


class InvitationForm(forms.Form):
    """Who is invited, for what, in which language."""

    email = forms.EmailField(
        label=_("Mail address"),
        error_messages={
            "required": _("Write the mail address of the person you invite."),
            "invalid": _("Write one whole mail address, such as name@example.nl."),
        },
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=_("Role"), choices=Role.choices, initial=Role.AUTHOR, help_text=ROLE_HELP, widget=forms.RadioSelect
    )
    language = forms.ChoiceField(label=_("Language of the mail"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = settings.LANGUAGES  # type: ignore[attr-defined]
        self.fields["language"].initial = get_language()


class RoleForm(forms.Form):
    """The role from now on; and the one that was on the screen, to notice that a colleague was faster."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, help_text=ROLE_HELP, widget=forms.RadioSelect)
    was = forms.CharField(widget=forms.HiddenInput)
