"""Keeps made-up content off sites where real people work."""

from django.conf import settings


def is_production() -> bool:
    """Whether the settings are those of a real site: by their name, or because they insist on HTTPS."""
    name = str(settings.SETTINGS_MODULE or "").rpartition(".")[2]
    return name.startswith("prod") or (settings.SECURE_SSL_REDIRECT and not settings.DEBUG)
