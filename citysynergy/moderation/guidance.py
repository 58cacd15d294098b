"""What moderators go by, kept by themselves: the criteria they check, and the remarks they make most often."""

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from citysynergy.moderation.subjects import PageType, page_type
from citysynergy.values.choices import ChoiceListField, holds
from citysynergy.values.multilingual import MultilingualField


class GuidanceQuerySet(models.QuerySet[Any]):
    """Criteria and remarks by the pages that they are meant for."""

    def for_page(self, page: Any) -> Self:
        """Those in use for this type of page, in their order."""
        fits = models.Q(page_types="") | models.Q(page_types__contains=holds(page_type(page)))
        return self.filter(fits, is_active=True)


class Guidance(models.Model):
    """A text that moderators use for some types of page."""

    page_types = ChoiceListField(
        _("types of page"),
        choices=PageType.choices,
        blank=True,
        help_text=_("Choose none where it is meant for all."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = GuidanceQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["order", "pk"]


class Criterion(Guidance):
    """One point of the checklist that a moderator goes through before approving."""

    text = MultilingualField(_("criterion"), multiline=True, help_text=_("As a statement that is true of a good page."))

    class Meta(Guidance.Meta):
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")

    def __str__(self) -> str:
        return str(self.text)


class Remark(Guidance):
    """A remark that moderators make often, to be chosen and adapted when they ask for changes."""

    title = MultilingualField(_("title"))
    text = MultilingualField(_("remark"), multiline=True, help_text=_("To the author: what is wrong and what to do."))

    class Meta(Guidance.Meta):
        verbose_name = _("standard remark")
        verbose_name_plural = _("standard remarks")

    def __str__(self) -> str:
        return str(self.title)
