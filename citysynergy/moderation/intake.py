"""What happens to a page when it is handed in."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from citysynergy.cases.pages import CasePage
from citysynergy.cases.submission import submission_problems
from citysynergy.moderation.subjects import latest
from citysynergy.values.revisions import write_in_draft


def refuse_incomplete(page: Any) -> None:
    """Raise ``ValidationError`` with what is still missing. The editor's form says the same at the fields."""
    draft = latest(page)
    if not isinstance(draft, CasePage):
        draft.full_clean()
        return
    if problems := submission_problems(draft):
        words = [str(problem) for problem in problems]
        raise ValidationError([_("This page can't be submitted yet."), *words], code="incomplete")


def confirm(page: Any, user: Any) -> None:
    """Note in the draft that its author stands for it as of today; readers see it once the draft is published."""
    revision = page.get_latest_revision()
    author = revision.user or user
    if author is not None and issubclass(page.specific_class, CasePage):
        write_in_draft(revision, confirmed_on=timezone.localdate(), confirmed_by=author)
