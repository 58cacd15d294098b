"""The ready site as a Django app: its templates' translations and its checks."""

from django.apps import AppConfig
from django.core.checks import register


class CitySynergySiteConfig(AppConfig):
    """Configuration of the ready site."""

    name = "citysynergy_site"
    verbose_name = "CitySynergy site"

    def ready(self) -> None:
        """Register the checks of the site's settings."""
        from citysynergy_site.second_factor import check_roles

        register(check_roles)
