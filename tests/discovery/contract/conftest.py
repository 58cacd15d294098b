"""Engines under contract. Another engine joins by one more name in ``tests.discovery.engines``."""

from collections.abc import Iterator

import pytest

from citysynergy.discovery.documents import CaseDocument
from citysynergy.discovery.engines.base import Deletion, Engine
from tests.discovery.contract import generate
from tests.discovery.engines import ENGINES


@pytest.fixture(scope="session", params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def shared(engine_name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One engine for the tests that write: making an index on a server takes longer than most of them."""
    with ENGINES[engine_name](tmp_path_factory.mktemp("shared")) as engine:
        engine.rebuild([])
        yield engine


@pytest.fixture
def engine(shared: Engine) -> Engine:
    """An engine with an empty index."""
    shared.apply([Deletion(entry.id, entry.version) for entry in shared.entries()], timeout=5)
    return shared


@pytest.fixture(scope="session")
def cases() -> list[CaseDocument]:
    return generate.cases(240, seed=7)


@pytest.fixture(scope="session")
def filled(engine_name: str, cases: list[CaseDocument], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An engine with the generated cases: most by a rebuild, some written afterwards, some written twice."""
    with ENGINES[engine_name](tmp_path_factory.mktemp("filled")) as engine:
        engine.rebuild(cases[:200])
        engine.apply(cases[190:220], timeout=5)
        engine.apply(cases[220:], timeout=5)
        yield engine
