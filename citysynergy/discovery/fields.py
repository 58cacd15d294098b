"""What the index of every engine holds of a case, under which names, and how much each text weighs."""

import unicodedata
from collections.abc import Iterator
from datetime import datetime

from citysynergy.discovery import facets
from citysynergy.discovery.documents import ALWAYS, FOREVER, CaseDocument
from citysynergy.discovery.words import MAX_WORD

# Languages with a stemmer of their own; texts in any other are matched by whole words.
STEMMED = ("nl", "en")
OTHER = "xx"
GROUPS = (*STEMMED, OTHER)

TEXTS = ("title", "summary", "body", "context", "network")
HIGHLIGHTED = ("title", "summary", "body", "network")
# Shown whole with the words marked; of the others a passage is shown.
WHOLE = ("title", "summary")
PASSAGES = tuple(name for name in HIGHLIGHTED if name not in WHOLE)
# Every word of those texts as it is written, to correct others by; what the network alone may read apart.
WRITTEN, NETWORK_WRITTEN = "written", "network_written"
# Titles of all languages without stems, to complete by.
TITLES = "titles"
# A word in the title says more than one in the body.
WEIGHTS = {
    "title": 4.0,
    "summary": 2.0,
    "context": 1.5,
    "body": 1.0,
    "network": 1.0,
    "parts": 1.0,
    "network_parts": 1.0,
}
# Texts that nobody reads, in one language: what Dutch compounds are made of, for everyone and for the network.
PARTS = ("parts", "network_parts")
PARTS_GROUP = "nl"
# Part of the score that fields beside the best one add.
TIE_BREAKER = 0.3
# What each word of a search counts for beside its score, where some of them will do: who has more words comes first.
WORD_COUNTS = 1_000.0
# Longer tokens are no words. Twice the length that a query allows, since folding may lengthen a word.
MAX_TOKEN = MAX_WORD * 2


def group_of(language: str) -> str:
    """The analysis that fits a language."""
    return language if language in STEMMED else OTHER


def facet_named(name: str, *, lead_only: bool) -> str:
    """The keyword field that answers a facet."""
    return facets.LEAD if name == "municipality" and lead_only else name


def texts_open_to(*, network: bool) -> tuple[str, ...]:
    """The texts in which a viewer may search."""
    return TEXTS if network else tuple(name for name in TEXTS if name != "network")


def parts_open_to(*, network: bool) -> tuple[str, ...]:
    """The parts of compounds in which a viewer may search."""
    return PARTS if network else PARTS[:1]


def written_in(name: str) -> str:
    """The field that holds the words of a text as they are written."""
    return NETWORK_WRITTEN if name == "network" else WRITTEN


def written_open_to(*, network: bool) -> tuple[str, ...]:
    """The fields with written words that a viewer may know."""
    return (WRITTEN, NETWORK_WRITTEN) if network else (WRITTEN,)


def texts_of(document: CaseDocument) -> Iterator[tuple[str, str, str]]:
    """Every text that is not empty, as (name, group of languages, text)."""
    for language, texts in document.texts.items():
        for name in ("title", "summary", "body", "context"):
            if text := getattr(texts, name):
                yield name, group_of(language), unicodedata.normalize("NFC", text)
    for language, text in document.network_texts.items():
        if text:
            yield "network", group_of(language), unicodedata.normalize("NFC", text)
    for name in PARTS:
        if text := getattr(document, name):
            yield name, PARTS_GROUP, text


def period_of(document: CaseDocument) -> tuple[int, int] | None:
    """First and last year; None where neither is known."""
    if document.year_from is None and document.year_to is None:
        return None
    return (
        ALWAYS if document.year_from is None else document.year_from,
        FOREVER if document.year_to is None else document.year_to,
    )


def plain(text: str) -> str:
    """Text by which titles are ordered: without regard to case and accents."""
    text = text.casefold()
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    decomposed = unicodedata.normalize("NFKD", text)
    kept = "".join(char for char in decomposed if not unicodedata.combining(char) and char.isprintable())
    return " ".join(kept.split())


def milliseconds(moment: datetime) -> int:
    """A moment as the index writes it."""
    return int(moment.timestamp() * 1000)
