"""Several searches in one request to the cluster."""

from collections.abc import Mapping, Sequence
from typing import Any

from elasticsearch import Elasticsearch

from citysynergy.discovery.engines.base import EngineDownError
from citysynergy.discovery.engines.elasticsearch.errors import told

Answer = Mapping[str, Any]


def header(alias: str) -> dict[str, Any]:
    """What each search is sent with: an incomplete answer is none."""
    return {"index": alias, "allow_partial_search_results": False}


def ask(client: Elasticsearch, head: Mapping[str, Any], bodies: Sequence[Mapping[str, Any]]) -> list[Answer]:
    """The raw answers, in the order of the bodies.

    Raises errors of the client, or :class:`EngineError` where one of the searches failed.
    """
    if not bodies:
        return []
    searches = [part for body in bodies for part in (head, body)]
    answers: list[Answer] = client.msearch(searches=searches).body["responses"]
    for answer in answers:
        if "error" in answer:
            raise told(answer["status"], answer)
        if answer["timed_out"] or answer["_shards"]["failed"]:
            raise EngineDownError("A part of the search index did not answer.")
    return answers
