"""Reads what a visitor typed: words, "phrases" and -exclusions."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

MAX_LENGTH = 300
MAX_CLAUSES = 16
MAX_WORD = 60

_CLAUSE = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)(?:"|$)|(?P<word>[^\s"]+))')
_TYPED_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})


@dataclass(frozen=True)
class Clause:
    """One word or phrase that must occur, or must not."""

    text: str
    phrase: bool = False
    excluded: bool = False

    def __str__(self) -> str:
        """As it is typed."""
        text = f'"{self.text}"' if self.phrase else self.text
        return f"-{text}" if self.excluded else text


def clean(text: str) -> str:
    """Normalise: one form of each accent, no control characters, single spaces."""
    normal = unicodedata.normalize("NFC", text).translate(_TYPED_QUOTES)
    # Surrogates and control characters (categories Cc, Cs, Cf …) mean nothing to a reader.
    printable = "".join(" " if unicodedata.category(char)[0] == "C" else char for char in normal)
    return " ".join(printable.split())


def parse(text: str) -> tuple[Clause, ...]:
    """Split cleaned text into clauses. What holds no letter or digit says nothing and is dropped."""
    clauses: dict[Clause, None] = {}
    for match in _CLAUSE.finditer(text):
        phrase = match["phrase"]
        content = phrase if phrase is not None else match["word"].lstrip("-+")
        if not any(char.isalnum() for char in content):
            continue
        clauses[Clause(content.strip(), phrase is not None, match["minus"] is not None)] = None
    return tuple(clauses)


def written(clauses: Iterable[Clause]) -> str:
    """Clauses as a search text, which :func:`parse` reads back as the same clauses."""
    return " ".join(str(clause) for clause in clauses)
