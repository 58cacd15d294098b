"""The Elasticsearch engine: an index on a cluster, which many machines share."""

from citysynergy.discovery.engines.elasticsearch.configuration import Configuration
from citysynergy.discovery.engines.elasticsearch.engine import ElasticsearchEngine

__all__ = ["Configuration", "ElasticsearchEngine"]
