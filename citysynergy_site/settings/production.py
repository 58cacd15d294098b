"""Production: refuses to start without a secret key and hosts; everything over HTTPS."""

from django.core.exceptions import ImproperlyConfigured

from citysynergy_site.logs import logging_config
from citysynergy_site.settings.base import *  # noqa: F403
from citysynergy_site.settings.base import ALLOWED_HOSTS, BASE_URL, CITYSYNERGY, LOG_LEVEL, SECRET_KEY, SMTP, env

if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("Set SECRET_KEY to a random string of at least 50 characters.")
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("Set ALLOWED_HOSTS to the host names of the site, separated by commas.")
if not BASE_URL.startswith("https://"):
    raise ImproperlyConfigured("Set BASE_URL to the address of the site, such as https://citysynergy.example.nl")

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", True)
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", True)
if env.bool("BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Else every visitor shares the proxy's address, and its limits on attempts.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
    CITYSYNERGY["TRUSTED_PROXIES"] = 1
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
# The ministry's own roles, which reach the pages of every organisation.
SECOND_FACTOR_ROLES = ["superuser", "moderator", "analyst", "steward"]

# Sign-in limits must hold across processes, which memory of one process cannot do. `createcachetable` makes the table.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "citysynergy_cache"}}
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": SMTP}}
LOGGING = logging_config(level=LOG_LEVEL, as_json=True)
