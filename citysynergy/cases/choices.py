"""Vocabularies that several kinds of case share."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    """Who may read a part of a public page."""

    PUBLIC = "public", _("everyone")
    NETWORK = "network", _("the network only")


class CooperationForm(models.TextChoices):
    """What kind of cooperation it is."""

    KNOWLEDGE_EXCHANGE = "knowledge-exchange", _("knowledge exchange")
    CITY_PARTNERSHIP = "city-partnership", _("city partnership")
    EUROPEAN_PROJECT = "european-project", _("European project")
    DEVELOPMENT = "development-cooperation", _("development cooperation")
    TRADE = "trade-and-innovation", _("trade and innovation")
    CULTURE = "culture", _("culture")
    EMERGENCY_HELP = "emergency-help", _("emergency help")


class SupportForm(models.TextChoices):
    """What a municipality offers with its expertise, or an opportunity asks for."""

    ADVICE = "advice", _("advice")
    TRAINING = "training", _("training")
    PEER_VISIT = "peer-visit", _("peer visit")
    COLLEAGUE_ON_MISSION = "colleague-on-mission", _("colleague on mission")


ALL_FORMS = [*SupportForm.choices, *CooperationForm.choices]


class WorkingLanguage(models.TextChoices):
    """Languages in which people can work together (ISO 639-1, and Papiamentu's ISO 639-3 code)."""

    DUTCH = "nl", _("Dutch")
    ENGLISH = "en", _("English")
    FRENCH = "fr", _("French")
    GERMAN = "de", _("German")
    SPANISH = "es", _("Spanish")
    PORTUGUESE = "pt", _("Portuguese")
    POLISH = "pl", _("Polish")
    UKRAINIAN = "uk", _("Ukrainian")
    TURKISH = "tr", _("Turkish")
    ARABIC = "ar", _("Arabic")
    INDONESIAN = "id", _("Indonesian")
    CHINESE = "zh", _("Chinese")
    PAPIAMENTU = "pap", _("Papiamentu")
    SRANAN = "srn", _("Sranan Tongo")


class Licence(models.TextChoices):
    """Conditions of reuse of a document or picture."""

    CC0 = "cc0", _("CC0: free, without conditions")
    CC_BY = "cc-by", _("CC BY: free, with the name of the maker")
    CC_BY_SA = "cc-by-sa", _("CC BY-SA: with the name of the maker, shared alike")
    CC_BY_NC = "cc-by-nc", _("CC BY-NC: with the name of the maker, not commercially")
    RESERVED = "reserved", _("all rights reserved, published here with permission")


class PlacePrecision(models.TextChoices):
    """How exact a point on the map is."""

    EXACT = "exact", _("exact place")
    NEIGHBOURHOOD = "neighbourhood", _("neighbourhood")
    CITY = "city", _("somewhere in the city")
    REGION = "region", _("somewhere in the region")


class Currency(models.TextChoices):
    """Currencies of the Kingdom and of its usual partners (ISO 4217)."""

    EUR = "EUR", _("euro")
    USD = "USD", _("US dollar")
    XCG = "XCG", _("Caribbean guilder")
    AWG = "AWG", _("Aruban florin")
    GBP = "GBP", _("pound sterling")
    SRD = "SRD", _("Surinamese dollar")
    IDR = "IDR", _("Indonesian rupiah")
    KES = "KES", _("Kenyan shilling")
    ZAR = "ZAR", _("South African rand")
    INR = "INR", _("Indian rupee")
    CNY = "CNY", _("Chinese yuan")


class ActivityKind(models.TextChoices):
    """What happened."""

    VISIT = "visit", _("visit")
    WORKSHOP = "workshop", _("workshop or training")
    EVENT = "event", _("event")
    AGREEMENT = "agreement", _("agreement signed")
    DELIVERY = "delivery", _("something delivered")
    OTHER = "other", _("other")
