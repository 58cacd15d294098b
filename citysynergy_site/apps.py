"""The ready site as a Django app: its templates' translations and its checks."""

from django.apps import AppConfig


class CitySynergySiteConfig(AppConfig):
    """Configuration of the ready site."""

    name = "citysynergy_site"
    verbose_name = "CitySynergy site"
