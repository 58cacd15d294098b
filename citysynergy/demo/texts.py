"""The texts of a page: its own language in the page, the other in a translation row, each with the closing note."""

from typing import Any

from citysynergy.demo.content import LANGUAGES, Content, Entry, note, rich

RICH_FIELDS = {
    "initiative": ("approach", "results", "transfer"),
    "opportunity": ("asked", "outcome_note"),
    "expertise": ("conditions",),
    "partnership": ("experiences", "success_factors"),
}
# The first of these ends with the note; of an initiative and a partnership it is the last one that has a text.
NOTE_STANDS_IN = {"opportunity": "asked", "expertise": "conditions"}


def texts(entry: Entry, language: str, content: Content) -> dict[str, str]:
    """Title, summary and rich texts of a case in one language."""
    given = entry.get(language, {})
    fields = RICH_FIELDS[entry["type"]]
    values = {name: rich(given.get(name, "")) for name in fields}
    last = NOTE_STANDS_IN.get(entry["type"]) or next((name for name in reversed(fields) if values[name]), fields[0])
    values[last] += note(content.notes[entry["basis"]][language])
    return {"title": given.get("title", ""), "summary": given.get("summary", ""), **values}


def write(page: Any, entry: Entry, content: Content) -> None:
    """Put the texts into the page and its translation rows."""
    page.language = entry.get("language", LANGUAGES[0])
    rows = []
    row_class = type(page).translations.rel.related_model
    for language in LANGUAGES:
        values = texts(entry, language, content)
        if language == page.language:
            for name, value in values.items():
                setattr(page, name, value)
        elif values["title"]:
            rows.append(row_class(language=language, **values))
    page.translations = rows
