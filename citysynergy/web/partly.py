"""Says that no case has all words of a search, and which words the cases have that are shown instead."""

from collections.abc import Sequence

from django.utils.translation import gettext

from citysynergy.discovery.results import CaseResults
from citysynergy.web.words import joined


def note(results: CaseResults) -> str:
    """The sentences above the list; none where the cases have all words."""
    asked = results.partial
    if asked is None:
        return ""
    said = [gettext("No case has all of these words.")]
    if results.total and asked.least < len(asked.words):
        told = {"least": asked.least, "words": _quoted(asked.words)}
        said.append(gettext("These have most of them: at least %(least)d of %(words)s.") % told)
    elif results.total:
        said.append(gettext("These have the words that matter most: %(words)s.") % {"words": _quoted(asked.words)})
    if asked.left_out:
        said.append(gettext("Not searched for: %(words)s.") % {"words": _quoted(asked.left_out)})
    return " ".join(said)


def _quoted(words: Sequence[str]) -> str:
    # A phrase has quotes of its own.
    return joined([word if '"' in word else f"“{word}”" for word in words], len(words))
