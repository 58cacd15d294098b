"""The languages of content."""

from django.utils.translation import get_language

from citysynergy.conf import get_setting


def content_languages() -> list[tuple[str, str]]:
    """Return (code, own name) of each language that content may be written in."""
    return [(code, name) for code, name in get_setting("LANGUAGES")]


def language_codes() -> list[str]:
    """Return the codes of the content languages, in the order of the setting."""
    return [code for code, _name in content_languages()]


def active_language() -> str:
    """Return the content language nearest to the reader's: the active one, else the first of the setting."""
    active = (get_language() or "").split("-")[0]
    codes = language_codes()
    return active if active in codes else codes[0]
