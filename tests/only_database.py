"""A pytest plugin for the run on PostgreSQL: keeps what touches the database, leaves the browser to the run on SQLite.

pytest -p tests.only_database
"""

import pytest

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "django_db_serialized_rollback"}


def touches_the_database(item: pytest.Item) -> bool:
    """Tell whether the test is marked with ``django_db``, or takes a fixture that stands on the database."""
    if item.get_closest_marker("browser"):
        return False
    return item.get_closest_marker("django_db") is not None or bool(
        DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ()))
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect what would say nothing about PostgreSQL."""
    kept = [item for item in items if touches_the_database(item)]
    if dropped := [item for item in items if item not in kept]:
        config.hook.pytest_deselected(items=dropped)
        items[:] = kept
