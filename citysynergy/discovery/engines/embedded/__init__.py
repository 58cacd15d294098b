"""The embedded engine: a tantivy index in one folder, no server."""

from citysynergy.discovery.engines.embedded.engine import EmbeddedEngine

__all__ = ["EmbeddedEngine"]
