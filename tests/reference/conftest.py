"""The reference data, loaded once for all tests of a module that only build upon it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction


@pytest.fixture(scope="module")
def reference_data(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Everything that the command loads. What a test changes is undone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("citysynergy_load_reference", verbosity=0)
        yield
        transaction.set_rollback(True)
