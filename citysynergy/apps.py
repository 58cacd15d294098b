"""The plugin's app configuration."""

from django.apps import AppConfig


class CitySynergyConfig(AppConfig):
    """One app, one label; the rooms are its sub-packages."""

    name = "citysynergy"
    label = "citysynergy"
    verbose_name = "CitySynergy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from citysynergy.cases import pictures as cases_pictures
        from citysynergy.contact import checks as contact_checks
        from citysynergy.discovery import checks as discovery_checks
        from citysynergy.discovery import signals as discovery_signals
        from citysynergy.moderation import signals as moderation_signals
        from citysynergy.opportunities import signals as opportunities_signals
        from citysynergy.permissions import checks as permissions_checks
        from citysynergy.permissions import signals as permissions_signals
        from citysynergy.permissions.registration import register_policy
        from citysynergy.web import menus as web_menus

        register_policy()
        permissions_checks.connect()
        discovery_checks.connect()
        contact_checks.connect()
        # In the order of the rooms: discovery reads what the others wrote.
        permissions_signals.connect()
        cases_pictures.connect()
        opportunities_signals.connect()
        moderation_signals.connect()
        discovery_signals.connect()
        web_menus.connect()
