"""Which engine this host uses."""

from collections.abc import Callable, Hashable
from functools import cache
from pathlib import Path
from typing import Any

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
    if name == "embedded":
        return _embedded(index_folder())
    if name == "elasticsearch":
        return _elasticsearch()
    return _custom(name)


@cache
def _embedded(folder: Path) -> Engine:
    from citysynergy.discovery.engines.embedded import EmbeddedEngine

    return EmbeddedEngine(folder)


def _elasticsearch() -> Engine:
    # Its client is no part of a host that does without.
    from citysynergy.discovery.engines.elasticsearch import Configuration, ElasticsearchEngine

    return _configured(ElasticsearchEngine, Configuration.from_settings())


@cache
def _configured(engine: Callable[[Any], Engine], configuration: Hashable) -> Engine:
    return engine(configuration)


@cache
def _custom(path: str) -> Engine:
    engine: Engine = import_string(path)()
    return engine
