"""Related cases on the cluster: one request, scored by what is shared and nothing else."""

from typing import Any

from elasticsearch import Elasticsearch

from citysynergy.discovery.engines.elasticsearch.documents import facet_field
from citysynergy.discovery.engines.elasticsearch.search import data_of
from citysynergy.discovery.related import LEAST, Related, Traits
from citysynergy.discovery.results import Hit
from citysynergy.discovery.viewers import Viewer


def find(client: Elasticsearch, alias: str, traits: Traits, viewer: Viewer, limit: int) -> list[Related]:
    """The cases that share most. Raises errors of the client."""
    fields = {name: facet_field(name, network=False) for name in traits.facets}
    shared = [
        {"constant_score": {"filter": {"term": {fields[name]: value}}, "boost": weight}}
        for (name, value), weight in traits.weights.items()
    ]
    query: dict[str, Any] = {
        "filter": [{"terms": {"access": sorted(viewer.access)}}],
        "must_not": [{"term": {"id": traits.id}}],
        "should": shared,
        "minimum_should_match": 1,
    }
    answer = client.search(
        index=alias,
        allow_partial_search_results=False,
        size=limit,
        min_score=LEAST,
        track_total_hits=False,
        query={"bool": query},
        sort=[{"_score": {"order": "desc"}}, {"id": {"order": "asc"}}],
        source={"includes": ["payload", *(["network_payload"] if viewer.network else []), *fields.values()]},
    )
    return [_related(hit, traits) for hit in answer.body["hits"]["hits"]]


def _related(found: dict[str, Any], traits: Traits) -> Related:
    source = found["_source"]
    data = data_of(source)
    hit = Hit(id=found["_id"], page_id=data.get("page_id", 0), score=found["_score"], data=data)
    return Related(hit, traits.shared_with(source["facets"]))
