"""Engines under contract. Another engine joins by one more name here."""

from pathlib import Path

import pytest

from citysynergy.discovery.documents import CaseDocument
from citysynergy.discovery.engines.base import Engine
from citysynergy.discovery.engines.embedded import EmbeddedEngine
from tests.discovery.contract import generate

ENGINES = ("embedded",)


def make_engine(name: str, folder: Path) -> Engine:
    return {"embedded": EmbeddedEngine}[name](folder)


@pytest.fixture(scope="session", params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def engine(engine_name: str, tmp_path: Path) -> Engine:
    """An engine with an empty index."""
    engine = make_engine(engine_name, tmp_path / "index")
    engine.rebuild([])
    return engine


@pytest.fixture(scope="session")
def cases() -> list[CaseDocument]:
    return generate.cases(240, seed=7)


@pytest.fixture(scope="session")
def filled(engine_name: str, cases: list[CaseDocument], tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An engine with the generated cases: most by a rebuild, some written afterwards, some written twice."""
    engine = make_engine(engine_name, tmp_path_factory.mktemp("filled") / "index")
    engine.rebuild(cases[:200])
    engine.apply(cases[190:220], timeout=5)
    engine.apply(cases[220:], timeout=5)
    return engine
