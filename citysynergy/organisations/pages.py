"""The public face of an organisation, and the index that holds them all."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.documents import get_document_model_string
from wagtail.fields import RichTextField
from wagtail.models import Page

from citysynergy.organisations.models import Organisation
from citysynergy.organisations.panels import edit_handler, index_edit_handler
from citysynergy.values.dates import PartialDateField
from citysynergy.values.guarded_pages import GuardedPageMixin
from citysynergy.values.languages import content_languages
from citysynergy.values.multilingual import MultilingualField
from citysynergy.values.rows import Row
from citysynergy.values.translations import (
    TranslatedPageMixin,
    TranslationRow,
    default_language,
)

INTRODUCTION_FEATURES = ["h3", "bold", "italic", "ol", "ul", "link"]


class OrganisationIndexPage(GuardedPageMixin, TranslatedPageMixin, Page):
    """Holds the pages of all organisations."""

    translated_fields: ClassVar[tuple[str, ...]] = ("title", "introduction")

    introduction = RichTextField(_("introduction"), blank=True, features=INTRODUCTION_FEATURES)

    edit_handler = index_edit_handler
    subpage_types = ["citysynergy.OrganisationPage"]
    template = "citysynergy/pages/organisation_index.html"

    class Meta:
        verbose_name = _("organisations index")
        verbose_name_plural = _("organisations indexes")


class OrganisationIndexTranslation(TranslationRow):
    """The index page in another language."""

    page = ParentalKey(OrganisationIndexPage, related_name="translations")
    introduction = RichTextField(_("introduction"), blank=True, features=INTRODUCTION_FEATURES)

    class Meta(TranslationRow.Meta):
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "language"],
                name="citysynergy_organisation_index_language",
            )
        ]


class OrganisationPage(GuardedPageMixin, TranslatedPageMixin, Page):
    """The public page of a municipality, mission or other organisation; its cases stand below it."""

    translated_fields: ClassVar[tuple[str, ...]] = ("title", "introduction")

    organisation = models.OneToOneField(
        Organisation,
        models.PROTECT,
        related_name="page",
        verbose_name=_("organisation"),
    )
    introduction = RichTextField(
        _("introduction"),
        blank=True,
        features=INTRODUCTION_FEATURES,
        help_text=_("What your organisation does abroad and why, in a few sentences."),
    )

    edit_handler = edit_handler
    parent_page_types = ["citysynergy.OrganisationIndexPage"]
    subpage_types = [
        "citysynergy.InitiativePage",
        "citysynergy.OpportunityPage",
        "citysynergy.ExpertiseProfilePage",
        "citysynergy.PartnershipPage",
    ]
    template = "citysynergy/pages/organisation.html"

    class Meta:
        verbose_name = _("organisation page")
        verbose_name_plural = _("organisation pages")


class OrganisationTranslation(TranslationRow):
    """The organisation's page in another language."""

    page = ParentalKey(OrganisationPage, related_name="translations")
    introduction = RichTextField(_("introduction"), blank=True, features=INTRODUCTION_FEATURES)

    class Meta(TranslationRow.Meta):
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        constraints = [models.UniqueConstraint(fields=["page", "language"], name="citysynergy_organisation_language")]


class PolicyDocument(Row):
    """A policy of the organisation on its international work."""

    page = ParentalKey(OrganisationPage, related_name="policy_documents")
    document = models.ForeignKey(
        get_document_model_string(),
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("document"),
    )
    url = models.URLField(
        _("address"),
        blank=True,
        help_text=_("Where the document is published, if not here."),
    )
    title = MultilingualField(_("title"))
    language = models.CharField(
        _("language of the document"),
        max_length=10,
        choices=content_languages,
        default=default_language,
    )
    date = PartialDateField(_("date"))

    class Meta(Row.Meta):
        verbose_name = _("policy document")
        verbose_name_plural = _("policy documents")

    def __str__(self) -> str:
        return str(self.title)
