"""Words of the index on the cluster that are like words that were typed: two requests, however many words."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from citysynergy.discovery.engines.elasticsearch.asking import Answer
from citysynergy.discovery.engines.elasticsearch.compiler import Body, visible
from citysynergy.discovery.fields import plain, written_open_to
from citysynergy.discovery.spelling import MIN_LETTERS, MOST_EDITS, Spelling, near, ranked
from citysynergy.discovery.viewers import Viewer

Ask = Callable[[Sequence[Body]], list[Answer]]

# As many as the cluster may suggest per word and field, and as each shard looks at for that.
SUGGESTED, PER_SHARD = 200, 1_000


def spellings(ask: Ask, words: Sequence[str], viewer: Viewer) -> list[list[Spelling]]:
    """For each word, those that the viewer may read and that it may have meant."""
    if not words:
        return []
    fields = written_open_to(network=viewer.network)
    [suggested] = ask([_similar(words, fields)])
    found = [near(word, _terms(suggested["suggest"], number, fields)) for number, word in enumerate(words)]
    # The cluster suggests from all cases: what it says of each word is asked again of those the viewer may see.
    names = {word for candidates in found for _edits, word in candidates}
    if not names:
        return [[] for _word in words]
    [answer] = ask([_occurrences(sorted(names), fields, viewer)])
    counts = {word: bucket["doc_count"] for word, bucket in answer["aggregations"]["words"]["buckets"].items()}
    return [ranked(Spelling(word, edits, counts[word]) for edits, word in candidates) for candidates in found]


def _similar(words: Sequence[str], fields: Sequence[str]) -> Body:
    """Words at two letters' distance of each word, since an accent is a different letter there."""
    options: dict[str, Any] = {
        "suggest_mode": "always",
        "max_edits": MOST_EDITS,
        "prefix_length": 1,
        "min_word_length": MIN_LETTERS,
        "size": SUGGESTED,
        "shard_size": PER_SHARD,
        # Else nothing is suggested for a word that more than one in a hundred cases hold.
        "max_term_freq": 10**9,
    }
    return {
        "size": 0,
        "suggest": {
            f"{field}-{number}": {"text": plain(word), "term": {"field": field, **options}}
            for number, word in enumerate(words)
            for field in fields
        },
    }


def _terms(suggested: Answer, number: int, fields: Sequence[str]) -> list[tuple[str, int]]:
    """What was suggested for one word, with its frequency."""
    found: Counter[str] = Counter()
    for field in fields:
        for entry in suggested[f"{field}-{number}"]:
            for option in entry["options"]:
                found[option["text"]] += option["freq"]
    return list(found.items())


def _occurrences(words: Sequence[str], fields: Sequence[str], viewer: Viewer) -> Body:
    """How many cases of the viewer hold each word."""
    held = {word: {"bool": {"should": [{"term": {field: word}} for field in fields]}} for word in words}
    return {
        "size": 0,
        "track_total_hits": False,
        "query": {"bool": {"filter": [visible(viewer)]}},
        "aggs": {"words": {"filters": {"filters": held}}},
    }
