"""Who gets what a reader writes about a case. Addresses go from here into mails, and nowhere else."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from wagtail.users.models import UserProfile

from citysynergy.conf import get_setting
from citysynergy.organisations.messages import ReaderMessage
from citysynergy.organisations.models import ContactDesk
from citysynergy.permissions.mails import leading


@dataclass(frozen=True, slots=True)
class Recipients:
    """The addresses, and in which language the mail is written."""

    addresses: tuple[str, ...]
    language: str = ""
    # The desk that gets it; None where its editors do, or the desk of the site.
    desk: ContactDesk | None = None
    # Whether nobody of the organisation can be reached, so that the desk of the site gets it.
    site_desk: bool = False


def recipients(kind: str, page: Any) -> Recipients | None:
    """Who gets a message about the case; None where nobody can be reached. ``page`` is None for a case that is gone.

    A question goes to the contact desk. A correction goes to who wrote the page or answers for it, else to the desk.
    Where the organisation has neither, ``CITYSYNERGY["DESK_EMAIL"]`` gets it.
    """
    if page is not None:
        if kind == ReaderMessage.Kind.CORRECTION and (editors := _editors(page)):
            return editors
        if desk := page.contact_desk:
            return Recipients((desk.email,), settings.LANGUAGE_CODE, desk=desk)
    if address := get_setting("DESK_EMAIL"):
        return Recipients((address,), settings.LANGUAGE_CODE, site_desk=True)
    return None


def _editors(page: Any) -> Recipients | None:
    people = sorted((person for person in leading(page) if person.email), key=lambda person: int(person.pk))
    if not people:
        return None
    languages = {UserProfile.get_for_user(person).preferred_language or settings.LANGUAGE_CODE for person in people}
    # One mail, so that colleagues see who else got it.
    language = languages.pop() if len(languages) == 1 else settings.LANGUAGE_CODE
    return Recipients(tuple(dict.fromkeys(person.email for person in people)), language)
