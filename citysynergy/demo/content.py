"""The content files: TOML, one for each kind, read once and handed on as dictionaries."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "content"
LANGUAGES = ("nl", "en")

# Which file holds which type of case. Unpublished pages name their own type.
CASE_FILES = {
    "initiatives_energy": "initiative",
    "initiatives_climate": "initiative",
    "initiatives_people": "initiative",
    "initiatives_examples": "initiative",
    "opportunities": "opportunity",
    "expertise": "expertise",
    "partnerships": "partnership",
    "unpublished": "",
}
# Expertise names initiatives as its evidence, partnerships name those that came of them.
ORDER = ("initiative", "opportunity", "partnership", "expertise")

type Entry = dict[str, Any]


@dataclass(frozen=True)
class Content:
    """Everything that the files hold."""

    cases: list[Entry] = field(default_factory=list)
    organisations: list[Entry] = field(default_factory=list)
    programmes: list[Entry] = field(default_factory=list)
    cities: list[Entry] = field(default_factory=list)
    images: list[Entry] = field(default_factory=list)
    accounts: list[Entry] = field(default_factory=list)
    password: str = ""
    introductions: dict[str, dict[str, str]] = field(default_factory=dict)
    notes: dict[str, dict[str, str]] = field(default_factory=dict)

    def organisations_named(self) -> list[str]:
        """The slugs of all organisations that a case stands below or names, in alphabetical order."""
        named = {case["organisation"] for case in self.cases}
        named |= {row[0] for account in self.accounts for row in account.get("memberships", [])}
        for case in self.cases:
            references = [*case.get("partners", []), *(member["who"] for member in case.get("members", []))]
            named |= {reference.removeprefix("org ") for reference in references if reference.startswith("org ")}
        return sorted(named)


@cache
def load() -> Content:
    """Read the files. Raises ``ValueError`` where one is not TOML."""
    cases = [
        {"type": case_type, "state": "public", **entry}
        for name, case_type in CASE_FILES.items()
        for entry in _read(name)["page"]
    ]
    cases.sort(key=lambda case: ORDER.index(case["type"]))
    base, accounts = _read("organisations"), _read("accounts")
    return Content(
        cases=cases,
        organisations=base["organisation"],
        programmes=base["programme"],
        cities=base["city"],
        images=_read("images")["image"],
        accounts=accounts["account"],
        password=accounts["password"],
        introductions=base["introduction"],
        notes=base["note"],
    )


def _read(name: str) -> dict[str, Any]:
    with (FOLDER / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def rich(text: str) -> str:
    """Plain text as rich text: each line a paragraph."""
    return "".join(f"<p>{escape(line.strip(), quote=False)}</p>" for line in text.splitlines() if line.strip())


def note(text: str) -> str:
    """The sentence that says that a page belongs to the demonstration."""
    return f"<p><i>{escape(text, quote=False)}</i></p>"
