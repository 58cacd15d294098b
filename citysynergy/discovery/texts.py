"""Plain text of a case, per language, for everyone and for the network."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from wagtail.rich_text import get_text_for_indexing

from citysynergy.discovery.documents import Texts
from citysynergy.values.translations import TranslatedPageMixin

TITLED = ("title", "summary")
# What editors write as a rule.
_PLAIN_TAG = re.compile(r"""</?(?:p|h[1-6]|b|i|ul|ol|li|a)(?: [a-z-]+="[^"<>&]*")*>""")
_ENDS_BLOCK = re.compile(r"</(?:p|h[1-6]|li)>|<[bh]r ?/>")


def text_of(markup: str) -> str:
    """The text of rich text, with blanks between its paragraphs.

    Wagtail's function parses it as a browser would; markup without surprises comes out the same, sooner.
    """
    text = _PLAIN_TAG.sub("", _ENDS_BLOCK.sub(" ", markup))
    return get_text_for_indexing(markup) if "<" in text or "&" in text else text.strip()


class TextCollector:
    """Gathers what a reader sees of a case, in each language that the case has."""

    def __init__(self, page: TranslatedPageMixin) -> None:
        self.page = page
        self.languages: list[str] = page.available_languages
        self._body: dict[str, list[str]] = defaultdict(list)
        self._context: dict[str, list[str]] = defaultdict(list)
        self._network: dict[str, list[str]] = defaultdict(list)

    def add_fields(self, names: Iterable[str], *, network: Iterable[str] = ()) -> None:
        """Add rich text fields of the page and its translations; those in ``network`` for the network only."""
        hidden = set(network)
        for name in names:
            if name in TITLED:
                continue
            for language in self.languages:
                row = self.page if language == self.page.language else self.page.translation_in(language)
                text = getattr(row, name, "") or ""
                if text:
                    target = self._network if name in hidden else self._body
                    target[language].append(text_of(text))

    def add_rows(self, texts: Iterable[Mapping[str, str]], *, network: bool = False) -> None:
        """Add texts of rows, each in the languages it has."""
        target = self._network if network else self._body
        for text in texts:
            for language in self.languages:
                if text.get(language):
                    target[language].append(text[language])

    def add_plain(self, texts: Iterable[str], *, network: bool = False) -> None:
        """Add texts that are the same in every language: names of activities' places, sources, numbers."""
        target = self._network if network else self._body
        for text in texts:
            if text:
                target[self.page.language].append(text)

    def add_names(self, names: Iterable[Mapping[str, str] | str]) -> None:
        """Add names around the case, in all languages they have, so that either finds it."""
        for name in names:
            if isinstance(name, str):
                self._context[self.page.language].append(name)
                continue
            for language, text in name.items():
                self._context[language].append(text)

    def texts(self) -> dict[str, Texts]:
        """Title, summary, body and context per language."""
        found = {}
        for language in sorted({*self.languages, *self._context}):
            row = self.page if language == self.page.language else self.page.translation_in(language)
            shown = row if language in self.languages else None
            found[language] = Texts(
                title=getattr(shown, "title", "") or "",
                summary=getattr(shown, "summary", "") or "",
                body="\n".join(self._body.get(language, ())),
                context="\n".join(dict.fromkeys(self._context.get(language, ()))),
            )
        return found

    def network_texts(self) -> dict[str, str]:
        return {language: "\n".join(texts) for language, texts in sorted(self._network.items()) if texts}
