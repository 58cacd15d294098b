"""Who may do what, as the handbook states it, and how each question is asked of policy and tester.

The table of ``docs/reference/permissions.md`` is the one statement of the rules. A row names page types, actions,
states and who may; ``all`` and ``all but a, b`` stand for many, ``owners`` for the roles of the organisation below
whose page the page stands.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import combinations, product
from pathlib import Path
from typing import Any, NamedTuple

from wagtail.models import Page
from wagtail.permissions import policy_registry

from citysynergy.cases.files import may_read
from citysynergy.moderation.judging import APPROVE
from citysynergy.moderation.models import ModerationTask
from citysynergy.moderation.sign_off import SignOffTask
from citysynergy.values.guarded_pages import may_change_content
from tests.permissions.conftest import fresh

HANDBOOK = Path(__file__).parents[2] / "docs" / "reference" / "permissions.md"

ACTORS = (
    "stranger",
    "public account",
    "other municipality",
    "partner",
    "asked partner",
    "author",
    "approver",
    "manager",
    "mission",
    "trusted mission",
    "moderator",
    "analyst",
    "data steward",
    "superuser",
)
TYPES = (
    "initiative",
    "opportunity",
    "mission's opportunity",
    "expertise profile",
    "partnership",
    "organisation page",
)
STATES = (
    "draft",
    "awaiting sign-off",
    "in moderation",
    "live",
    "live with draft",
    "restricted",
    "expired",
    "locked",
)


class Cell(NamedTuple):
    """One answer of the matrix."""

    type: str
    state: str
    actor: str
    action: str


def _policy() -> Any:
    return policy_registry.get_by_type(Page)


def _tester(name: str) -> Any:
    return lambda page, user: bool(getattr(page.permissions_for_user(user), name)())


def _unlocked(ask: Any) -> Any:
    """What is saved in the editor, which a lock closes for who did not set it."""
    return lambda page, user: ask(page, user) and not page.permissions_for_user(user).page_locked()


def _lock(page: Any, user: Any) -> bool:
    tester = page.permissions_for_user(user)
    return bool(tester.can_unlock() if page.locked else tester.can_lock())


def _listed(page: Any, user: Any) -> bool:
    return bool(_policy().explorable_instances(user).filter(pk=page.pk).exists())


def _chosen(page: Any, user: Any) -> bool:
    """Choosers are the admin's; there the user may choose what the user may know of."""
    known = _policy().knowable_instances(user).filter(pk=page.pk).exists()
    return bool(known and user.has_perm("wagtailadmin.access_admin"))


def _judges(step: Any) -> Any:
    def ask(page: Any, user: Any) -> bool:
        task = page.current_workflow_task
        return isinstance(task, step) and any(action[0] == APPROVE for action in task.get_actions(page, user))

    return ask


def _compare(page: Any, user: Any) -> bool:
    tester = page.permissions_for_user(user)
    return bool(tester.can_edit() or tester.can_publish())


# The actions, and how policy, tester and files are asked.
ASK = {
    "list": _listed,
    "open": _tester("can_edit"),
    "comment": _unlocked(_tester("can_edit")),
    "history": _tester("can_view_revisions"),
    "compare": _compare,
    "edit": _unlocked(may_change_content),
    "submit": _tester("can_submit_for_moderation"),
    "sign off": _judges(SignOffTask),
    "approve": _judges(ModerationTask),
    "publish": _unlocked(_tester("can_publish")),
    "unpublish": _tester("can_unpublish"),
    "move": _tester("can_move"),
    "copy": _tester("can_copy"),
    "delete": _tester("can_delete"),
    "lock": _lock,
    "privacy": _tester("can_set_view_restrictions"),
    "link": _chosen,
    "read document": lambda page, user: may_read(user, page.document_of_matrix),
}

GROUPS = {"owners": ("author", "approver", "manager")}
CASES = tuple(name for name in TYPES if name != "organisation page")


@cache
def stated() -> frozenset[Cell]:
    """Every cell that the handbook says yes to."""
    return frozenset(cell for row in _rows() for cell in _expanded(*row))


def _rows() -> Iterator[list[str]]:
    inside = False
    for line in HANDBOOK.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells == ["pages", "actions", "states", "who"]:
            inside = True
        elif inside and line.startswith("|"):
            if not cells[0].startswith("---"):
                yield cells
        else:
            inside = False


def _expanded(types: str, actions: str, states: str, who: str) -> Iterator[Cell]:
    for type_ in _names(types, TYPES, {"cases": CASES}):
        owners = ("mission", "trusted mission") if type_ == "mission's opportunity" else GROUPS["owners"]
        for state in _names(states, STATES):
            for actor in _names(who, ACTORS, {"owners": owners}):
                for action in _names(actions, tuple(ASK)):
                    yield Cell(type_, state, actor, action)


def _names(text: str, known: tuple[str, ...], sets: dict[str, tuple[str, ...]] | None = None) -> list[str]:
    if text == "all" or text.startswith("all but "):
        excepted = _names(text.removeprefix("all but "), known, sets) if text != "all" else []
        return [name for name in known if name not in excepted]
    names = [name for part in text.split(", ") for name in (sets or {}).get(part, (part,))]
    unknown = set(names) - set(known)
    assert not unknown, f"The handbook speaks of {unknown}"
    return names


def allowed(page: Any, user: Any, actions: Iterable[str] = ASK) -> set[str]:
    """What policy, tester and files let the user do with the page now."""
    return {name for name in actions if ASK[name](page, user)}


def answers(page: Any, type_: str, state: str, actors: dict[str, Any], actions: Iterable[str] = ASK) -> set[Cell]:
    """The cells of one page that the code says yes to."""
    actions = tuple(actions)
    return {
        Cell(type_, state, actor, action)
        for actor, user in actors.items()
        for action in allowed(page, fresh(user), actions)
    }


def statement(type_: str, state: str, actors: Iterable[str] = ACTORS, actions: Iterable[str] = ASK) -> set[Cell]:
    """The cells of one type and state that the handbook says yes to."""
    actors, actions = set(actors), set(actions)
    return {
        cell
        for cell in stated()
        if cell.type == type_ and cell.state == state and cell.actor in actors and cell.action in actions
    }


def sample() -> list[Cell]:
    """Every actor with every action once, in types and states chosen so that any two things meet at least once."""
    places = list(product(TYPES, STATES))
    missing = {
        pair for cell in map(Cell._make, product(TYPES, STATES, ACTORS, tuple(ASK))) for pair in combinations(cell, 2)
    }
    chosen = []
    for actor, action in product(ACTORS, tuple(ASK)):
        cells = [Cell(type_, state, actor, action) for type_, state in places]
        best = max(cells, key=lambda cell: len(missing.intersection(combinations(cell, 2))))
        missing.difference_update(combinations(best, 2))
        chosen.append(best)
    return chosen


def check_writing(user: Any, pages: list[Any]) -> None:
    """Policy and tester say the same about writing these pages."""
    policy = _policy()
    listed = set(policy.instances_user_has_permission_for(user, "change").values_list("pk", flat=True))
    for page in pages:
        may = may_change_content(page, user)
        assert (page.pk in listed) == may, page
        assert policy.user_has_permission_for_instance(user, "change", page) == may, page
        assert policy.users_with_permission_for_instance("change", page).filter(pk=user.pk).exists() == may, page
    if listed:
        assert policy.user_has_permission(user, "change")


def check_listing(user: Any, pages: list[Any]) -> None:
    """What may be opened is listed; what else is listed lies on the way to it."""
    policy = _policy()
    listed = set(policy.explorable_instances(user).values_list("pk", flat=True))
    on_the_way = {
        above.pk
        for page in pages
        if page.permissions_for_user(user).can_edit() or page.permissions_for_user(user).can_add_subpage()
        for above in page.get_ancestors(inclusive=True)
    }
    for page in pages:
        tester = page.permissions_for_user(user)
        if tester.can_edit():
            assert page.pk in listed, page
        elif page.pk in listed:
            assert page.pk in on_the_way or tester.can_add_subpage(), page
