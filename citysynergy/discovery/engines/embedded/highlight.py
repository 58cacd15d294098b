"""Marks found words, in HTML that is safe to show."""

from html import escape

import tantivy

from citysynergy.discovery.answers import PASSAGE, passage
from citysynergy.discovery.engines.embedded import schema
from citysynergy.discovery.engines.embedded.reader import Reader
from citysynergy.discovery.fields import HIGHLIGHTED, WHOLE, group_of

# Titles and summaries are not longer.
COMPLETE = 2_000


class Highlighter:
    """Marks the words of one search."""

    def __init__(self, reader: Reader, words: tantivy.Query, *, network: bool) -> None:
        self._reader = reader
        self._words = words
        self._fields = [name for name in HIGHLIGHTED if network or name != "network"]
        self._generators: dict[str, tantivy.SnippetGenerator] = {}

    def highlights(self, document: tantivy.Document, language: str) -> dict[str, list[str]]:
        """Fragments per field, in one language; a field without a found word is left out."""
        found = {}
        for name in self._fields:
            field = schema.text_field(name, group_of(language))
            text = document.get_first(field)
            if not text:
                continue
            whole = name in WHOLE
            marked = self._mark(field, text, document, whole=whole)
            if marked:
                found[name] = [marked]
        return found

    def _mark(self, field: str, text: str, document: tantivy.Document, *, whole: bool) -> str:
        snippet = self._generator(field, COMPLETE if whole else PASSAGE).snippet_from_doc(document)
        ranges = [(part.start, part.end) for part in snippet.highlighted()]
        if not ranges:
            return ""
        fragment = snippet.fragment()
        if whole:
            # The generator trims what stands before the first word and after the last; show the text complete.
            before, _, after = text.partition(fragment)
            return escape(before) + marked_html(fragment, ranges) + escape(after)
        return passage(marked_html(fragment, ranges), opens=text.startswith(fragment), closes=text.endswith(fragment))

    def _generator(self, field: str, length: int) -> tantivy.SnippetGenerator:
        if field not in self._generators:
            generator = tantivy.SnippetGenerator.create(self._reader.searcher, self._words, self._reader.schema, field)
            generator.set_max_num_chars(length)
            self._generators[field] = generator
        return self._generators[field]


def marked_html(fragment: str, ranges: list[tuple[int, int]]) -> str:
    """Escape a fragment and mark byte ranges of it."""
    encoded = fragment.encode()
    html, position = [], 0
    for start, end in sorted(ranges):
        if start < position:
            continue
        html.append(escape(encoded[position:start].decode()))
        html.append(f"<mark>{escape(encoded[start:end].decode())}</mark>")
        position = end
    html.append(escape(encoded[position:].decode()))
    return "".join(html)
