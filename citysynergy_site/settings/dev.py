"""For who works on the code: debug pages, static files straight from their folders, mail on the terminal."""

from citysynergy_site.settings.base import STORAGES
from citysynergy_site.settings.demo import *  # noqa: F403

DEBUG = True
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}
