"""The settings of the tests: a folder that vanishes with the process, no cost for passwords, mail in memory."""

import tempfile
from pathlib import Path

from citysynergy_site.settings.base import *  # noqa: F403
from citysynergy_site.settings.base import CITYSYNERGY, DATABASES, STORAGES

_folder = tempfile.TemporaryDirectory(prefix="citysynergy-test-", ignore_cleanup_errors=True)
DATA_DIR = Path(_folder.name)

SECRET_KEY = "only-for-tests"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
BASE_URL = WAGTAILADMIN_BASE_URL = "http://testserver"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in production: browser tests ask from several threads, which one connection in memory can't serve.
    DATABASES["default"] |= {"NAME": DATA_DIR / "db.sqlite3", "TEST": {"NAME": DATA_DIR / "test.sqlite3"}}
MEDIA_ROOT = DATA_DIR / "media"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}
ACCOUNT_RATE_LIMITS = False
# Tests of Elasticsearch ask for it; all others take the engine without a server.
CITYSYNERGY = CITYSYNERGY | {"INDEX_DIR": DATA_DIR / "index", "SEARCH_ENGINE": "embedded"}
