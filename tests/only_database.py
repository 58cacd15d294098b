"""A pytest plugin for the run on PostgreSQL: keeps what touches the database, and of a test with many cases two.

What a test asks the database hardly differs between its cases; SQLite runs them all. Loading the demonstration takes
minutes: PostgreSQL does that once, in ``make test-heavy`` for the story of a case.

pytest -p tests.only_database
"""

from collections import defaultdict

import pytest

CASES = 2
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "django_db_serialized_rollback"}


def touches_the_database(item: pytest.Item) -> bool:
    """Tell whether the test is marked with ``django_db``, or takes a fixture that stands on the database."""
    fixtures = set(getattr(item, "fixturenames", ()))
    if item.get_closest_marker("browser") or "/demo/" in item.nodeid or "demonstration" in fixtures:
        return False
    return item.get_closest_marker("django_db") is not None or not DATABASE_FIXTURES.isdisjoint(fixtures)


def spread(items: list[pytest.Item], most: int) -> list[pytest.Item]:
    """At most so many of the cases of one test, the first and the last among them."""
    if len(items) <= most:
        return items
    return [items[round(number * (len(items) - 1) / (most - 1))] for number in range(most)]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect what would say nothing more about PostgreSQL."""
    tests: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if touches_the_database(item):
            tests[item.nodeid.partition("[")[0]].append(item)
    chosen = {item for cases in tests.values() for item in spread(cases, CASES)}
    kept = [item for item in items if item in chosen]
    if dropped := [item for item in items if item not in chosen]:
        config.hook.pytest_deselected(items=dropped)
        items[:] = kept
