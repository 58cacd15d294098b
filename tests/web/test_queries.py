"""How often a page asks the database: a number that does not grow with what is shown."""

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.web.test_pages import address

LIMITS = {"home": 10, "search": 5, "index": 14, "initiative": 38, "organisation": 28}


@pytest.mark.parametrize("name", LIMITS)
def test_a_page_asks_little(client: Client, register: SimpleNamespace, name: str) -> None:
    page = register.rotterdam.page if name == "organisation" else getattr(register, name, None)
    url = "/nl/search/" if name == "search" else address(page)
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(url).status_code == 200
    assert len(asked) <= LIMITS[name], "\n".join(query["sql"][:160] for query in asked.captured_queries)


@pytest.mark.parametrize("address", ["/nl/search/?type=initiative&q=water&not_country=SE", "/nl/map/?theme=energy"])
def test_a_search_asks_the_index_once(
    client: Client, register: SimpleNamespace, asked: list[str], address: str
) -> None:
    assert client.get(address).status_code == 200
    assert asked == ["search"]


def test_more_results_do_not_mean_more_questions(client: Client, register: SimpleNamespace) -> None:
    def questions() -> int:
        client.get("/nl/search/?page_size=100")
        with CaptureQueriesContext(connection) as asked:
            client.get("/nl/search/?page_size=100")
        return len(asked)

    before = questions()
    from django.core.management import call_command

    for number in range(5):
        factories.make_initiative(register.utrecht, f"Nog een {number}", themes=[register.water])
    call_command("citysynergy_rebuild_index", verbosity=0)
    assert questions() == before
