"""Small pieces of text that several public pages share: periods, money, file sizes, languages."""

import datetime
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, get_language_info, gettext, ngettext

from citysynergy.values.dates import PartialDate
from citysynergy.values.languages import active_language

# Classes of letters in Unicode: Hebrew and the like, Arabic and the like.
RIGHT_TO_LEFT = frozenset({"R", "AL"})


def partial(value: Any) -> PartialDate | None:
    """A partial date from the index or the database, or None."""
    if not value or isinstance(value, PartialDate):
        return value or None
    try:
        return PartialDate.parse(str(value)[:10])
    except ValueError:
        return None


def partial_words(value: Any) -> str:
    """A partial date in words, or ``""``."""
    found = partial(value)
    return found.display() if found else ""


def period(start: Any, end: Any) -> str:
    """A period in words, as precise as its dates: "2016–2022", "since January 2024", "until 2019"."""
    return _period(str(start or ""), str(end or ""), get_language() or "")


# Lists tell of the same periods again and again, and months become words slowly.
@lru_cache(maxsize=4096)
def _period(start: str, end: str, _language: str) -> str:
    first, last = partial(start), partial(end)
    if first and last:
        if first.display() == last.display():
            return first.display()
        separator = "–" if not (first.month or last.month) else " – "
        return f"{first.display()}{separator}{last.display()}"
    if first:
        return gettext("since %(date)s") % {"date": first.display()}
    if last:
        return gettext("until %(date)s") % {"date": last.display()}
    return ""


def day(value: Any) -> str:
    """A full date in words of the active language."""
    found = as_date(value)
    return date_format(found, "j F Y") if found else ""


def as_date(value: Any) -> datetime.date | None:
    """The local date of a date, a moment or their text."""
    if isinstance(value, str) and value:
        try:
            value = datetime.datetime.fromisoformat(value)
        except ValueError:
            return None
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value if isinstance(value, datetime.date) else None


def isolated(name: str) -> str:
    """A name that can stand in a line: one that is read from the right keeps its own direction (U+2068, U+2069)."""
    if name.isascii() or not any(unicodedata.bidirectional(letter) in RIGHT_TO_LEFT for letter in name):
        return name
    return f"\u2068{name}\u2069"


def joined(names: Sequence[str], limit: int = 3) -> str:
    """ "Glasgow, Umeå and Parma"; of a long list the first ones and how many more."""
    shown = [isolated(name) for name in names if name]
    if len(shown) > limit + 1:
        more = len(shown) - limit
        return ngettext("%(names)s and %(count)d more", "%(names)s and %(count)d more", more) % {
            "names": ", ".join(shown[:limit]),
            "count": more,
        }
    if len(shown) > 1:
        return gettext("%(names)s and %(last)s") % {"names": ", ".join(shown[:-1]), "last": shown[-1]}
    return "".join(shown)


def language_name(code: str) -> str:
    """The name of a language in the active language, else its code."""
    try:
        return gettext(get_language_info(code)["name"])
    except KeyError:
        return code


def language_note(code: str) -> str:
    """A word about a text that is not in the language of the page; ``""`` where it is."""
    if not code or code == active_language():
        return ""
    return gettext("This text is in %(language)s.") % {"language": language_name(code)}


def money(amount: Decimal | None, currency: str) -> str:
    """An amount with its currency; cents only where there are any."""
    if amount is None:
        return gettext("not stated")
    places = 0 if amount == amount.to_integral_value() else 2
    return f"{currency} {number_format(amount, places, force_grouping=True)}"


def grouped(number: int) -> str:
    """A whole number as it is read: thousands apart from hundreds."""
    # Most are small, and a page has a hundred of them.
    return str(number) if number < 1000 else number_format(number, force_grouping=True)


def figure(value: Decimal | None) -> str:
    """A measured value without trailing zeros."""
    if value is None:
        return ""
    plain = value.normalize()
    exponent = plain.as_tuple().exponent
    return number_format(plain, max(0, -exponent) if isinstance(exponent, int) else 0, force_grouping=True)
