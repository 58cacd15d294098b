"""Names of countries for the reader, read once and kept: lists of cases name hundreds of them."""

from typing import Any

from django.core.cache import cache

from citysynergy.taxonomy.models import Country
from citysynergy.values.languages import active_language
from citysynergy.values.multilingual import MultilingualText

_KEY = "citysynergy-country-names"
_SECONDS = 300


def _countries() -> dict[str, tuple[str, dict[str, str]]]:
    """Per ISO code: M49 code and names."""
    found: Any = cache.get(_KEY)
    if found is None:
        rows = Country.objects.values_list("code", "m49", "name")
        found = {code: (m49, dict(name)) for code, m49, name in rows}
        if found:
            cache.set(_KEY, found, _SECONDS)
    return dict(found)


def country_name(code: str) -> str:
    """The country's name in the reader's language, else its code."""
    _m49, name = _countries().get(code, ("", {}))
    return MultilingualText(name).text_in(active_language())[0] or code


def country_name_by_number(m49: str) -> str:
    """The name of the country with this M49 number, or ``""``."""
    if not m49:
        return ""
    return next((country_name(code) for code, (number, _name) in _countries().items() if number == m49), "")
