"""How the cluster is reached, from the host's settings."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from elasticsearch import Elasticsearch, OrjsonSerializer

from citysynergy.conf import get_setting
from citysynergy.discovery.engines.elasticsearch.errors import FAILED_WITHIN

EXAMPLE = "https://user:password@search.example.nl:9200"
NAME = re.compile(r"[a-z][a-z0-9_-]{0,100}")


@dataclass(frozen=True)
class Configuration:
    """Addresses and credentials of a cluster, and the shape of the index on it.

    ``url`` holds one address, or several separated by commas; each may hold a user name and password. ``ca_certs`` is
    the path of the certificates to trust beside those of the machine's own. ``index`` begins the name of everything
    that the engine makes on the cluster. ``seconds`` limits every question.
    """

    url: str
    api_key: str = ""
    ca_certs: str = ""
    index: str = "citysynergy"
    shards: int = 1
    replicas: int = 1
    seconds: float = 5.0

    @classmethod
    def from_settings(cls) -> "Configuration":
        return cls(**{name: get_setting(f"ELASTICSEARCH_{name.upper()}") for name in cls.__dataclass_fields__})

    @property
    def hosts(self) -> list[str]:
        return [host.strip() for host in self.url.split(",") if host.strip()]

    def problems(self) -> list[tuple[str, str]]:
        """What is wrong with the settings, as (problem, what to do); no password is told."""
        found = []
        if not self.hosts:
            found.append(("CITYSYNERGY['ELASTICSEARCH_URL'] is empty.", "Set it to an address such as " + EXAMPLE))
        elif not all(urlsplit(host).scheme in ("http", "https") and urlsplit(host).hostname for host in self.hosts):
            found.append(
                ("CITYSYNERGY['ELASTICSEARCH_URL'] holds something that is no address.", "Write each as " + EXAMPLE)
            )
        if self.ca_certs and not Path(self.ca_certs).is_file():
            found.append(
                (
                    f"CITYSYNERGY['ELASTICSEARCH_CA_CERTS'] is {self.ca_certs!r}, where no file is.",
                    "Set it to the file with the certificates of the authority, or leave it empty.",
                )
            )
        if self.ca_certs and not all(urlsplit(host).scheme == "https" for host in self.hosts):
            found.append(
                (
                    "CITYSYNERGY['ELASTICSEARCH_CA_CERTS'] is set, and an address of the cluster is not HTTPS.",
                    "Begin each address with https://, or leave ELASTICSEARCH_CA_CERTS empty.",
                )
            )
        if not NAME.fullmatch(self.index):
            found.append(
                (
                    f"CITYSYNERGY['ELASTICSEARCH_INDEX'] is {self.index!r}, which can't begin the name of an index.",
                    "Use lower-case letters, digits, dashes and underscores, beginning with a letter.",
                )
            )
        for name, least in (("shards", 1), ("replicas", 0)):
            value = getattr(self, name)
            if not isinstance(value, int) or value < least:
                found.append(
                    (f"CITYSYNERGY['ELASTICSEARCH_{name.upper()}'] is {value!r}.", f"Use a number from {least} up.")
                )
        if not isinstance(self.seconds, int | float) or not 0 < self.seconds <= 60:
            found.append(
                (
                    f"CITYSYNERGY['ELASTICSEARCH_SECONDS'] is {self.seconds!r}.",
                    "Use the number of seconds that a search may take, such as 5.",
                )
            )
        return found

    def client(self) -> Elasticsearch:
        """Make a client; it connects when it is first asked something. Raises ``ValueError`` for an impossible URL.

        Another host is tried where one refuses the connection, or says that a part of the cluster failed it: a node
        that dies takes the searches with it that it was answering. What takes too long is not tried again, since
        whoever waits has waited long enough.
        """
        options: dict[str, Any] = {}
        if self.api_key:
            options["api_key"] = self.api_key
        if self.ca_certs:
            options["ca_certs"] = self.ca_certs
        return Elasticsearch(
            self.hosts,
            request_timeout=self.seconds,
            # One address may stand for a whole cluster too.
            max_retries=max(1, len(self.hosts) - 1),
            retry_on_status=FAILED_WITHIN,
            serializers={"application/json": OrjsonSerializer()},
            **options,
        )
