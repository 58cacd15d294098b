"""The settings of ``make demo`` and of a bare ``manage.py``: like production, but on this machine alone."""

import secrets
from pathlib import Path

from citysynergy_site.settings.base import *  # noqa: F403
from citysynergy_site.settings.base import ALLOWED_HOSTS, CITYSYNERGY, DATA_DIR, SECRET_KEY


def _kept_key(path: Path) -> str:
    """Return the key in the data folder, made at the first use, so that sessions outlive a restart."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()


SECRET_KEY = SECRET_KEY or _kept_key(DATA_DIR / "secret-key")
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "127.0.0.1", "localhost", "[::1]"]
# All its visitors are this machine, and some of them come to see how pages are made.
CITYSYNERGY = CITYSYNERGY | {"MESSAGES_PER_HOUR": 100, "COMPONENT_GALLERY": True}
