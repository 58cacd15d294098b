"""Several searches in one request to the cluster."""

from collections.abc import Mapping, Sequence
from typing import Any

from elasticsearch import Elasticsearch

from citysynergy.discovery.engines.base import EngineDownError
from citysynergy.discovery.engines.elasticsearch.errors import FAILED_WITHIN, told

Answer = Mapping[str, Any]

# How often searches are asked that a node failed.
ATTEMPTS = 3


def header(alias: str) -> dict[str, Any]:
    """What each search is sent with: an incomplete answer is none."""
    return {"index": alias, "allow_partial_search_results": False}


def ask(client: Elasticsearch, head: Mapping[str, Any], bodies: Sequence[Mapping[str, Any]]) -> list[Answer]:
    """The raw answers, in the order of the bodies. A node that dies fails what it was answering: that is asked again.

    Raises errors of the client, or :class:`EngineError` where one of the searches failed.
    """
    if not bodies:
        return []
    searches = [part for body in bodies for part in (head, body)]
    answers: list[Answer] = []
    for _attempt in range(ATTEMPTS):
        answers = client.msearch(searches=searches).body["responses"]
        if not any(map(_failed_within, answers)):
            break
    for answer in answers:
        if "error" in answer:
            raise told(answer["status"], answer)
        if answer["timed_out"] or answer["_shards"]["failed"]:
            raise EngineDownError("A part of the search index did not answer.")
    return answers


def _failed_within(answer: Answer) -> bool:
    """Whether a node of the cluster, and not the search, is why there is no whole answer."""
    return answer.get("status") in FAILED_WITHIN or bool(answer.get("_shards", {}).get("failed"))
