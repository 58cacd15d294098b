"""Opportunities and challenges: what a mission sees in a city, or what an organisation asks."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from citysynergy.cases.choices import ALL_FORMS, Audience, Currency, WorkingLanguage
from citysynergy.cases.pages import CasePage, CaseTranslation, rich_text
from citysynergy.cases.submission import CaseValues
from citysynergy.opportunities import rules as opportunities_rules
from citysynergy.opportunities.panels import edit_handler
from citysynergy.organisations.models import MUNICIPAL_KINDS, OrganisationKind
from citysynergy.taxonomy.models import City, Programme
from citysynergy.values.choices import ChoiceListField
from citysynergy.values.dates import PartialDateField
from citysynergy.values.problems import Problem


class OpportunityKind(models.TextChoices):
    """What is put on the map."""

    OPPORTUNITY = "opportunity", _("opportunity")
    CHALLENGE = "challenge", _("challenge")
    REQUEST = "request", _("request")
    CALL = "call-for-expertise", _("call for expertise")
    SOLUTION = "local-solution", _("local solution")
    EVENT = "event-or-visit", _("event or visit")


class OpportunityStatus(models.TextChoices):
    """Whether an answer is still welcome."""

    OPEN = "open", _("open")
    MATCHED = "matched", _("matched")
    CLOSED = "closed", _("closed")


class Visibility(models.TextChoices):
    """Who may see the page. An action turns it into the page's view restriction."""

    NETWORK = "network", _("the network only")
    PUBLIC = "public", _("everyone")


class SeenBy(models.TextChoices):
    """Who saw the opportunity."""

    MISSION = "mission", _("the mission")
    CITY = "city", _("the city itself")


class Outcome(models.TextChoices):
    """How a closed opportunity ended."""

    COOPERATION = "cooperation", _("a cooperation started")
    ADVICE = "advice-given", _("advice was given")
    SOLVED_ELSEWHERE = "solved-elsewhere", _("solved in another way")
    NO_ANSWER = "no-answer", _("nobody answered")
    WITHDRAWN = "withdrawn", _("withdrawn")


class OpportunityPage(CasePage):
    """An opportunity, challenge, request, call, local solution or event."""

    case_type = "opportunity"
    publisher_kinds = (
        *MUNICIPAL_KINDS,
        OrganisationKind.MISSION,
        OrganisationKind.MINISTRY,
        OrganisationKind.ASSOCIATION,
    )
    translated_fields: ClassVar[tuple[str, ...]] = (
        "title",
        "summary",
        "asked",
        "outcome_note",
    )

    kind = models.CharField(_("kind"), max_length=20, choices=OpportunityKind.choices)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=OpportunityStatus.choices,
        default=OpportunityStatus.OPEN,
    )
    visibility = models.CharField(
        _("who may see this page"),
        max_length=10,
        choices=Visibility.choices,
        default=Visibility.NETWORK,
        help_text=_("Naming a city's problem in public needs that city's agreement."),
    )
    city = models.ForeignKey(
        City,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="opportunities",
        verbose_name=_("city"),
    )
    seen_by = models.CharField(_("seen by"), max_length=10, choices=SeenBy.choices, default=SeenBy.MISSION)
    agreed_with_city = models.BooleanField(
        _("agreed with the city"),
        default=False,
        help_text=_("Only the network sees this."),
    )
    asked = rich_text(
        _("what is asked"),
        blank=False,
        help_text=_("Who is asked to do what, by when, with whom?"),
    )
    forms = ChoiceListField(_("in what form"), choices=ALL_FORMS, blank=True)
    deadline = models.DateTimeField(_("deadline"), null=True, blank=True)
    starts = PartialDateField(_("starts"))
    ends = PartialDateField(_("ends"))
    budget = models.DecimalField(_("budget"), max_digits=15, decimal_places=2, null=True, blank=True)
    budget_currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices, default=Currency.EUR)
    budget_audience = models.CharField(
        _("who may read the budget"),
        max_length=10,
        choices=Audience.choices,
        default=Audience.NETWORK,
    )
    working_languages = ChoiceListField(_("working languages"), choices=WorkingLanguage.choices, blank=True)
    programme = models.ForeignKey(
        Programme,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="opportunities",
        verbose_name=_("programme"),
    )
    outcome = models.CharField(
        _("outcome"),
        max_length=20,
        choices=Outcome.choices,
        blank=True,
        help_text=_("Needed when you close it."),
    )
    outcome_note = rich_text(_("about the outcome"))
    outcome_audience = models.CharField(
        _("who may read about the outcome"),
        max_length=10,
        choices=Audience.choices,
        default=Audience.PUBLIC,
    )

    edit_handler = edit_handler
    is_creatable = True

    class Meta:
        verbose_name = _("opportunity or challenge")
        verbose_name_plural = _("opportunities and challenges")

    def rules(self, values: CaseValues) -> list[Problem]:
        return opportunities_rules.problems(values)

    @property
    def type_value(self) -> str:
        return "challenge" if self.kind == OpportunityKind.CHALLENGE else self.case_type


class OpportunityTranslation(CaseTranslation):
    """An opportunity in another language."""

    page = ParentalKey(OpportunityPage, related_name="translations")
    asked = rich_text(_("what is asked"))
    outcome_note = rich_text(_("about the outcome"))

    class Meta(CaseTranslation.Meta):
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        constraints = [models.UniqueConstraint(fields=["page", "language"], name="citysynergy_opportunity_language")]
