"""Initiatives: what a municipality does, did or plans together with others abroad."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField

from citysynergy.cases.choices import Audience, CooperationForm, Currency
from citysynergy.cases.pages import CasePage, CaseTranslation, rich_text
from citysynergy.cases.submission import CaseValues
from citysynergy.initiatives import rules as initiatives_rules
from citysynergy.initiatives.panels import edit_handler
from citysynergy.organisations.models import MUNICIPAL_KINDS, Organisation
from citysynergy.taxonomy.models import City, Country, Programme
from citysynergy.values.choices import ChoiceListField
from citysynergy.values.dates import PartialDateField
from citysynergy.values.multilingual import MultilingualField
from citysynergy.values.problems import Problem
from citysynergy.values.rows import Row


class InitiativeStatus(models.TextChoices):
    """How far an initiative is. Stopped is a status like any other: failure is visible."""

    PLANNED = "planned", _("planned")
    ONGOING = "ongoing", _("ongoing")
    COMPLETED = "completed", _("completed")
    STOPPED = "stopped", _("stopped")


class Character(models.TextChoices):
    """In what way an initiative is international."""

    ABROAD = "abroad", _("abroad")
    CROSS_BORDER = "cross-border", _("cross-border")
    NETWORK = "network", _("in an international network")
    INSIDE_KINGDOM = "inside-kingdom", _("inside the Kingdom")
    GUESTS_HERE = "guests-here", _("international guests here")


class InitiativePage(CasePage):
    """One initiative of one lead municipality, with any number of partners."""

    case_type = "initiative"
    publisher_kinds = MUNICIPAL_KINDS
    translated_fields: ClassVar[tuple[str, ...]] = (
        "title",
        "summary",
        "approach",
        "results",
        "transfer",
    )

    status = models.CharField(_("status"), max_length=10, choices=InitiativeStatus.choices)
    start = PartialDateField(_("start"), help_text=_("As precise as you know: 2024, 2024-03 or 2024-03-15."))
    end = PartialDateField(_("end"), help_text=_("Empty while it goes on."))
    character = ChoiceListField(_("in what way is it international?"), choices=Character.choices)
    forms = ChoiceListField(_("what kind of cooperation is it?"), choices=CooperationForm.choices)
    countries = ParentalManyToManyField(Country, related_name="initiatives", verbose_name=_("countries"))
    cities = ParentalManyToManyField(City, blank=True, related_name="initiatives", verbose_name=_("cities"))
    programme = models.ForeignKey(
        Programme,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="initiatives",
        verbose_name=_("programme"),
        help_text=_("The subsidy or programme that it is part of."),
    )
    partnership = models.ForeignKey(
        "citysynergy.PartnershipPage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("city partnership"),
        help_text=_("The city partnership that it comes from, if any."),
    )
    approach = rich_text(
        _("approach"),
        blank=False,
        help_text=_("What did you want, and how did you go about it?"),
    )
    results = rich_text(_("results"), help_text=_("What came of it? Needed for a completed initiative."))
    transfer = rich_text(
        _("what it takes elsewhere"),
        help_text=_("What does another city need to do this too: people, money, law, time?"),
    )

    edit_handler = edit_handler
    is_creatable = True

    class Meta:
        verbose_name = _("initiative")
        verbose_name_plural = _("initiatives")

    def rules(self, values: CaseValues) -> list[Problem]:
        return initiatives_rules.problems(values)


class InitiativeTranslation(CaseTranslation):
    """An initiative in another language."""

    page = ParentalKey(InitiativePage, related_name="translations")
    approach = rich_text(_("approach"))
    results = rich_text(_("results"))
    transfer = rich_text(_("what it takes elsewhere"))

    class Meta(CaseTranslation.Meta):
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        constraints = [models.UniqueConstraint(fields=["page", "language"], name="citysynergy_initiative_language")]


class PartnerRole(models.TextChoices):
    """What a partner does in an initiative. The lead is the organisation below which the page stands."""

    PARTNER = "partner", _("partner")
    HOST = "host", _("host city")
    FOLLOWER = "follower", _("follower city")
    FUNDER = "funder", _("funder")
    EXPERT = "expert", _("expert")


class InitiativePartner(Row):
    """An organisation, or a city abroad, that takes part. One that may write and accepted edits the page too."""

    page = ParentalKey(InitiativePage, related_name="partners")
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="partner_rows",
        verbose_name=_("organisation"),
        help_text=_("A municipality of the Kingdom or another organisation that CitySynergy knows."),
    )
    city = models.ForeignKey(
        City,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="partner_rows",
        verbose_name=_("or a city abroad"),
    )
    role = models.CharField(
        _("role"),
        max_length=10,
        choices=PartnerRole.choices,
        default=PartnerRole.PARTNER,
    )
    accepted = models.BooleanField(_("accepted"), default=False, editable=False)
    declined = models.BooleanField(_("declined"), default=False, editable=False)

    class Meta(Row.Meta):
        verbose_name = _("partner")
        verbose_name_plural = _("partners")

    def __str__(self) -> str:
        return str(self.organisation or self.city or "")


class FundingRole(models.TextChoices):
    """What an amount is. Totals add own shares only, else a shared project would count twice."""

    TOTAL = "total", _("project total")
    OWN_SHARE = "own-share", _("own share")
    GRANT = "grant", _("grant received")


class InitiativeFunding(Row):
    """An amount of money and where it comes from."""

    page = ParentalKey(InitiativePage, related_name="funding")
    source = models.CharField(_("source"), max_length=200)
    amount = models.DecimalField(_("amount"), max_digits=15, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices, default=Currency.EUR)
    role = models.CharField(_("what it is"), max_length=10, choices=FundingRole.choices)
    audience = models.CharField(
        _("who may read it"),
        max_length=10,
        choices=Audience.choices,
        default=Audience.PUBLIC,
    )

    class Meta(Row.Meta):
        verbose_name = _("funding")
        verbose_name_plural = _("funding")

    def __str__(self) -> str:
        return f"{self.source}: {self.amount} {self.currency}"


class InitiativeIndicator(Row):
    """A figure by which success is measured."""

    page = ParentalKey(InitiativePage, related_name="indicators")
    name = MultilingualField(_("what is measured"))
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    baseline = models.DecimalField(_("at the start"), max_digits=18, decimal_places=3, null=True, blank=True)
    value = models.DecimalField(_("now"), max_digits=18, decimal_places=3)
    date = PartialDateField(_("measured on"))
    source = models.CharField(_("source"), max_length=250, blank=True)

    class Meta(Row.Meta):
        verbose_name = _("figure")
        verbose_name_plural = _("figures")

    def __str__(self) -> str:
        return f"{self.name}: {self.value} {self.unit}"


class InitiativeLesson(Row):
    """What worked, or what failed: both help who comes next."""

    class Kind(models.TextChoices):
        WORKED = "worked", _("worked")
        FAILED = "failed", _("failed")

    page = ParentalKey(InitiativePage, related_name="lessons")
    kind = models.CharField(_("worked or failed"), max_length=10, choices=Kind.choices)
    text = MultilingualField(_("lesson"), multiline=True)
    audience = models.CharField(
        _("who may read it"),
        max_length=10,
        choices=Audience.choices,
        default=Audience.PUBLIC,
    )

    class Meta(Row.Meta):
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def __str__(self) -> str:
        return str(self.text)
