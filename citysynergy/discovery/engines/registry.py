"""Which engine this host uses."""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from citysynergy.conf import get_setting
from citysynergy.discovery.engines.base import Engine

FOLDER = "citysynergy-index"


def index_folder() -> Path:
    """Where the embedded index lies: ``CITYSYNERGY["INDEX_DIR"]``, else beside the uploads."""
    configured = get_setting("INDEX_DIR")
    if configured:
        return Path(configured)
    return Path(settings.MEDIA_ROOT or settings.BASE_DIR / "media").resolve().parent / FOLDER


def get_engine() -> Engine:
    """The engine of ``CITYSYNERGY["SEARCH_ENGINE"]``; one per process and setting."""
    name: str = get_setting("SEARCH_ENGINE")
    return _embedded(index_folder()) if name == "embedded" else _custom(name)


@cache
def _embedded(folder: Path) -> Engine:
    from citysynergy.discovery.engines.embedded import EmbeddedEngine

    return EmbeddedEngine(folder)


@cache
def _custom(path: str) -> Engine:
    engine: Engine = import_string(path)()
    return engine
