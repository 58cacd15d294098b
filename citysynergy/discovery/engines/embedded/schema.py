"""Fields and language analysis of the embedded index, and how a document becomes one of tantivy's."""

import hashlib
from collections.abc import Iterable
from importlib.metadata import version
from typing import Any
from uuid import UUID

import orjson
import tantivy

from citysynergy.discovery import facets
from citysynergy.discovery.documents import CaseDocument, read_point
from citysynergy.discovery.fields import (
    GROUPS,
    HIGHLIGHTED,
    MAX_TOKEN,
    NETWORK_WRITTEN,
    OTHER,
    PARTS,
    PARTS_GROUP,
    TEXTS,
    TITLES,
    WRITTEN,
    milliseconds,
    period_of,
    plain,
    texts_of,
    written_in,
)
from citysynergy.discovery.geo import square_of

# Raise it when the meaning of a field changes; changed fields are noticed by themselves.
REVISION = 2

STEMMERS = {"nl": "dutch", "en": "english"}

NO_DEADLINE = 10**15 - 1
# Lower than any character of a title, so that "Delta" stays before "Delta works" whatever the ids are.
SEPARATOR = "\x01"

_RAW = {"tokenizer_name": "raw", "index_option": "basic"}


def _fields() -> Iterable[tuple[str, str, dict[str, Any]]]:
    """Every field as (method of the builder, name, options)."""
    yield "text", "id", {"stored": True, **_RAW}
    yield "text", "access", _RAW
    yield "unsigned", "version", {"stored": True, "fast": True}
    yield "text", "digest", {"stored": True, **_RAW}
    # The first 64 bits of the id: equal scores are ordered by it.
    yield "unsigned", "tie", {"fast": True}
    for name in facets.KEYWORDS:
        yield "text", keyword_field(name, network=False), {"fast": True, **_RAW}
        if name in facets.NETWORK:
            yield "text", keyword_field(name, network=True), {"fast": True, **_RAW}
    for group in GROUPS:
        for name in TEXTS:
            options = {"tokenizer_name": group, "stored": name in HIGHLIGHTED}
            yield "text", text_field(name, group), options
    for name in PARTS:
        yield "text", text_field(name, PARTS_GROUP), {"tokenizer_name": PARTS_GROUP, "index_option": "freq"}
    for name in (WRITTEN, NETWORK_WRITTEN):
        yield "text", name, {"tokenizer_name": WRITTEN, "index_option": "basic"}
    yield "text", TITLES, {"tokenizer_name": OTHER, "index_option": "basic"}
    yield "text", "point", {"stored": True, "fast": True, **_RAW}
    yield "text", "square", _RAW
    for name in ("year_from", "year_to", "deadline"):
        yield "integer", name, {"fast": True, "indexed": True}
    for name in ("by_newest", "by_deadline", *(title_key_field(group) for group in GROUPS)):
        yield "text", name, {"fast": True, **_RAW}
    yield "bytes", "payload", {"stored": True}
    yield "bytes", "network_payload", {"stored": True}


def keyword_field(name: str, *, network: bool) -> str:
    """The field of a facet, for everyone or for the network."""
    return f"{'n' if network and name in facets.NETWORK else 'k'}_{name}"


def text_field(name: str, group: str) -> str:
    return f"{name}_{group}"


def title_key_field(group: str) -> str:
    return f"by_title_{group}"


def build_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for kind, name, options in _fields():
        getattr(builder, f"add_{kind}_field")(name, **options)
    return builder.build()


def fingerprint() -> str:
    """Names this schema; an index of another is refused."""
    content = repr((REVISION, version("tantivy").split(".")[:2], list(_fields())))
    return f"v{REVISION}-{hashlib.sha1(content.encode(), usedforsecurity=False).hexdigest()[:8]}"


def analyzers() -> dict[str, tantivy.TextAnalyzer]:
    """One analyzer per group: words without accents, in lower case, reduced to their stem."""
    found = {}
    for group in GROUPS:
        builder = (
            tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
            # Counted in bytes.
            .filter(tantivy.Filter.remove_long(MAX_TOKEN))
            .filter(tantivy.Filter.ascii_fold())
            .filter(tantivy.Filter.lowercase())
        )
        if group in STEMMERS:
            builder = builder.filter(tantivy.Filter.stemmer(STEMMERS[group]))
        found[group] = builder.build()
    return found


def written_analyzer() -> tantivy.TextAnalyzer:
    """Words as they are written, but for capitals."""
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(MAX_TOKEN))
        .filter(tantivy.Filter.lowercase())
        .build()
    )


def title_key(title: str, case_id: str) -> str:
    """Sorts titles without regard to case and accents, with the id as tie."""
    return f"{plain(title)}{SEPARATOR}{case_id}"


def to_tantivy(document: CaseDocument) -> tantivy.Document:
    """Turn a case into tantivy's document."""
    made = tantivy.Document()
    made.add_text("id", document.id)
    made.add_text("access", document.access)
    made.add_unsigned("version", document.version)
    made.add_text("digest", document.digest)
    made.add_unsigned("tie", tie_of(document.id))
    for name in facets.KEYWORDS:
        for value in document.values(name):
            made.add_text(keyword_field(name, network=False), value)
        if name in facets.NETWORK:
            for value in document.values(name, network=True):
                made.add_text(keyword_field(name, network=True), value)
    for name, group, text in texts_of(document):
        made.add_text(text_field(name, group), text)
        made.add_text(written_in(name), text)
        if name == "title":
            made.add_text(TITLES, text)
    for point in document.points:
        made.add_text("point", point)
    for square in {square_of(*read_point(point)) for point in document.points}:
        made.add_text("square", square)
    _add_order(made, document)
    made.add_bytes("payload", orjson.dumps(document.payload))
    if document.network_payload:
        made.add_bytes("network_payload", orjson.dumps(document.network_payload))
    return made


def tie_of(case_id: str) -> int:
    return UUID(case_id).int >> 64


def _add_order(made: tantivy.Document, document: CaseDocument) -> None:
    if period := period_of(document):
        made.add_integer("year_from", period[0])
        made.add_integer("year_to", period[1])
    deadline = NO_DEADLINE if document.deadline is None else milliseconds(document.deadline)
    made.add_integer("deadline", deadline)
    made.add_text("by_deadline", f"{deadline:015d}{SEPARATOR}{document.id}")
    published = 0 if document.published is None else milliseconds(document.published)
    made.add_text("by_newest", f"{NO_DEADLINE - published:015d}{SEPARATOR}{document.id}")
    for group in GROUPS:
        made.add_text(title_key_field(group), title_key(document.text_in(group).title, document.id))
