"""Reading what a page says to machines, as a machine does."""

import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

NAMESPACES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


@dataclass
class Machine(HTMLParser):
    """Collects titles, links and meta elements of a page, and its blocks of linked data as text."""

    titles: list[str] = field(default_factory=list)
    links: list[dict[str, str]] = field(default_factory=list)
    metas: list[dict[str, str]] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)
    elements: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._into: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.elements.append(tag)
        if tag == "link":
            self.links.append(given)
        if tag == "meta":
            self.metas.append(given)
        if tag == "title" and "svg" not in self.elements[-3:]:
            self._begin(self.titles)
        if tag == "script" and given.get("type") == "application/ld+json":
            self._begin(self.blocks)

    def _begin(self, into: list[str]) -> None:
        into.append("")
        self._into = into

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into[-1] += data

    def handle_endtag(self, tag: str) -> None:
        self._into = None

    def link(self, rel: str) -> list[str]:
        """The addresses of the links of a kind."""
        return [link["href"] for link in self.links if link.get("rel") == rel]

    @property
    def alternates(self) -> dict[str, str]:
        found = [(link["hreflang"], link["href"]) for link in self.links if link.get("rel") == "alternate"]
        assert len(dict(found)) == len(found)
        return dict(found)

    def meta(self, name: str) -> str:
        """The content of the one meta element of this name or property; ``""`` without."""
        found = [meta["content"] for meta in self.metas if name in (meta.get("name"), meta.get("property"))]
        assert len(found) <= 1, name
        return found[0] if found else ""

    @property
    def data(self) -> dict[str, Any]:
        """Linked data by type."""
        nodes = [json.loads(block) for block in self.blocks]
        assert all(node["@context"] == "https://schema.org" for node in nodes)
        return {node["@type"]: node for node in nodes}


def machine(html: str) -> Machine:
    """What a machine reads of a page."""
    reader = Machine()
    reader.feed(html)
    return reader


def entries(xml: bytes) -> dict[str, dict[str, str]]:
    """The addresses of a part of the sitemap, each with its alternates."""
    found = {}
    for url in ElementTree.fromstring(xml).findall("s:url", NAMESPACES):  # noqa: S314 - our own
        location = url.findtext("s:loc", "", NAMESPACES)
        found[location] = {link.get("hreflang", ""): link.get("href", "") for link in url.findall("x:link", NAMESPACES)}
    return found


def parts(xml: bytes) -> list[str]:
    """The addresses of the parts of the sitemap."""
    return re.findall(r"<loc>([^<]+)</loc>", xml.decode())
