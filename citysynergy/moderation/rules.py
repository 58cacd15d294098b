"""Pure rules of moderation."""

from collections.abc import Sequence

from django.utils.translation import gettext as _


def all_ticked_or_explained(ticked: Sequence[bool], note: str) -> str:
    """Approving while a point of the checklist stays open needs a reason. Says so; ``""`` where nothing is wrong."""
    if all(ticked) or note.strip():
        return ""
    return _("A point of the checklist is not ticked. Tick it, ask for changes, or say in the note why you approve.")
