"""Whatever stands in an address, the search pages and the API answer it: with results, or with a kind refusal."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from django.test import Client, override_settings
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from citysynergy.discovery.facets import NAMES
from citysynergy.discovery.query import EXCLUDING

ADDRESSES = ("/nl/search/", "/en/map/", "/nl/map/data.json", "/api/v1/cases", "/api/v1/suggest")
PARAMETERS = (
    *("q", "role", "year_from", "year_to", "bbox", "near", "sort", "page", "page_size", "cursor", "exact"),
    *("lang", "view", "zoom", *NAMES, *(EXCLUDING + name for name in NAMES)),
)
# Near to what is understood: its pieces in any order.
PIECES = (
    *("water", "watre", "jakrata", '"', "-", " ", ",", ".", "1", "-6.2,106.8,50", "0,0,1,1", "1e9", "nan", "inf", "٣"),
    *("%", "*", "?", "(", "\\", "é", "İ", "ß", "\x00", "\u202e", "😀", "&", "=", "YWZ0ZXI6MjA", "ID", "6", "nl"),
)
VALUES = st.one_of(
    st.binary(max_size=24),
    st.text(max_size=24).map(lambda text: text.encode(errors="surrogatepass")),
    st.lists(st.sampled_from(PIECES), max_size=6).map(lambda pieces: "".join(pieces).encode()),
)
QUERIES = st.lists(st.tuples(st.sampled_from(PARAMETERS), VALUES), max_size=5).map(
    lambda pairs: "&".join(f"{name}={quote_from_bytes(value)}" for name, value in pairs)
)
FIXTURES_LIVE_ON = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow)


@pytest.fixture
def visitor(register: SimpleNamespace, settings: Any) -> Iterator[Client]:
    """A stranger to whom no limit on requests applies."""
    with override_settings(CITYSYNERGY={**settings.CITYSYNERGY, "API_REQUESTS_PER_SECOND": 0}):
        yield Client(raise_request_exception=True)


def check(visitor: Client, address: str, query: str) -> None:
    response = visitor.get(f"{address}?{query}")
    if response.status_code == 400:
        assert address.startswith("/api/")
        body = response.json()
        assert body["message"]
        assert all(problem["message"] for problem in body["problems"])
    else:
        assert response.status_code == 200


@settings(
    max_examples=40, deadline=None, suppress_health_check=FIXTURES_LIVE_ON, phases=(Phase.explicit, Phase.generate)
)
@given(address=st.sampled_from(ADDRESSES), query=QUERIES)
def test_any_address_is_answered(visitor: Client, address: str, query: str) -> None:
    check(visitor, address, query)


@pytest.mark.heavy
@settings(max_examples=4_000, deadline=None, suppress_health_check=FIXTURES_LIVE_ON)
@given(address=st.sampled_from(ADDRESSES), query=QUERIES)
def test_thousands_of_addresses_are_answered(visitor: Client, address: str, query: str) -> None:
    check(visitor, address, query)
