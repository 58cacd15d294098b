"""Organisations of the Kingdom and their partners, what they may do, and who belongs to them."""

import uuid

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from citysynergy.organisations.querysets import (
    MembershipQuerySet,
    OrganisationQuerySet,
    RessortQuerySet,
    SuccessionQuerySet,
)
from citysynergy.taxonomy.models import (
    LATITUDE_LIMITS,
    LONGITUDE_LIMITS,
    Area,
    City,
    Country,
    Network,
    Theme,
)
from citysynergy.taxonomy.reference import ReferenceRecord
from citysynergy.values.dates import PartialDateField
from citysynergy.values.multilingual import MultilingualField


class OrganisationKind(models.TextChoices):
    """What an organisation is, apart from whether it may write."""

    MUNICIPALITY = "municipality", _("municipality")
    PUBLIC_BODY = "public-body", _("public body")
    KINGDOM_COUNTRY = "kingdom-country", _("country of the Kingdom")
    MISSION = "mission", _("mission")
    MINISTRY = "ministry", _("ministry")
    ASSOCIATION = "association", _("association")
    OTHER = "other", _("other organisation")


# Those that the mission calls municipalities of the Kingdom: they publish initiatives and expertise.
MUNICIPAL_KINDS = (
    OrganisationKind.MUNICIPALITY,
    OrganisationKind.PUBLIC_BODY,
    OrganisationKind.KINGDOM_COUNTRY,
)


class SizeClass(models.TextChoices):
    """Classes of population, as Statistics Netherlands groups municipalities."""

    UNDER_20 = "under-20k", _("under 20,000 residents")
    FROM_20 = "20k-50k", _("20,000 to 50,000 residents")
    FROM_50 = "50k-100k", _("50,000 to 100,000 residents")
    FROM_100 = "100k-250k", _("100,000 to 250,000 residents")
    OVER_250 = "over-250k", _("250,000 residents or more")


class Organisation(ReferenceRecord):
    """A municipality, mission, ministry, association or other partner."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("slug"), max_length=120, unique=True)
    name = MultilingualField(_("name"))
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind.choices)
    may_write = models.BooleanField(
        _("may write"),
        default=False,
        help_text=_("Its members publish pages here. Partners without accounts do not."),
    )
    valid_from = PartialDateField(_("exists since"))
    valid_to = PartialDateField(_("existed until"))
    country = models.ForeignKey(Country, models.PROTECT, null=True, blank=True, verbose_name=_("country"))
    province = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, verbose_name=_("province"))
    city = models.ForeignKey(
        City,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="seats",
        verbose_name=_("seat"),
        help_text=_("The city where a mission or office is."),
    )
    latitude = models.FloatField(_("latitude"), null=True, blank=True, validators=LATITUDE_LIMITS)
    longitude = models.FloatField(_("longitude"), null=True, blank=True, validators=LONGITUDE_LIMITS)
    size_class = models.CharField(_("size"), max_length=12, choices=SizeClass.choices, blank=True)
    website = models.URLField(_("website"), blank=True)
    networks = models.ManyToManyField(Network, blank=True, related_name="members", verbose_name=_("networks"))
    lead_themes = models.ManyToManyField(
        Theme,
        blank=True,
        related_name="lead_organisations",
        verbose_name=_("leads the theme"),
    )
    successors = models.ManyToManyField(
        "self",
        through="Succession",
        through_fields=("predecessor", "successor"),
        symmetrical=False,
        related_name="predecessors",
        verbose_name=_("successors"),
    )
    desk = models.ForeignKey(
        "ContactDesk",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="default_for",
        verbose_name=_("contact desk"),
        help_text=_("Gets the questions of readers, unless a case names another desk."),
    )
    collection = models.OneToOneField(
        "wagtailcore.Collection",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="citysynergy_organisation",
        verbose_name=_("collection"),
    )
    require_sign_off = models.BooleanField(
        _("sign off inside the organisation"),
        default=False,
        help_text=_("An approver of the organisation signs off before the ministry sees the page."),
    )
    trusted_to_publish = models.BooleanField(
        _("may publish its own opportunities"),
        default=False,
        help_text=_("The ministry trusts this mission to publish its opportunities without moderation."),
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["slug"]
        indexes = [models.Index(fields=["kind", "slug"], name="citysynergy_org_kind")]
        # What a role grants on an organisation; see ``permissions.grants``. They say nothing about this record itself.
        permissions = [
            ("write_cases", "Can write below the organisation's page"),
            ("unpublish_cases", "Can take the organisation's pages offline"),
            ("sign_off_cases", "Can sign off the organisation's pages"),
            ("manage_members", "Can manage the organisation's members"),
        ]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def is_municipal(self) -> bool:
        """Whether this is a municipality in the wide sense: municipality, public body or country of the Kingdom."""
        return self.kind in MUNICIPAL_KINDS


class OrganisationName(models.Model):
    """A former name or another name by which an organisation is known."""

    class Kind(models.TextChoices):
        FORMER = "former", _("former name")
        VARIANT = "variant", _("other name")
        SHORT = "short", _("short name")

    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="other_names",
        verbose_name=_("organisation"),
    )
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.VARIANT)
    valid_to = PartialDateField(_("used until"))

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="citysynergy_organisation_name_once",
            )
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationCode(models.Model):
    """The code of an organisation in a register: CBS (``GM0599``), OIN or Wikidata."""

    class Scheme(models.TextChoices):
        CBS = "cbs", "CBS"
        OIN = "oin", "OIN"
        WIKIDATA = "wikidata", "Wikidata"

    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="codes",
        verbose_name=_("organisation"),
    )
    scheme = models.CharField(_("register"), max_length=10, choices=Scheme.choices)
    value = models.CharField(_("code"), max_length=40)

    class Meta:
        verbose_name = _("code")
        verbose_name_plural = _("codes")
        ordering = ["scheme"]
        constraints = [models.UniqueConstraint(fields=["scheme", "value"], name="citysynergy_code_once")]

    def __str__(self) -> str:
        return f"{self.get_scheme_display()} {self.value}"


class Succession(models.Model):
    """On a date one organisation continued in another: Delfzijl in Eemsdelta, on 2021-01-01."""

    predecessor = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="succeeded_by",
        verbose_name=_("predecessor"),
    )
    successor = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="succeeds",
        verbose_name=_("successor"),
    )
    on = PartialDateField(_("on"))

    objects = SuccessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="citysynergy_succession_once"),
            models.CheckConstraint(
                condition=~models.Q(predecessor=models.F("successor")),
                name="citysynergy_no_self_succession",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class ContactDesk(models.Model):
    """A functional desk that answers readers through a relay form; its address is never printed."""

    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="desks",
        verbose_name=_("organisation"),
    )
    name = MultilingualField(_("name of the desk"))
    email = models.EmailField(_("mail address"), help_text=_("Gets the questions. Never shown to readers."))
    phone = models.CharField(_("phone of the desk"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("contact desk")
        verbose_name_plural = _("contact desks")
        ordering = ["organisation", "pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.organisation})"


class ContactPerson(models.Model):
    """A named person, shown to the network only, until a date."""

    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="contact_people",
        verbose_name=_("organisation"),
    )
    name = models.CharField(_("name"), max_length=200)
    role = MultilingualField(_("role"), blank=True)
    email = models.EmailField(_("mail address"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    shown_until = models.DateField(
        _("shown until"),
        help_text=_("After this date the name is no longer shown, not even to the network."),
    )

    class Meta:
        verbose_name = _("contact person")
        verbose_name_plural = _("contact people")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Ressort(models.Model):
    """What a mission serves: a country, a part of a country, or a subject; for a time."""

    mission = models.ForeignKey(Organisation, models.CASCADE, related_name="ressorts", verbose_name=_("mission"))
    country = models.ForeignKey(
        Country,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="ressorts",
        verbose_name=_("country"),
    )
    area = models.ForeignKey(
        Area,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="ressorts",
        verbose_name=_("province or state"),
        help_text=_("Only where the mission serves a part of the country."),
    )
    subject = models.CharField(
        _("subject"),
        max_length=200,
        blank=True,
        help_text=_("For permanent representations: the organisation served."),
    )
    valid_from = PartialDateField(_("from"))
    valid_to = PartialDateField(_("until"))
    verified = models.BooleanField(_("verified"), default=False)

    objects = RessortQuerySet.as_manager()

    class Meta:
        verbose_name = _("ressort")
        verbose_name_plural = _("ressorts")
        ordering = ["mission", "country", "area"]

    def __str__(self) -> str:
        return str(self.area or self.country or self.subject)

    def clean(self) -> None:
        if not (self.country_id or self.subject):
            raise ValidationError(_("Choose a country, or write the subject that this mission serves."))
        if self.area and self.area.country_id != self.country_id:
            raise ValidationError({"area": _("This province or state lies in another country.")})


class Role(models.TextChoices):
    """What a member does for the organisation."""

    AUTHOR = "author", _("author")
    APPROVER = "approver", _("approver")
    MANAGER = "manager", _("manager")


class Membership(models.Model):
    """A user writes, signs off or manages for an organisation. The source from which every grant is derived."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="memberships",
        verbose_name=_("user"),
    )
    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="memberships",
        verbose_name=_("organisation"),
    )
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["organisation", "role", "user"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                name="citysynergy_membership_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}, {self.organisation}"


class OrganisationGroup(models.Model):
    """The group that holds the members of an organisation in one role; kept by ``permissions.grants`` alone."""

    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="role_groups",
        verbose_name=_("organisation"),
    )
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    group = models.OneToOneField(
        Group,
        models.CASCADE,
        related_name="citysynergy_organisation_group",
        verbose_name=_("group"),
    )

    class Meta:
        verbose_name = _("group of an organisation")
        verbose_name_plural = _("groups of organisations")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "role"],
                name="citysynergy_organisation_group_once",
            )
        ]

    def __str__(self) -> str:
        return str(self.group)
