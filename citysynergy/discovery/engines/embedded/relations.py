"""Related cases in the embedded index, scored by what is shared and nothing else."""

import tantivy

from citysynergy.discovery.engines.embedded import schema
from citysynergy.discovery.engines.embedded.compiler import Must, MustNot, Query, Should
from citysynergy.discovery.engines.embedded.reader import Reader, stored
from citysynergy.discovery.engines.embedded.search import best, data_of
from citysynergy.discovery.related import LEAST, Related, Traits
from citysynergy.discovery.results import Hit
from citysynergy.discovery.viewers import Viewer

# More than one case has of any facet.
VALUES = 1_000


def find(reader: Reader, traits: Traits, viewer: Viewer, limit: int) -> list[Related]:
    """The cases that share most."""
    fields = {name: schema.keyword_field(name, network=False) for name in traits.facets}

    def term(field: str, value: str) -> Query:
        return Query.term_query(reader.schema, field, value, "basic")

    access = Query.term_set_query(reader.schema, "access", sorted(viewer.access))
    shared = [
        (Should, Query.const_score_query(term(fields[name], value), float(weight)))
        for (name, value), weight in traits.weights.items()
    ]
    query = Query.boolean_query(
        [
            (Must, Query.const_score_query(access, 0.0)),
            (MustNot, term("id", traits.id)),
            (Must, Query.boolean_query(shared)),
        ]
    )
    _found, ranked = best(reader.searcher, query, limit)
    related = []
    for score, address in ranked:
        if score < LEAST:
            break
        document = reader.searcher.doc(address)
        case_id = stored(document, "id")
        data = data_of(document, network=viewer.network)
        hit = Hit(id=case_id, page_id=data.get("page_id", 0), score=score, data=data)
        related.append(Related(hit, traits.shared_with(_values(reader.searcher, term("id", case_id), fields))))
    return related


def _values(searcher: tantivy.Searcher, one: Query, fields: dict[str, str]) -> dict[str, list[str]]:
    """The values of one case by facet."""
    found = searcher.aggregate(
        one, {name: {"terms": {"field": field, "size": VALUES}} for name, field in fields.items()}
    )
    return {name: [bucket["key"] for bucket in found[name]["buckets"]] for name in fields}
