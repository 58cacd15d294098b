"""From which network address a request comes."""

from ipaddress import IPv6Address, ip_address

from django.http import HttpRequest

from citysynergy.conf import get_setting


def network_address(request: HttpRequest) -> str:
    """The visitor's address as the outermost trusted proxy saw it; ``""`` where nothing tells.

    ``CITYSYNERGY["TRUSTED_PROXIES"]`` says how many stand before the site. What a visitor puts into the header is
    further to the left than what those added, and is never read.
    """
    proxies = get_setting("TRUSTED_PROXIES")
    passed = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if proxies and len(passed) >= proxies and passed[-proxies]:
        return passed[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))


def household(address: str) -> str:
    """What limits are counted by: the address, or the network of an IPv6 address, of which one connection has many."""
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(known, IPv6Address):
        return str(known)
    return str(known.ipv4_mapped or IPv6Address(int(known) >> 64 << 64))
