"""Short ways through moderation, past the editor: what the editor's buttons do, done directly."""

from typing import Any

from wagtail.models import TaskState

from tests import editor


def fresh(user: Any) -> Any:
    """The user as the next request would know it: without anything remembered."""
    return type(user).objects.get(pk=user.pk)


def submit(page: Any, user: Any, **changes: Any) -> Any:
    """Write a version and hand it in, for the first time or again after changes were asked."""
    draft = editor.draft_of(page)
    for name, value in changes.items():
        setattr(draft, name, value)
    draft.save_revision(user=user)
    page = editor.reloaded(page)
    state = page.current_workflow_state
    if state:
        state.resume(user)
    else:
        page.get_workflow().start(page, user)
    return editor.reloaded(page)


def step(page: Any) -> TaskState | None:
    """Where the page waits now."""
    found: TaskState | None = editor.reloaded(page).current_workflow_task_state
    return found


def desk(page: Any) -> str:
    """The kind of step at which the page waits now; ``""`` where it waits at none."""
    state = step(page)
    return type(state.task.specific).__name__ if state else ""


def decide(page: Any, user: Any, action: str = "approve", **data: Any) -> None:
    """Take a decision about what waits."""
    state = step(page)
    assert state is not None
    state.task.specific.on_action(state, fresh(user), action, **data)


def actions(page: Any, user: Any) -> set[str]:
    """What the user may decide now."""
    task = editor.reloaded(page).current_workflow_task
    return {name for name, _label, _modal in task.get_actions(editor.reloaded(page), fresh(user))} if task else set()
