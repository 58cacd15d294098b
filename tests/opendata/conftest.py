"""The API reads the same index as the pages do."""

from tests.discovery.conftest import index, published, rebuilt

__all__ = ["index", "published", "rebuilt"]
