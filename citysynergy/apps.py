"""The plugin's app configuration."""

from django.apps import AppConfig


class CitySynergyConfig(AppConfig):
    """One app, one label; the rooms are its sub-packages."""

    name = "citysynergy"
    label = "citysynergy"
    verbose_name = "CitySynergy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from citysynergy.discovery import signals as discovery_signals

        discovery_signals.connect()
