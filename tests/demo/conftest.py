"""The demonstration, loaded once for all tests of this folder and taken back afterwards."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from citysynergy.demo.loading import Loaded, load
from citysynergy.discovery.catalogue import CATALOGUE


@pytest.fixture(scope="package")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where index and pictures of the loaded demonstration lie."""
    return tmp_path_factory.mktemp("demonstration")


@pytest.fixture(scope="package")
def loaded(django_db_setup: Any, django_db_blocker: Any, folder: Path) -> Iterator[Loaded]:
    """Reference data and demonstration in the database."""
    own = override_settings(
        CITYSYNERGY={**settings.CITYSYNERGY, "INDEX_DIR": folder / "index"}, MEDIA_ROOT=str(folder / "media")
    )
    with django_db_blocker.unblock(), own, transaction.atomic():
        call_command("citysynergy_load_reference", verbosity=0)
        yield load()
        transaction.set_rollback(True)
    CATALOGUE.forget()


@pytest.fixture
def demo(loaded: Loaded, db: Any) -> Loaded:
    """The loaded demonstration, for a test that may change it: its changes are taken back."""
    return loaded
