"""The home page and the plain content pages of the ready site."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, ObjectList, TabbedInterface
from wagtail.fields import RichTextField
from wagtail.models import Page

from citysynergy.values.translations import TranslatedPageMixin, TranslationRow

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link", "image", "hr"]
INTRODUCTION_FEATURES = ["bold", "italic", "link"]


def _edit_handler(model: type[TranslatedPageMixin], panels: list[Any]) -> TabbedInterface:
    translated = [FieldPanel(field) for field in ("language", *model.translated_fields)]
    return TabbedInterface(
        [
            ObjectList(panels, heading=_("Content")),
            ObjectList([InlinePanel("translations", translated, label=_("translation"))], heading=_("Other languages")),
            ObjectList(Page.promote_panels, heading=_("Promote")),
            ObjectList(Page.settings_panels, heading=_("Settings")),
        ]
    )


class HomePage(TranslatedPageMixin, Page):
    """The front door: what this is, a search box, the map, the newest cases and the themes."""

    headline = models.CharField(
        _("headline"), max_length=160, blank=True, help_text=_("One sentence that says what visitors find here.")
    )
    introduction = RichTextField(_("introduction"), blank=True, features=INTRODUCTION_FEATURES)

    translated_fields = ("title", "headline", "introduction")
    template = "home/home_page.html"
    max_count = 1
    subpage_types: ClassVar[list[str]] = ["home.InformationPage", "citysynergy.OrganisationIndexPage"]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")


class HomePageTranslation(TranslationRow):
    """The home page's texts in one more language."""

    page = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="translations")
    headline = models.CharField(_("headline"), max_length=160, blank=True)
    introduction = RichTextField(_("introduction"), blank=True, features=INTRODUCTION_FEATURES)

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        constraints = [models.UniqueConstraint(fields=["page", "language"], name="home_translation_once")]


class InformationPage(TranslatedPageMixin, Page):
    """A plain page of text, such as "About", "Privacy" or "Accessibility"."""

    introduction = models.TextField(_("introduction"), blank=True, max_length=500)
    body = RichTextField(_("text"), blank=True, features=TEXT_FEATURES)

    translated_fields = ("title", "introduction", "body")
    template = "home/information_page.html"
    parent_page_types: ClassVar[list[str]] = ["home.HomePage", "home.InformationPage"]
    subpage_types: ClassVar[list[str]] = ["home.InformationPage"]

    class Meta:
        verbose_name = _("information page")
        verbose_name_plural = _("information pages")


class InformationPageTranslation(TranslationRow):
    """An information page's texts in one more language."""

    page = ParentalKey(InformationPage, on_delete=models.CASCADE, related_name="translations")
    introduction = models.TextField(_("introduction"), blank=True, max_length=500)
    body = RichTextField(_("text"), blank=True, features=TEXT_FEATURES)

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        constraints = [models.UniqueConstraint(fields=["page", "language"], name="information_translation_once")]


HomePage.edit_handler = _edit_handler(
    HomePage,
    [FieldPanel("title"), FieldPanel("language"), FieldPanel("headline"), FieldPanel("introduction")],
)
InformationPage.edit_handler = _edit_handler(
    InformationPage,
    [FieldPanel("title"), FieldPanel("language"), FieldPanel("introduction"), FieldPanel("body")],
)
