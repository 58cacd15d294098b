"""The tables of the handbook are those of the matrix."""

from pathlib import Path

from tests.permissions.matrix import ASK, DRAFT, LIVE

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "permissions.md"


def tables() -> list[dict[str, set[str]]]:
    """The tables of the page, in its order: what each actor may do."""
    found: list[dict[str, set[str]]] = []
    columns: list[str] = []
    for line in PAGE.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| actor |"):
            columns = cells[1:]
            found.append({})
        elif line.startswith("| "):
            actor, *answers = cells
            allowed = {name for name, answer in zip(columns, answers, strict=True) if answer == "yes"}
            found[-1][actor.replace(" ", "_")] = allowed
    return found


def test_say_what_the_rules_say():
    assert tables() == [DRAFT, LIVE]


def test_name_every_question():
    assert all(f"| {name} " in PAGE.read_text() for name in ASK)
