"""Cases by the beginning of their title."""

import re

import orjson
import tantivy

from citysynergy.discovery import words
from citysynergy.discovery.engines.embedded import schema
from citysynergy.discovery.engines.embedded.compiler import Must, Query, visible
from citysynergy.discovery.engines.embedded.reader import Reader, stored
from citysynergy.discovery.fields import OTHER, TITLES
from citysynergy.discovery.results import Hit
from citysynergy.discovery.viewers import Viewer

_ANALYZER = schema.analyzers()[OTHER]


def titled(reader: Reader, text: str, viewer: Viewer, limit: int) -> list[Hit]:
    """The newest cases with all words in a title, the last of them as a beginning."""
    found = _ANALYZER.analyze(words.clean(text))
    if not found:
        return []
    *whole, beginning = found
    parts = [Query.term_query(reader.schema, TITLES, token, "basic") for token in whole]
    parts.append(Query.regex_query(reader.schema, TITLES, f"{re.escape(beginning)}.*"))
    query = Query.boolean_query([(Must, visible(reader.schema, viewer)), *((Must, part) for part in parts)])
    answer = reader.searcher.search(
        query, limit=limit, count=False, order_by_field="by_newest", order=tantivy.Order.Asc
    )
    return [_hit(reader.searcher.doc(address)) for _, address in answer.hits]


def _hit(document: tantivy.Document) -> Hit:
    data = orjson.loads(stored(document, "payload"))
    return Hit(id=stored(document, "id"), page_id=data.get("page_id", 0), score=0.0, data=data)
