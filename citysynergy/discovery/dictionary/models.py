"""Words that the data steward knows to mean the same."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Max
from django.utils.translation import gettext_lazy as _

from citysynergy.discovery.dictionary.layers import Key, key_of

# Of one group. Each word leads to all others, of which a search takes the first ten.
FEWEST, MOST = 2, 20
LONGEST = 60

Stamp = tuple[int, datetime | None]


class SynonymGroupQuerySet(models.QuerySet["SynonymGroup"]):
    """Groups of words."""

    def stamp(self) -> Stamp:
        """What differs after any change, by whichever process."""
        found = self.aggregate(count=Count("pk"), last=Max("changed_at"))
        return found["count"], found["last"]

    def listed(self) -> list[list[str]]:
        """The words of every group, in an order that stays."""
        return list(self.order_by("pk").values_list("words", flat=True))


class SynonymGroup(models.Model):
    """Words and phrases that mean the same: who searches for one finds the others. In one language or across."""

    words: "models.JSONField[list[str], list[str]]" = models.JSONField(_("words"), default=list)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = SynonymGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")
        ordering = ["pk"]

    def __str__(self) -> str:
        return ", ".join(self.words)

    def clean(self) -> None:
        problems = list(self._problems())
        if problems:
            raise ValidationError({"words": problems})

    def _problems(self) -> Iterator[Any]:
        """What is wrong with the words, in words."""
        if len(self.words) < FEWEST:
            yield _("Write at least two words that mean the same, one a line.")
        if len(self.words) > MOST:
            yield _("A group holds at most %(limit)d words.") % {"limit": MOST}
        seen: dict[Key, str] = {}
        for word in self.words:
            key = key_of(word)
            if not key:
                yield _("“%(word)s” holds no letter or digit.") % {"word": word}
            elif key in seen:
                yield _("“%(word)s” and “%(other)s” are the same to search.") % {"word": word, "other": seen[key]}
            seen.setdefault(key, word)
        for group in SynonymGroup.objects.exclude(pk=self.pk):
            for word in group.words:
                if typed := seen.get(key_of(word)):
                    yield _("“%(word)s” is in another group already: %(group)s.") % {"word": typed, "group": group}
