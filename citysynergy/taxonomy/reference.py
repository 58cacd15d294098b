"""What all reference records share: they are loaded from files and kept by data stewards."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReferenceRecord(models.Model):
    """A record that ``citysynergy_load_reference`` makes and a data steward may change.

    ``reference_values`` remembers what was loaded last, so that a later load writes only those fields that
    nobody has changed since.
    """

    source = models.CharField(
        _("source"),
        max_length=250,
        blank=True,
        help_text=_("Where these facts come from."),
    )
    reference_values: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(
        default=dict, editable=False
    )

    class Meta:
        abstract = True
