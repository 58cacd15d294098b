"""Entries of the register as the items of a list. Written in Python: a page has twenty of them with as many words each,
and in a template they would take as long as all the rest."""

from collections.abc import Iterable
from html import escape

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from citysynergy.web.entries import Entry


def items(entries: Iterable[Entry]) -> SafeString:
    """The items of a list of entries."""
    return SafeString("\n  ".join(map(_item, entries)))


def _item(entry: Entry) -> str:
    kind = entry.kind
    lang = f' lang="{escape(entry.lang)}"' if entry.lang else ""
    margin = (
        f'<p class="cs-entry__type"><svg class="cs-shape" aria-hidden="true"><use href="#cs-{kind}"/></svg>'
        f"{escape(entry.kind_word)}</p>{_paragraph('status', entry.status)}{_paragraph('period', entry.period)}"
    )
    # Safe where words are marked in them.
    title, summary = conditional_escape(entry.title), conditional_escape(entry.summary)
    partners = f" {escape(entry.partners)}" if entry.partners else ""
    where = f" · {escape(entry.where)}" if entry.where else ""
    note = f'<p class="cs-language-note">{escape(entry.language_note)}</p>' if entry.language_note else ""
    figure = (
        f'<p class="cs-entry__figure"><b>{escape(entry.figure)}</b> {escape(entry.figure_text)}</p>'
        if entry.figure
        else ""
    )
    plate = f'<div class="cs-entry__plate">{entry.plate}</div>' if entry.plate else ""
    return (
        f'<li class="cs-entry cs-is-{kind}" data-cs-case="{escape(entry.id)}">\n'
        f'    <div class="cs-entry__margin">{margin}</div>\n'
        f'    <div class="cs-entry__text"><p class="cs-entry__who">'
        f"<b><bdi>{escape(entry.lead)}</bdi></b>{partners}{where}</p>\n"
        f'      <h3 class="cs-entry__title" dir="auto"{lang}><a href="{escape(entry.url)}">{title}</a></h3>\n'
        f'      <p class="cs-entry__summary" dir="auto"{lang}>{summary}</p>{note}{figure}'
        f"{_paragraph('private', entry.private)}</div>\n"
        f"    {plate}</li>"
    )


def _paragraph(name: str, text: str) -> str:
    return f'<p class="cs-entry__{name}">{escape(text)}</p>' if text else ""
