"""Engines for tests, each with an index of its own of which nothing is left behind."""

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest

from citysynergy.discovery.engines.base import Engine
from citysynergy.discovery.engines.elasticsearch import Configuration, ElasticsearchEngine
from citysynergy.discovery.engines.embedded import EmbeddedEngine


@contextmanager
def embedded(folder: Path) -> Iterator[EmbeddedEngine]:
    yield EmbeddedEngine(folder / "index")


@contextmanager
def elasticsearch(_folder: Path) -> Iterator[ElasticsearchEngine]:
    engine = ElasticsearchEngine(configuration())
    try:
        yield engine
    finally:
        remove_indexes(engine)


ENGINES: dict[str, Callable[[Path], AbstractContextManager[Engine]]] = {
    "embedded": embedded,
    "elasticsearch": elasticsearch,
}


def server() -> str:
    """The address of the Elasticsearch that ``make test`` started. A test that needs it is never passed over."""
    return os.environ.get("ELASTICSEARCH_URL") or pytest.fail(
        "This test needs Elasticsearch: run it with `make test`, or set ELASTICSEARCH_URL."
    )


def settings_of(engine: Engine) -> dict[str, Any]:
    """The settings by which a site uses an engine with its index. A busy machine is given time to send what changed."""
    common = {"SEARCH_ENGINE": engine.name, "INDEX_INLINE_SECONDS": 30}
    if isinstance(engine, EmbeddedEngine):
        return {**common, "INDEX_DIR": engine.folder.root}
    assert isinstance(engine, ElasticsearchEngine)
    given = {f"ELASTICSEARCH_{name.upper()}": value for name, value in vars(engine.configuration).items()}
    return {**common, **given}


def closed_port() -> str:
    """The address of a server that is not there."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


def configuration() -> Configuration:
    """Names of its own on the server, and two shards as on a cluster: counts and orders must be the same."""
    return Configuration(server(), index=f"test-{token_hex(6)}", shards=2, replicas=0, seconds=30)


def indexes(engine: ElasticsearchEngine) -> set[str]:
    """The indexes of an engine but the one that holds its lock."""
    found = set(engine.client.indices.get(index=f"{engine.configuration.index}-*").body)
    return found - {engine.indices.lock}


def remove_indexes(engine: ElasticsearchEngine) -> None:
    """Remove everything that an engine made."""
    names = [*indexes(engine), engine.indices.lock]
    engine.client.indices.delete(index=names, ignore_unavailable=True)


def lose_index(engine: Engine) -> None:
    """Take the index away, as a disk or an operator does."""
    if isinstance(engine, EmbeddedEngine):
        shutil.rmtree(engine.folder.root)
    else:
        assert isinstance(engine, ElasticsearchEngine)
        engine.indices.drop(list(indexes(engine)))
