"""Who reads a page, as far as the page needs to know."""

from dataclasses import dataclass

from django.http import HttpRequest

from citysynergy.permissions.groups import in_network


@dataclass(frozen=True)
class Reader:
    """The reader's request, and whether network-only parts are open to them."""

    request: HttpRequest
    network: bool


def reader_of(request: HttpRequest) -> Reader:
    """The reader behind a request."""
    user = getattr(request, "user", None)
    return Reader(request, bool(user and user.is_authenticated and in_network(user)))
