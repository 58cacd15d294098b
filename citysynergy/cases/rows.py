"""Rows that every kind of case may have, kept in one table each."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.documents import get_document_model_string
from wagtail.images import get_image_model_string

from citysynergy.cases.choices import ActivityKind, Licence, PlacePrecision
from citysynergy.taxonomy.models import LATITUDE_LIMITS, LONGITUDE_LIMITS, City, Country
from citysynergy.values.dates import PartialDateField
from citysynergy.values.languages import content_languages
from citysynergy.values.multilingual import MultilingualField
from citysynergy.values.rows import Row
from citysynergy.values.translations import default_language


class CasePlace(Row):
    """A place where the case acts: a city, or a point in or near it."""

    case = ParentalKey(
        "citysynergy.CasePage",
        related_name="places",
        verbose_name=_("case"),
    )
    city = models.ForeignKey(
        City,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="case_places",
        verbose_name=_("city"),
    )
    name = models.CharField(_("name of the place"), max_length=200, blank=True)
    country = models.ForeignKey(
        Country,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="case_places",
        verbose_name=_("country"),
    )
    latitude = models.FloatField(_("latitude"), null=True, blank=True, validators=LATITUDE_LIMITS)
    longitude = models.FloatField(_("longitude"), null=True, blank=True, validators=LONGITUDE_LIMITS)
    precision = models.CharField(
        _("how exact"),
        max_length=15,
        choices=PlacePrecision.choices,
        default=PlacePrecision.CITY,
    )

    class Meta(Row.Meta):
        verbose_name = _("place")
        verbose_name_plural = _("places")

    def __str__(self) -> str:
        return self.name or str(self.city or "")

    @property
    def point(self) -> tuple[float, float] | None:
        """(latitude, longitude): its own, else its city's; None where neither is known."""
        if self.latitude is not None and self.longitude is not None:
            return self.latitude, self.longitude
        return (self.city.latitude, self.city.longitude) if self.city else None


class CaseDocument(Row):
    """A document to download."""

    case = ParentalKey(
        "citysynergy.CasePage",
        related_name="documents",
        verbose_name=_("case"),
    )
    document = models.ForeignKey(
        get_document_model_string(),
        models.PROTECT,
        related_name="+",
        verbose_name=_("document"),
    )
    title = MultilingualField(_("title"))
    language = models.CharField(
        _("language of the document"),
        max_length=10,
        choices=content_languages,
        default=default_language,
    )
    licence = models.CharField(_("licence"), max_length=12, choices=Licence.choices)

    class Meta(Row.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self) -> str:
        return str(self.title)


class CaseImage(Row):
    """A picture with what a reader who can't see it needs to know."""

    case = ParentalKey(
        "citysynergy.CasePage",
        related_name="images",
        verbose_name=_("case"),
    )
    image = models.ForeignKey(
        get_image_model_string(),
        models.PROTECT,
        related_name="+",
        verbose_name=_("picture"),
    )
    alt = MultilingualField(
        _("alternative text"),
        blank=True,
        text_length=250,
        help_text=_("Say in a sentence what can be seen, for who can't see it."),
    )
    is_decorative = models.BooleanField(
        _("decorative"),
        default=False,
        help_text=_("The picture adds nothing to the text; it is then passed over."),
    )
    credit = models.CharField(_("maker"), max_length=200, blank=True)
    licence = models.CharField(_("licence"), max_length=12, choices=Licence.choices)
    shows_people = models.BooleanField(
        _("shows people who can be recognised"),
        default=False,
        help_text=_("Then you need their consent, and keep it."),
    )

    class Meta(Row.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self) -> str:
        return str(self.alt) or str(self.image)


class CaseLink(Row):
    """A page elsewhere about the case."""

    case = ParentalKey(
        "citysynergy.CasePage",
        related_name="links",
        verbose_name=_("case"),
    )
    url = models.URLField(_("address"), max_length=500)
    title = MultilingualField(_("title"))

    class Meta(Row.Meta):
        verbose_name = _("link")
        verbose_name_plural = _("links")

    def __str__(self) -> str:
        return str(self.title)


class CaseIdentifier(Row):
    """The case's number in a register elsewhere."""

    class Scheme(models.TextChoices):
        CORDIS = "cordis", "CORDIS"
        KEEP = "keep", "keep.eu"
        IATI = "iati", "IATI"
        KOHESIO = "kohesio", "Kohesio"
        OTHER = "other", _("other register")

    case = ParentalKey(
        "citysynergy.CasePage",
        related_name="identifiers",
        verbose_name=_("case"),
    )
    scheme = models.CharField(_("register"), max_length=10, choices=Scheme.choices)
    value = models.CharField(_("number"), max_length=120)

    class Meta(Row.Meta):
        verbose_name = _("number elsewhere")
        verbose_name_plural = _("numbers elsewhere")

    def __str__(self) -> str:
        return f"{self.get_scheme_display()} {self.value}"


class CaseActivity(Row):
    """Something that happened within an initiative or partnership."""

    case = ParentalKey(
        "citysynergy.CasePage",
        related_name="activities",
        verbose_name=_("case"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=ActivityKind.choices)
    date = PartialDateField(_("date"))
    title = MultilingualField(_("what happened"))
    place = models.CharField(_("where"), max_length=200, blank=True)

    class Meta(Row.Meta):
        verbose_name = _("activity")
        verbose_name_plural = _("activities")

    def __str__(self) -> str:
        return str(self.title)
