"""Addresses to hand on."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Shared:
    """An address with its host, and a link that opens a mail with it."""

    url: str
    mail: str


def shared(request: HttpRequest, address: str, title: str) -> Shared:
    """``address`` is a path with its parameters; ``title`` becomes the subject of the mail."""
    url = request.build_absolute_uri(address)
    return Shared(url, f"mailto:?{urlencode({'subject': title, 'body': url}, quote_via=quote)}")
