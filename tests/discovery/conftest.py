"""An index of its own for each test that publishes, kept in step as in production."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command

from citysynergy.discovery import CaseQuery, CaseResults, search
from citysynergy.discovery.catalogue import CATALOGUE
from citysynergy.discovery.dictionary.present import DICTIONARY
from citysynergy.discovery.engines.registry import get_engine
from tests.discovery.engines import ENGINES, closed_port, settings_of


@pytest.fixture
def index(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> Iterator[Any]:
    """The engine that the site uses, with an empty index of its own; the embedded one where no other is asked for.

    ``pytest.mark.parametrize("index", ENGINES, indirect=True)`` asks for each.
    """
    name = getattr(request, "param", "embedded")
    with ENGINES[name](tmp_path) as engine:
        settings.CITYSYNERGY = {**django_settings.CITYSYNERGY, **settings_of(engine)}
        CATALOGUE.forget()
        DICTIONARY.forget()
        engine.rebuild([])
        yield get_engine()
        CATALOGUE.forget()
        DICTIONARY.forget()


@pytest.fixture
def outage(index: Any, settings: Any) -> Callable[[], AbstractContextManager[None]]:
    """Make the index unreachable for a while: its folder is no folder, or nothing listens at its address."""

    @contextmanager
    def unreachable() -> Iterator[None]:
        before = settings.CITYSYNERGY
        with ExitStack() as mending:
            if index.name == "embedded":
                aside = index.folder.root.rename(index.folder.root.with_name("aside"))
                index.folder.root.write_text("not a folder")
                mending.callback(aside.rename, index.folder.root)
                mending.callback(index.folder.root.unlink)
            else:
                settings.CITYSYNERGY = {**before, "ELASTICSEARCH_URL": closed_port()}
                mending.callback(setattr, settings, "CITYSYNERGY", before)
            yield

    return unreachable


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
