"""Fields and language analysis of the embedded index, and how a document becomes one of tantivy's."""

import hashlib
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from importlib.metadata import version
from typing import Any
from uuid import UUID

import orjson
import tantivy

from citysynergy.discovery import facets
from citysynergy.discovery.documents import ALWAYS, FOREVER, CaseDocument
from citysynergy.discovery.geo import square_of
from citysynergy.discovery.words import MAX_WORD

# Raise it when the meaning of a field changes; changed fields are noticed by themselves.
REVISION = 1

# Languages with a stemmer of their own; texts in any other are matched by whole words.
STEMMERS = {"nl": "dutch", "en": "english"}
OTHER = "xx"
GROUPS = (*STEMMERS, OTHER)
TEXTS = ("title", "summary", "body", "context", "network")
HIGHLIGHTED = ("title", "summary", "body", "network")

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


def group_of(language: str) -> str:
    """The analysis that fits a language."""
    return language if language in STEMMERS else OTHER


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
            # Counted in bytes before folding, so twice the length that the query allows.
            .filter(tantivy.Filter.remove_long(MAX_WORD * 2))
            .filter(tantivy.Filter.ascii_fold())
            .filter(tantivy.Filter.lowercase())
        )
        if group in STEMMERS:
            builder = builder.filter(tantivy.Filter.stemmer(STEMMERS[group]))
        found[group] = builder.build()
    return found


def title_key(title: str, case_id: str) -> str:
    """Sorts titles without regard to case and accents, with the id as tie."""
    return f"{plain(title)}{SEPARATOR}{case_id}"


def plain(text: str) -> str:
    """Text by which titles are ordered."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(char for char in decomposed if not unicodedata.combining(char) and char.isprintable())
    return " ".join(kept.split())


def parse_point(text: str) -> tuple[float, float]:
    """The numbers of a point as the index writes it."""
    latitude, longitude = text.split(",")
    return float(latitude), float(longitude)


def milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


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
    for language, texts in document.texts.items():
        group = group_of(language)
        for name in ("title", "summary", "body", "context"):
            _add_text(made, text_field(name, group), getattr(texts, name))
    for language, text in document.network_texts.items():
        _add_text(made, text_field("network", group_of(language)), text)
    for point in document.points:
        made.add_text("point", point)
    for square in {square_of(*parse_point(point)) for point in document.points}:
        made.add_text("square", square)
    _add_order(made, document)
    made.add_bytes("payload", orjson.dumps(document.payload))
    if document.network_payload:
        made.add_bytes("network_payload", orjson.dumps(document.network_payload))
    return made


def tie_of(case_id: str) -> int:
    return UUID(case_id).int >> 64


def _add_text(made: tantivy.Document, name: str, text: str) -> None:
    if text:
        made.add_text(name, unicodedata.normalize("NFC", text))


def _add_order(made: tantivy.Document, document: CaseDocument) -> None:
    if document.year_from is not None or document.year_to is not None:
        made.add_integer("year_from", ALWAYS if document.year_from is None else document.year_from)
        made.add_integer("year_to", FOREVER if document.year_to is None else document.year_to)
    deadline = NO_DEADLINE if document.deadline is None else milliseconds(document.deadline)
    made.add_integer("deadline", deadline)
    made.add_text("by_deadline", f"{deadline:015d}{SEPARATOR}{document.id}")
    published = 0 if document.published is None else milliseconds(document.published)
    made.add_text("by_newest", f"{NO_DEADLINE - published:015d}{SEPARATOR}{document.id}")
    for group in GROUPS:
        made.add_text(title_key_field(group), title_key(document.text_in(group).title, document.id))
