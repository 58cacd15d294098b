"""Expertise profiles: what a municipality did and can do for others, and what it seeks."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField

from citysynergy.cases.choices import Audience, SupportForm, WorkingLanguage
from citysynergy.cases.pages import CasePage, CaseTranslation, rich_text
from citysynergy.cases.submission import CaseValues
from citysynergy.expertise import rules as expertise_rules
from citysynergy.expertise.panels import edit_handler
from citysynergy.organisations.models import MUNICIPAL_KINDS
from citysynergy.taxonomy.models import Region, Theme
from citysynergy.values.choices import ChoiceListField
from citysynergy.values.multilingual import MultilingualField
from citysynergy.values.problems import Problem
from citysynergy.values.rows import Row


class Experience(models.TextChoices):
    """What was done, not a rank."""

    DID_IT = "did-it", _("did it")
    CAN_ADVISE = "can-advise", _("can advise")
    CAN_SEND = "can-send", _("can send someone")


class ExpertiseProfilePage(CasePage):
    """What one organisation offers and seeks; at most one below its page."""

    case_type = "expertise"
    publisher_kinds = MUNICIPAL_KINDS
    translated_fields: ClassVar[tuple[str, ...]] = ("title", "summary", "conditions")

    working_languages = ChoiceListField(_("working languages"), choices=WorkingLanguage.choices)
    regions = ParentalManyToManyField(
        Region,
        blank=True,
        related_name="expertise_profiles",
        verbose_name=_("regions of interest"),
    )
    conditions = rich_text(
        _("conditions"),
        help_text=_("What you need to be able to help: costs, time, agreement."),
    )
    conditions_audience = models.CharField(
        _("who may read the conditions"),
        max_length=10,
        choices=Audience.choices,
        default=Audience.PUBLIC,
    )

    edit_handler = edit_handler
    is_creatable = True
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("expertise profile")
        verbose_name_plural = _("expertise profiles")

    def rules(self, values: CaseValues) -> list[Problem]:
        return expertise_rules.problems(values)


class ExpertiseTranslation(CaseTranslation):
    """An expertise profile in another language."""

    page = ParentalKey(ExpertiseProfilePage, related_name="translations")
    conditions = rich_text(_("conditions"))

    class Meta(CaseTranslation.Meta):
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        constraints = [models.UniqueConstraint(fields=["page", "language"], name="citysynergy_expertise_language")]


class ExpertiseOffer(Row):
    """Expertise in one theme."""

    page = ParentalKey(ExpertiseProfilePage, related_name="offers")
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="offers", verbose_name=_("theme"))
    experience = models.CharField(_("experience"), max_length=12, choices=Experience.choices)
    forms = ChoiceListField(_("in what form"), choices=SupportForm.choices)
    text = MultilingualField(_("what you did and can do"), multiline=True, blank=True)
    evidence = models.ForeignKey(
        "citysynergy.InitiativePage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="evidence_for",
        verbose_name=_("evidence"),
        help_text=_("An initiative of yours that shows it."),
    )
    days_per_year = models.PositiveSmallIntegerField(
        _("days a year"),
        null=True,
        blank=True,
        help_text=_("Only the network sees this."),
    )
    available_from = models.DateField(
        _("available from"),
        null=True,
        blank=True,
        help_text=_("Only the network sees this."),
    )

    class Meta(Row.Meta):
        verbose_name = _("offer")
        verbose_name_plural = _("offers")

    def __str__(self) -> str:
        return f"{self.theme}: {self.get_experience_display()}"


class ExpertiseQuestion(Row):
    """Something that the organisation seeks."""

    page = ParentalKey(ExpertiseProfilePage, related_name="seeks")
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="questions", verbose_name=_("theme"))
    text = MultilingualField(_("question"), multiline=True)
    audience = models.CharField(
        _("who may read it"),
        max_length=10,
        choices=Audience.choices,
        default=Audience.PUBLIC,
    )

    class Meta(Row.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions")

    def __str__(self) -> str:
        return str(self.text)
