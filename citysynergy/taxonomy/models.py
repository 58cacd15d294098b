"""Themes in several schemes, the 17 goals, countries, regions, cities and programmes."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from citysynergy.taxonomy.reference import ReferenceRecord
from citysynergy.values.dates import PartialDateField
from citysynergy.values.multilingual import MultilingualField

LATITUDE_LIMITS = [MinValueValidator(-90), MaxValueValidator(90)]
LONGITUDE_LIMITS = [MinValueValidator(-180), MaxValueValidator(180)]


class ThemeScheme(ReferenceRecord):
    """A list of themes that belong together, such as UN-Habitat's."""

    slug = models.SlugField(_("slug"), unique=True)
    name = MultilingualField(_("name"))
    is_main = models.BooleanField(_("main scheme"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("theme scheme")
        verbose_name_plural = _("theme schemes")
        ordering = ["order", "slug"]

    def __str__(self) -> str:
        return str(self.name)


class Theme(ReferenceRecord):
    """What a case is about. Counted under its ancestors and under the themes of other schemes it maps to."""

    scheme = models.ForeignKey(ThemeScheme, models.PROTECT, related_name="themes", verbose_name=_("scheme"))
    slug = models.SlugField(_("slug"), unique=True)
    name = MultilingualField(_("name"))
    description = MultilingualField(_("description"), multiline=True, blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("broader theme"),
    )
    maps_to = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="mapped_from",
        verbose_name=_("maps to"),
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_themes",
        verbose_name=_("merged into"),
        help_text=_("Cases with this theme are found under the other one."),
    )
    is_active = models.BooleanField(_("can be chosen"), default=True)

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["scheme__order", "slug"]

    def __str__(self) -> str:
        return str(self.name)


class Goal(ReferenceRecord):
    """One of the 17 Sustainable Development Goals."""

    number = models.PositiveSmallIntegerField(_("number"), primary_key=True)
    name = MultilingualField(_("name"))
    colour = models.CharField(_("colour"), max_length=7, validators=[RegexValidator(r"^#[0-9A-Fa-f]{6}$")])

    class Meta:
        verbose_name = _("goal (SDG)")
        verbose_name_plural = _("goals (SDG)")
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class RegionScheme(ReferenceRecord):
    """A way to divide the world: UN M49 first, groupings of the ministry later."""

    slug = models.SlugField(_("slug"), unique=True)
    name = MultilingualField(_("name"))

    class Meta:
        verbose_name = _("region scheme")
        verbose_name_plural = _("region schemes")
        ordering = ["slug"]

    def __str__(self) -> str:
        return str(self.name)


class Region(ReferenceRecord):
    """A region of a scheme; in UN M49 the code is three digits, ``001`` is the world."""

    scheme = models.ForeignKey(RegionScheme, models.PROTECT, related_name="regions", verbose_name=_("scheme"))
    code = models.CharField(_("code"), max_length=20, unique=True)
    name = MultilingualField(_("name"))
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
    )

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["code"]

    def __str__(self) -> str:
        return str(self.name)


class Country(ReferenceRecord):
    """A country or territory with its ISO 3166-1 codes, in the regions of each scheme."""

    code = models.CharField(_("ISO code (two letters)"), max_length=2, primary_key=True)
    iso3 = models.CharField(_("ISO code (three letters)"), max_length=3, blank=True)
    m49 = models.CharField(_("UN M49 code"), max_length=3, blank=True)
    name = MultilingualField(_("name"))
    regions = models.ManyToManyField(
        Region,
        blank=True,
        related_name="countries",
        verbose_name=_("regions"),
        help_text=_("The narrowest region of each scheme; wider ones follow from it."),
    )
    west = models.FloatField(_("western bound"), null=True, blank=True, validators=LONGITUDE_LIMITS)
    south = models.FloatField(_("southern bound"), null=True, blank=True, validators=LATITUDE_LIMITS)
    east = models.FloatField(
        _("eastern bound"),
        null=True,
        blank=True,
        validators=LONGITUDE_LIMITS,
        help_text=_("Smaller than the western bound where the country crosses 180°."),
    )
    north = models.FloatField(_("northern bound"), null=True, blank=True, validators=LATITUDE_LIMITS)

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ["code"]

    def __str__(self) -> str:
        return str(self.name)


class Area(ReferenceRecord):
    """A first-level part of a country: a province, a state, a Land."""

    country = models.ForeignKey(Country, models.PROTECT, related_name="areas", verbose_name=_("country"))
    code = models.CharField(
        _("code"),
        max_length=12,
        unique=True,
        help_text=_("As in ISO 3166-2, such as NL-ZH."),
    )
    name = MultilingualField(_("name"))

    class Meta:
        verbose_name = _("province or state")
        verbose_name_plural = _("provinces and states")
        ordering = ["code"]

    def __str__(self) -> str:
        return str(self.name)


class City(ReferenceRecord):
    """A city abroad (or a place in the Kingdom) that cases, partners and ties refer to."""

    class State(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        PROPOSED = "proposed", _("proposed by an editor")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("slug"), max_length=120, unique=True)
    name = MultilingualField(_("name"))
    country = models.ForeignKey(Country, models.PROTECT, related_name="cities", verbose_name=_("country"))
    area = models.ForeignKey(
        Area,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cities",
        verbose_name=_("province or state"),
    )
    latitude = models.FloatField(_("latitude"), validators=LATITUDE_LIMITS)
    longitude = models.FloatField(_("longitude"), validators=LONGITUDE_LIMITS)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    geonames_id = models.PositiveIntegerField(_("GeoNames id"), null=True, blank=True, unique=True)
    wikidata_id = models.CharField(_("Wikidata id"), max_length=20, blank=True)
    introduction = MultilingualField(_("introduction"), multiline=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ACCEPTED)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="doubles",
        verbose_name=_("merged into"),
    )

    class Meta:
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        ordering = ["slug"]

    def __str__(self) -> str:
        return f"{self.name} ({self.country})"


class CityName(models.Model):
    """Another name of a city: a variant, a former name, a name in another language."""

    class Kind(models.TextChoices):
        VARIANT = "variant", _("variant")
        FORMER = "former", _("former name")
        OFFICIAL = "official", _("official name")

    city = models.ForeignKey(City, models.CASCADE, related_name="names", verbose_name=_("city"))
    name = models.CharField(_("name"), max_length=200)
    language = models.CharField(_("language"), max_length=10, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.VARIANT)

    class Meta:
        verbose_name = _("city name")
        verbose_name_plural = _("city names")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["city", "name", "language"], name="citysynergy_city_name_once")]

    def __str__(self) -> str:
        return self.name


class Programme(ReferenceRecord):
    """An umbrella over cases: Horizon 2020, Water as Leverage, Interreg."""

    slug = models.SlugField(_("slug"), max_length=120, unique=True)
    name = MultilingualField(_("name"))
    funder = models.CharField(_("funder"), max_length=200, blank=True)
    start = PartialDateField(_("start"))
    end = PartialDateField(_("end"))
    link = models.URLField(_("link"), blank=True)

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["slug"]

    def __str__(self) -> str:
        return str(self.name)


class ProgrammeIdentifier(models.Model):
    """The programme's number in a register elsewhere."""

    programme = models.ForeignKey(
        Programme,
        models.CASCADE,
        related_name="identifiers",
        verbose_name=_("programme"),
    )
    scheme = models.CharField(_("register"), max_length=40)
    value = models.CharField(_("number"), max_length=120)

    class Meta:
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")

    def __str__(self) -> str:
        return f"{self.scheme} {self.value}"


class Network(ReferenceRecord):
    """A network of municipalities, such as the G5 or the G40."""

    slug = models.SlugField(_("slug"), unique=True)
    name = MultilingualField(_("name"))

    class Meta:
        verbose_name = _("network of municipalities")
        verbose_name_plural = _("networks of municipalities")
        ordering = ["slug"]

    def __str__(self) -> str:
        return str(self.name)
