"""The handbook's table can be read by who knows its words, and speaks of everything."""

from tests.permissions.matrix import ACTORS, ASK, HANDBOOK, STATES, TYPES, stated


def test_names_every_actor_type_state_and_action():
    text = " ".join(HANDBOOK.read_text().lower().split())
    for name in (*ACTORS, *TYPES, *STATES, *ASK):
        assert name in text, name


def test_counts_its_cells():
    assert f"{len(ACTORS) * len(TYPES) * len(STATES) * len(ASK):,} cells" in HANDBOOK.read_text().replace("\n", " ")


def test_gives_something_to_everyone_but_nobody_everything():
    assert {cell.actor for cell in stated()} == set(ACTORS)
    assert {cell.action for cell in stated()} == set(ASK)
    for actor in ACTORS:
        assert len([cell for cell in stated() if cell.actor == actor]) < len(TYPES) * len(STATES) * len(ASK)
