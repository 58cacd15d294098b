"""The page that shows the pictures of ``make screenshots`` beside each other, with what people noted about them."""

import sys
import tomllib
from pathlib import Path

Shown = tuple[str, str, list[tuple[str, str]]]
"""The name and the title of a kind of page, and of each of its pictures what tells it apart and its file."""

NOTES = "notes.toml"
HEAD = """\
# What the pages look like

One page of every kind, and what some become in use, from the demonstration. `make screenshots` takes the pictures and
writes this page. What we would still improve stands in [notes.toml](notes.toml), by the name of the page; the command
only reads it. Long pages are cut off.
"""


def write_index(folder: Path, shown: list[Shown]) -> None:
    """Write ``README.md`` in the folder, from the pictures and the notes.

    Ends with a message where a note names a page that there is no picture of.
    """
    notes = tomllib.loads((folder / NOTES).read_text(encoding="utf-8"))
    if unknown := notes.keys() - {name for name, _title, _pictures in shown}:
        sys.exit(f"{NOTES} has notes about pages that are not pictured: {', '.join(sorted(unknown))}.")
    sections = [_section(title, pictures, notes.get(name, {}).get("improve", [])) for name, title, pictures in shown]
    (folder / "README.md").write_text("\n".join([HEAD, *sections]), encoding="utf-8")


def _section(title: str, pictures: list[tuple[str, str]], improve: list[str]) -> str:
    heads = " | ".join(words for words, _file in pictures)
    rule = "|".join("---" for _picture in pictures)
    cells = " | ".join(f"[![{title}: {words}]({file})]({file})" for words, file in pictures)
    lines = [f"## {title}", "", f"| {heads} |", f"|{rule}|", f"| {cells} |", ""]
    if improve:
        lines += ["What we would still improve:", "", *(f"- {note}" for note in improve), ""]
    return "\n".join(lines)
