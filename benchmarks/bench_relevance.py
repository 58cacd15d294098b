"""How well results are ordered: nDCG@10 over the judged searches, for each engine and for plain BM25.

Elasticsearch takes part where ``RELEVANCE_ELASTICSEARCH_URL`` names a server; its index there is removed again.
"""

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.relevance import asking, mean, scores
from citysynergy.discovery.builder import Builder
from citysynergy.discovery.dictionary.present import DICTIONARY
from citysynergy.discovery.engines.base import Engine
from citysynergy.discovery.engines.elasticsearch import Configuration, ElasticsearchEngine
from citysynergy.discovery.engines.embedded import EmbeddedEngine
from citysynergy.discovery.fields import WEIGHTS


def measure() -> dict[str, Any]:
    """The mean of each, and the score of every search."""
    documents = list(Builder().everything())
    dictionary = DICTIONARY.now()
    found: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory(prefix="citysynergy-relevance-") as folder:
        embedded = EmbeddedEngine(Path(folder))
        embedded.rebuild(documents)
        with _equal_weights():
            found["plain BM25"] = scores(asking(embedded, dictionary, exact=True))
        found["embedded, exact"] = scores(asking(embedded, dictionary, exact=True))
        found["embedded"] = scores(asking(embedded, dictionary))
    if address := os.environ.get("RELEVANCE_ELASTICSEARCH_URL"):
        with _elasticsearch(address) as engine:
            engine.rebuild(documents)
            found["elasticsearch, exact"] = scores(asking(engine, dictionary, exact=True))
            found["elasticsearch"] = scores(asking(engine, dictionary))
    return {
        "mean": {name: round(mean(by_search), 4) for name, by_search in found.items()},
        "searches": {
            search: {name: round(by_search[search], 3) for name, by_search in found.items()}
            for search in found["embedded"]
        },
    }


@contextmanager
def _equal_weights() -> Iterator[None]:
    """No field counts more than another."""
    before = dict(WEIGHTS)
    WEIGHTS.update(dict.fromkeys(WEIGHTS, 1.0))
    try:
        yield
    finally:
        WEIGHTS.update(before)


@contextmanager
def _elasticsearch(address: str) -> Iterator[Engine]:
    engine = ElasticsearchEngine(Configuration(address, index=f"relevance-{secrets.token_hex(4)}", replicas=0))
    try:
        yield engine
    finally:
        names = engine.client.indices.get(index=f"{engine.configuration.index}-*").body
        engine.client.indices.delete(index=list(names), ignore_unavailable=True)
