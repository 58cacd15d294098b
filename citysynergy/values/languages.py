"""The languages of content."""

from django.utils.translation import get_language, get_language_info

from citysynergy.conf import get_setting


def content_languages() -> list[tuple[str, str]]:
    """Return (code, own name) of each language that content may be written in."""
    return [(code, name) for code, name in get_setting("LANGUAGES")]


def language_name(code: str) -> str:
    """The name of a content language in the reader's language, where Django knows it; else its own name."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return dict(content_languages()).get(code, code)


def language_codes() -> list[str]:
    """Return the codes of the content languages, in the order of the setting."""
    return [code for code, _name in get_setting("LANGUAGES")]


def active_language() -> str:
    """Return the content language nearest to the reader's: the active one, else the first of the setting."""
    active = (get_language() or "").split("-")[0]
    codes = language_codes()
    return active if active in codes else codes[0]
