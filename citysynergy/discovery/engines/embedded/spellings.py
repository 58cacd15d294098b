"""Words of the embedded index that are like a word that was typed."""

from collections import Counter

from citysynergy.discovery.engines.embedded.compiler import Must, Query, Should, visible
from citysynergy.discovery.engines.embedded.reader import Reader
from citysynergy.discovery.fields import plain, written_open_to
from citysynergy.discovery.spelling import Spelling, near, ranked
from citysynergy.discovery.viewers import Viewer


def spellings(reader: Reader, typed: str, viewer: Viewer) -> list[Spelling]:
    """The words that the viewer may read and that ``typed`` may have meant."""
    fields = written_open_to(network=viewer.network)
    found: Counter[str] = Counter()
    # The first letter is taken to be right, so that few words of the index need be looked at.
    for field in fields:
        found.update(dict(reader.searcher.terms_with_prefix(field, plain(typed)[:1])))

    def occurrences(word: str) -> int:
        holding = [(Should, Query.term_query(reader.schema, field, word, "basic")) for field in fields]
        return reader.count(
            Query.boolean_query([(Must, visible(reader.schema, viewer)), (Must, Query.boolean_query(holding))])
        )

    return ranked(Spelling(word, edits, occurrences(word)) for edits, word in near(typed, found.items()))
