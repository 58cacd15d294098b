"""The mapping, and how a case becomes a document of the index.

Everything that is searched for the network alone has fields of its own (``network_facets``, ``network``), which a
stranger's query never names. Places are nested: each is counted at its own point, and filtered apart from the others.
"""

import hashlib
from collections import defaultdict
from typing import Any

import orjson
from elasticsearch.dsl import (
    Date,
    Document,
    Double,
    GeoPoint,
    Index,
    InnerDoc,
    Integer,
    Keyword,
    Long,
    MetaField,
    Nested,
    Object,
    Text,
)

from citysynergy.discovery import cursors
from citysynergy.discovery.documents import CaseDocument, read_point
from citysynergy.discovery.engines.elasticsearch.analysis import ANALYZERS, AS_WRITTEN
from citysynergy.discovery.facets import KEYWORDS, NETWORK
from citysynergy.discovery.fields import (
    GROUPS,
    OTHER,
    PARTS_GROUP,
    PASSAGES,
    TITLES,
    WRITTEN,
    milliseconds,
    period_of,
    plain,
    texts_of,
    written_in,
)
from citysynergy.discovery.geo import cell_number, steps
from citysynergy.discovery.query import MAX_PAGE_SIZE

# Raise it when the meaning of a field changes; changed fields are noticed by themselves.
REVISION = 2
# As much of a text's beginning and end as tells whether a passage is at it.
EDGE = 40


def _text(*copies: str, **options: Any) -> Object:
    """A text in each group of languages. Fields that hold all languages together get a copy."""
    options["copy_to"] = list(copies or (WRITTEN,))
    return Object(
        dynamic="strict",
        properties={group: Text(analyzer=analyzer, **options) for group, analyzer in ANALYZERS.items()},
    )


def _of_parts() -> Object:
    """What compounds are made of; nobody reads it."""
    text = Text(analyzer=ANALYZERS[PARTS_GROUP], index_options="freqs")
    return Object(dynamic="strict", properties={PARTS_GROUP: text})


def _keywords(names: Any) -> Object:
    return Object(dynamic="strict", properties={name: Keyword() for name in names})


class PlaceEntry(InnerDoc):
    """One point. As numbers too: a box includes its edges exactly, which ``geo_point`` rounds away.

    ``cell`` is the number of its finest cell on the map; ``north`` and ``east`` are its degrees in whole steps.
    """

    written = Keyword()
    point = GeoPoint()
    latitude = Double()
    longitude = Double()
    cell = Long()
    north = Integer(index=False)
    east = Integer(index=False)

    class Meta:
        dynamic = MetaField("strict")


class CaseEntry(Document):
    """One published case; its ``_id`` is the case's."""

    # Also a field: ``_id`` can't be sorted by.
    id = Keyword()
    access = Keyword()
    version = Long(index=False)
    digest = Keyword(index=False, doc_values=False)

    facets = _keywords(KEYWORDS)
    # The same values and those for the network alone.
    network_facets = _keywords(sorted(NETWORK))

    title = _text(WRITTEN, TITLES)
    summary = _text()
    # Long enough for offsets to be worth their room: highlighting need not analyse the text again.
    body = _text(index_options="offsets")
    context = _text()
    network = _text(written_in("network"), index_options="offsets")
    parts = _of_parts()
    network_parts = _of_parts()

    # Every word as it is written, to correct others by.
    written = Text(analyzer=AS_WRITTEN, index_options="docs", norms=False)
    network_written = Text(analyzer=AS_WRITTEN, index_options="docs", norms=False)
    # Titles of all languages, to complete by.
    titles = Text(analyzer=ANALYZERS[OTHER], index_options="docs", norms=False)

    places = Nested(PlaceEntry)

    year_from = Integer()
    year_to = Integer()
    deadline = Date(format="epoch_millis")
    published = Date(format="epoch_millis")
    by_title = _keywords(GROUPS)

    # What a list shows; never searched.
    payload = Object(enabled=False)
    network_payload = Object(enabled=False)
    edges = Object(enabled=False)

    class Meta:
        dynamic = MetaField("strict")


def facet_field(name: str, *, network: bool) -> str:
    """The field of a facet, for everyone or for the network."""
    return f"network_facets.{name}" if network and name in NETWORK else f"facets.{name}"


def _unsharded() -> bytes:
    """Settings and mappings of an index, as JSON."""
    index = Index("unnamed")
    index.document(CaseEntry)
    index.settings(
        number_of_shards=1,
        number_of_replicas=0,
        refresh_interval="-1",
        # A deletion is remembered so long: a change that comes late does not bring the case back.
        gc_deletes="1h",
        # Cursors go as deep as there are cases. No more is kept in memory than there are.
        max_result_window=cursors.FURTHEST + MAX_PAGE_SIZE,
    )
    return orjson.dumps(index.to_dict())


# Written while the module is loaded, which one thread does: the client's fields change while they are written.
_BODY = _unsharded()


def index_body(shards: int) -> dict[str, Any]:
    """Settings and mappings of a new index. It is filled without refreshes and replicas."""
    body: dict[str, Any] = orjson.loads(_BODY)
    body["settings"]["number_of_shards"] = shards
    return body


def fingerprint() -> str:
    """Names this mapping; an index of another has another name and is left alone."""
    content = orjson.dumps((REVISION, index_body(1)), option=orjson.OPT_SORT_KEYS)
    return f"v{REVISION}-{hashlib.sha1(content, usedforsecurity=False).hexdigest()[:8]}"


def to_source(document: CaseDocument) -> bytes:
    """A case as the index takes it: JSON in one line."""
    source: dict[str, Any] = {
        "id": document.id,
        "access": document.access,
        "version": document.version,
        "digest": document.digest,
        "facets": {name: document.values(name) for name in KEYWORDS},
        "network_facets": {name: document.values(name, network=True) for name in NETWORK},
        "places": [_place(written) for written in document.points],
        "by_title": {group: plain(document.text_in(group).title) for group in GROUPS},
        "payload": document.payload,
        "network_payload": document.network_payload,
        **_texts(document),
    }
    if period := period_of(document):
        source["year_from"], source["year_to"] = period
    if document.deadline is not None:
        source["deadline"] = milliseconds(document.deadline)
    if document.published is not None:
        source["published"] = milliseconds(document.published)
    return orjson.dumps(source)


def _place(written: str) -> dict[str, Any]:
    latitude, longitude = read_point(written)
    return {
        "written": written,
        "latitude": latitude,
        "longitude": longitude,
        "cell": cell_number(latitude, longitude),
        "north": steps(latitude),
        "east": steps(longitude),
        "point": {"lat": latitude, "lon": longitude},
    }


def _texts(document: CaseDocument) -> dict[str, Any]:
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    edges: dict[str, dict[str, list[list[str]]]] = defaultdict(lambda: defaultdict(list))
    for name, group, text in texts_of(document):
        stripped = text.strip()
        found[name][group].append(stripped)
        if name in PASSAGES:
            edges[name][group].append([stripped[:EDGE], stripped[-EDGE:]])
    return {**found, "edges": edges}
