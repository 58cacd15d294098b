"""Partnerships between cities (stedenbanden), abroad and inside the Kingdom."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.documents import get_document_model_string

from citysynergy.cases.pages import CasePage, CaseTranslation, rich_text
from citysynergy.cases.submission import CaseValues
from citysynergy.organisations.models import MUNICIPAL_KINDS, Organisation
from citysynergy.partnerships import rules as partnerships_rules
from citysynergy.partnerships.panels import edit_handler
from citysynergy.taxonomy.models import City, Programme
from citysynergy.values.dates import PartialDateField
from citysynergy.values.multilingual import MultilingualField
from citysynergy.values.problems import Problem
from citysynergy.values.rows import Row


class PartnershipKind(models.TextChoices):
    """On what a partnership rests."""

    CITY_PARTNERSHIP = "city-partnership", _("city partnership")
    COOPERATION = "cooperation", _("cooperation agreement")
    CROSS_BORDER = "cross-border-region", _("cross-border region")
    KINGDOM = "inside-kingdom", _("partnership inside the Kingdom")


class PartnershipStatus(models.TextChoices):
    """How a partnership is doing."""

    ACTIVE = "active", _("active")
    DORMANT = "dormant", _("dormant")
    SUSPENDED = "suspended", _("suspended")
    ENDED = "ended", _("ended")


class PartnershipPage(CasePage):
    """A lasting tie between two or more cities."""

    case_type = "partnership"
    publisher_kinds = MUNICIPAL_KINDS
    translated_fields: ClassVar[tuple[str, ...]] = (
        "title",
        "summary",
        "experiences",
        "success_factors",
    )

    kind = models.CharField(_("kind"), max_length=20, choices=PartnershipKind.choices)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=PartnershipStatus.choices,
        default=PartnershipStatus.ACTIVE,
    )
    since = PartialDateField(_("since"), help_text=_("As precise as you know: 1983, 1983-05 or 1983-05-04."))
    until = PartialDateField(_("until"))
    agreement = models.ForeignKey(
        get_document_model_string(),
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("agreement"),
    )
    experiences = rich_text(
        _("experiences"),
        help_text=_("What did you do together, and what did it bring?"),
    )
    success_factors = rich_text(_("what makes it work"))
    initiatives = ParentalManyToManyField(
        "citysynergy.InitiativePage",
        blank=True,
        related_name="partnerships",
        verbose_name=_("initiatives"),
    )
    programme = models.ForeignKey(
        Programme,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="partnerships",
        verbose_name=_("programme"),
    )

    edit_handler = edit_handler
    is_creatable = True

    class Meta:
        verbose_name = _("city partnership")
        verbose_name_plural = _("city partnerships")

    def rules(self, values: CaseValues) -> list[Problem]:
        return partnerships_rules.problems(values)


class PartnershipTranslation(CaseTranslation):
    """A partnership in another language."""

    page = ParentalKey(PartnershipPage, related_name="translations")
    experiences = rich_text(_("experiences"))
    success_factors = rich_text(_("what makes it work"))

    class Meta(CaseTranslation.Meta):
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        constraints = [models.UniqueConstraint(fields=["page", "language"], name="citysynergy_partnership_language")]


class PartnershipMember(Row):
    """A member: an organisation of the Kingdom or a city abroad, with what it brings and seeks."""

    page = ParentalKey(PartnershipPage, related_name="members")
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="member_rows",
        verbose_name=_("organisation"),
        help_text=_("A municipality of the Kingdom or another organisation that CitySynergy knows."),
    )
    city = models.ForeignKey(
        City,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="member_rows",
        verbose_name=_("or a city abroad"),
    )
    role = models.CharField(_("role"), max_length=100, blank=True)
    accepted = models.BooleanField(_("accepted"), default=False, editable=False)
    declined = models.BooleanField(_("declined"), default=False, editable=False)
    brings = MultilingualField(_("brings"), blank=True, multiline=True)
    seeks = MultilingualField(_("seeks"), blank=True, multiline=True)

    class Meta(Row.Meta):
        verbose_name = _("member")
        verbose_name_plural = _("members")

    def __str__(self) -> str:
        return str(self.organisation or self.city or "")
