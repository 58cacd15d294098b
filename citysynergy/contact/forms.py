"""What a reader fills in. Whatever is sent, it is answered in words, and stays in the form."""

import unicodedata
from typing import Any
from uuid import UUID, uuid5

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from citysynergy.contact import seal
from citysynergy.organisations.messages import (
    EMAIL_LENGTH,
    NAME_LENGTH,
    ORGANISATION_LENGTH,
    TEXT_LENGTH,
    ReaderMessage,
)

# In mails these could hide what is written, or turn it around.
_CONTROL = ("Cc", "Cf", "Cs", "Co")
# Parts of emoji and of words in several scripts.
_JOINERS = "\u200c\u200d"


def one_line(text: str) -> str:
    """The text without line ends and control characters: what stands in a line of a mail stays in it."""
    return " ".join(_printable(text, keep="").split())


def plain(text: str) -> str:
    """The text with its lines and tabs, without other control characters."""
    return _printable(text.replace("\r\n", "\n").replace("\r", "\n"), keep="\n\t").strip()


def _printable(text: str, *, keep: str) -> str:
    return "".join(
        letter if letter in keep + _JOINERS or unicodedata.category(letter) not in _CONTROL else " "
        for letter in unicodedata.normalize("NFC", text)
    )


class Line(forms.CharField):
    """One line of text."""

    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(value) or "")


class Text(forms.CharField):
    """Running text."""

    def to_python(self, value: Any) -> str:
        return plain(super().to_python(value) or "")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No ``maxlength``: browsers cut off what is pasted, without a word."""
        return {}


def _box(**attributes: Any) -> dict[str, Any]:
    return {"class": "utrecht-textbox cs-field__box", **attributes}


class MessageForm(forms.Form):
    """A question: who asks, for which organisation, where the answer goes, and what is asked."""

    kind: str = ReaderMessage.Kind.QUESTION

    name = Line(
        label=_("Your name"),
        max_length=NAME_LENGTH,
        widget=forms.TextInput(_box(autocomplete="name")),
        error_messages={
            "required": _("Fill in your name."),
            "max_length": _("Your name may have at most %(limit_value)d characters."),
        },
    )
    organisation = Line(
        label=_("Your organisation"),
        max_length=ORGANISATION_LENGTH,
        required=False,
        widget=forms.TextInput(_box(autocomplete="organization")),
        error_messages={"max_length": _("The organisation may have at most %(limit_value)d characters.")},
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=EMAIL_LENGTH,
        widget=forms.EmailInput(_box(autocomplete="email")),
        help_text=_("The answer goes to this address."),
        error_messages={
            "required": _("Fill in the e-mail address for the answer."),
            "invalid": _("Fill in an e-mail address as name@example.nl."),
            "max_length": _("The e-mail address may have at most %(limit_value)d characters."),
        },
    )
    text = Text(
        label=_("Your question"),
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(_box(rows=8)),
        error_messages={
            "required": _("Write your question."),
            "max_length": _(
                "Your text has %(show_value)d characters; at most %(limit_value)d fit. Make it shorter, or send it in "
                "parts."
            ),
        },
    )
    # People don't see this one. Programs fill in whatever there is.
    homepage = forms.CharField(
        required=False, label=_("Leave this empty"), widget=forms.TextInput({"autocomplete": "off"})
    )

    def __init__(self, data: Any = None, *, case: UUID) -> None:
        super().__init__(data, auto_id="%s")
        given = self.data.get("seal", "") if self.is_bound else ""
        self._given_seal = seal.read(given, kind=self.kind, case=case)
        # Kept while the form comes back with errors: a form is as old as its first page.
        self.seal = self._given_seal or seal.Seal(self.kind, case)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if set(self.errors) - {"homepage"}:
            # It comes back to be corrected anyway.
            return cleaned
        if cleaned.get("homepage") or "homepage" in self.errors:
            raise ValidationError(
                _("This looks as if a program filled it in. Are you no program? Press the button once more."),
                code="robot",
            )
        if self._given_seal is None:
            raise ValidationError(
                _("This form was open for too long, or did not arrive whole. Press the button once more."), code="old"
            )
        if self._given_seal.age < seal.FASTEST:
            raise ValidationError(
                _("That was so fast that it looks like a program. Press the button once more."), code="fast"
            )
        return cleaned

    @property
    def message_id(self) -> UUID:
        """The same for the same text from the same opened form. Another text is another message."""
        sent = (self.cleaned_data[name] for name in ("name", "organisation", "email", "text"))
        return uuid5(self.seal.number, "\0".join(sent))


class CorrectionForm(MessageForm):
    """What is wrong on the page. Whoever tells it may stay nameless."""

    kind = ReaderMessage.Kind.CORRECTION

    def __init__(self, data: Any = None, *, case: UUID) -> None:
        super().__init__(data, case=case)
        self.fields["name"].required = self.fields["email"].required = False
        self.fields["email"].help_text = _("Only if you want an answer.")
        self.fields["text"].label = _("What is wrong?")
        self.fields["text"].help_text = _("Say what stands there, and what it should be.")
        self.fields["text"].error_messages["required"] = _("Write what is wrong.")


FORMS: dict[str, type[MessageForm]] = {form.kind: form for form in (MessageForm, CorrectionForm)}
