"""The step before the ministry's: an approver of the organisation signs off, where the organisation wants that."""

from django.utils.translation import gettext_lazy as _
from wagtail.models import Task


class SignOffTask(Task):
    """Approvers of the page's own organisation sign off; skipped where the organisation does not require it."""

    class Meta:
        verbose_name = _("sign-off inside the organisation")
        verbose_name_plural = _("sign-off inside the organisation")
