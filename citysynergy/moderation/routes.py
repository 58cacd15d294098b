"""Which moderators a page is given to first, and who stands in for them.

A route decides who is told and in whose queue a page comes first; any moderator may judge it, so that nothing waits for
one person.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from citysynergy.moderation.subjects import PageType
from citysynergy.taxonomy.models import Region, Theme
from citysynergy.values.choices import ChoiceListField


class Route(models.Model):
    """Pages of these types, themes and regions go to these moderators. The first route in order that fits is taken."""

    name = models.CharField(_("name"), max_length=100)
    order = models.PositiveSmallIntegerField(_("order"), default=0, help_text=_("The lowest number is tried first."))
    page_types = ChoiceListField(
        _("types of page"),
        choices=PageType.choices,
        blank=True,
        help_text=_("Choose none where it is meant for all."),
    )
    themes = models.ManyToManyField(
        Theme,
        blank=True,
        related_name="+",
        verbose_name=_("themes"),
        help_text=_("One of these is enough. Choose none where it is meant for all."),
    )
    regions = models.ManyToManyField(
        Region,
        blank=True,
        related_name="+",
        verbose_name=_("regions"),
        help_text=_("One of these is enough. Choose none where it is meant for all."),
    )
    moderators = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        related_name="moderation_routes",
        verbose_name=_("moderators"),
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("route")
        verbose_name_plural = _("routes")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class Absence(models.Model):
    """A moderator is away; a colleague gets the pages meanwhile."""

    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="moderation_absences",
        verbose_name=_("moderator"),
    )
    stand_in = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="+",
        verbose_name=_("stand-in"),
    )
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["-first_day"]

    def __str__(self) -> str:
        return f"{self.moderator} → {self.stand_in} ({self.first_day} – {self.last_day})"

    def clean(self) -> None:
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise ValidationError({"last_day": _("The last day lies before the first. Correct one of the two.")})
        if self.moderator_id and self.moderator_id == self.stand_in_id:
            raise ValidationError({"stand_in": _("Choose someone else than who is away.")})
