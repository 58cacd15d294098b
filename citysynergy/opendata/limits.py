"""A light limit on how often one address may ask."""

import time

from django.core.cache import cache
from django.http import HttpRequest

from citysynergy.conf import get_setting
from citysynergy.values.visitors import household, network_address

# Counted over a few seconds, so that a short burst is no offence.
WINDOW = 10


def is_over(request: HttpRequest) -> bool:
    """Whether this address asked more often than ``CITYSYNERGY["API_REQUESTS_PER_SECOND"]`` allows."""
    allowed = get_setting("API_REQUESTS_PER_SECOND")
    if not allowed:
        return False
    window = int(time.time()) // WINDOW
    key = f"citysynergy-api:{household(network_address(request))}:{window}"
    cache.add(key, 0, WINDOW * 2)
    try:
        return int(cache.incr(key)) > allowed * WINDOW
    except ValueError:
        # Dropped from a full cache between the two calls.
        return False
