"""An index of its own for each test that publishes, kept in step as in production."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command

from citysynergy.discovery import CaseQuery, CaseResults, search
from citysynergy.discovery.catalogue import CATALOGUE
from citysynergy.discovery.engines.registry import get_engine


@pytest.fixture
def index(settings: Any, tmp_path: Path) -> Iterator[Any]:
    """An empty index in a folder of its own."""
    settings.CITYSYNERGY = {**django_settings.CITYSYNERGY, "INDEX_DIR": tmp_path / "index"}
    CATALOGUE.forget()
    engine = get_engine()
    engine.rebuild([])
    yield engine
    CATALOGUE.forget()


@pytest.fixture
def published(index: Any, world: SimpleNamespace, django_capture_on_commit_callbacks: Any) -> Callable[..., Any]:
    """Do something and let what happens at its commit happen."""

    def run(work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return work(*args, **kwargs)

    return run


@pytest.fixture
def find() -> Callable[..., CaseResults]:
    """Search as a visitor, or as ``viewer``, by the parameters of an address."""

    def find(viewer: Any = None, *, zoom: int | None = 3, lang: str = "nl", **params: Any) -> CaseResults:
        query = CaseQuery.from_params(params, strict=True)
        return search(query, viewer=viewer, zoom=zoom, language=lang)

    return find


@pytest.fixture
def rebuilt(index: Any, world: SimpleNamespace) -> Callable[[], None]:
    """Bring the index up to date with everything that the test made."""
    return lambda: call_command("citysynergy_rebuild_index", verbosity=0)
