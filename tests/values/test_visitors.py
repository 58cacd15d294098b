"""From which network address a visitor comes, with and without proxies of our own before the site."""

from typing import Any

import pytest
from django.test import RequestFactory

from citysynergy.values.visitors import household, network_address


@pytest.mark.parametrize(
    ("proxies", "header", "expected"),
    [
        (0, "1.1.1.1", "127.0.0.1"),
        (1, "", "127.0.0.1"),
        (1, "203.0.113.1", "203.0.113.1"),
        (1, "1.1.1.1, 203.0.113.1", "203.0.113.1"),
        (2, "1.1.1.1, 203.0.113.1, 10.0.0.1", "203.0.113.1"),
        (3, "203.0.113.1", "127.0.0.1"),
        (1, "1.1.1.1,", "127.0.0.1"),
    ],
)
def test_only_what_our_own_proxies_add_is_believed(settings: Any, proxies: int, header: str, expected: str) -> None:
    settings.CITYSYNERGY = {**settings.CITYSYNERGY, "TRUSTED_PROXIES": proxies}
    headers = {"X-Forwarded-For": header} if header else {}
    assert network_address(RequestFactory().get("/", headers=headers)) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("203.0.113.1", "203.0.113.1"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        ("2001:db8:1:2:bbbb::2%eth0", "2001:db8:1:2::"),
        ("::ffff:203.0.113.1", "203.0.113.1"),
        ("", ""),
        ("no address", "no address"),
    ],
)
def test_one_connection_is_one_address(address: str, expected: str) -> None:
    assert household(address) == expected
