"""The indexes on the cluster, their names, and the alias that says which of them serves.

<index>-v1-3fa85f64                          alias; the version and fingerprint of the mapping are part of the name
<index>-v1-3fa85f64-20261122t120000-a1b2c3   one index
<index>-lock                                 who rebuilds
"""

import re
import secrets
from datetime import UTC, datetime
from typing import Any

from elasticsearch import Elasticsearch

from citysynergy.discovery.engines.base import EngineUnavailableError
from citysynergy.discovery.engines.elasticsearch.documents import fingerprint, index_body


class Indices:
    """Makes, switches and removes the indexes of one installation."""

    def __init__(self, client: Elasticsearch, prefix: str, *, shards: int, replicas: int, seconds: float) -> None:
        # An operator who asks for the state waits no longer than a visitor.
        self._quick = client
        self._client = client.options(request_timeout=seconds)
        self._prefix = prefix
        self._shards = shards
        self._replicas = replicas
        self.alias = f"{prefix}-{fingerprint()}"
        self.lock = f"{prefix}-lock"
        # Another installation's prefix may begin with ours, so a wildcard would find its indexes too.
        self._ours = re.compile(rf"{re.escape(prefix)}-v\d+-[0-9a-f]{{8}}-\d{{8}}t\d{{6}}-[0-9a-f]{{6}}")

    def serving(self) -> str:
        """The index behind the alias. Raises :class:`EngineUnavailableError` where there is none."""
        for name, aliases in self._all(self._quick).items():
            if self.alias in aliases:
                return name
        raise EngineUnavailableError(
            "Elasticsearch holds no search index of this version; run citysynergy_rebuild_index."
        )

    def create(self) -> str:
        """Make an empty index that does not serve yet."""
        name = f"{self.alias}-{datetime.now(UTC).strftime('%Y%m%dt%H%M%S')}-{secrets.token_hex(3)}"
        self._client.indices.create(index=name, **index_body(self._shards))
        return name

    def complete(self, name: str) -> None:
        """Make what was written to a new index searchable, and keep it so."""
        settings = {"number_of_replicas": self._replicas, "refresh_interval": "1s"}
        self._client.indices.put_settings(index=name, settings=settings)
        self._client.indices.refresh(index=name)

    def switch(self, name: str) -> None:
        """Let an index serve from now on, in one step: a search sees the old one or the new, never both or none."""
        before = [other for other, aliases in self._all().items() if self.alias in aliases]
        actions: list[dict[str, Any]] = [{"remove": {"index": other, "alias": self.alias}} for other in before]
        self._client.indices.update_aliases(actions=[*actions, {"add": {"index": name, "alias": self.alias}}])

    def others(self) -> list[str]:
        """The indexes that do not serve: debris, what served before, and those of other versions."""
        return [name for name, aliases in self._all().items() if self.alias not in aliases]

    def debris(self) -> list[str]:
        """The indexes that serve nobody."""
        return [name for name, aliases in self._all().items() if not aliases]

    def drop(self, names: list[str]) -> None:
        if names:
            self._client.indices.delete(index=names, ignore_unavailable=True)

    def _all(self, client: Elasticsearch | None = None) -> dict[str, set[str]]:
        """Our indexes, each with its aliases."""
        found = (client or self._client).indices.get_alias(index=f"{self._prefix}-v*", allow_no_indices=True).body
        return {name: set(told["aliases"]) for name, told in found.items() if self._ours.fullmatch(name)}
