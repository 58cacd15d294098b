"""What a host is told at start when search can't work as set."""

import os
from importlib.util import find_spec
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.utils.module_loading import import_string

from citysynergy.conf import check_limit, get_setting
from citysynergy.discovery.engines.base import Engine
from citysynergy.discovery.engines.registry import index_folder


def check_engine(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """``SEARCH_ENGINE`` names an engine that exists."""
    name = get_setting("SEARCH_ENGINE")
    if name in ("embedded", "elasticsearch"):
        return []
    try:
        engine = import_string(name)
    except (ImportError, TypeError, AttributeError):
        engine = None
    if isinstance(engine, type) and issubclass(engine, Engine):
        return []
    return [
        Error(
            f"CITYSYNERGY['SEARCH_ENGINE'] is {name!r}, which is no search engine.",
            hint="Use 'embedded', 'elasticsearch', or the dotted path of a class based on "
            "citysynergy.discovery.engines.base.Engine.",
            id="citysynergy.E010",
        )
    ]


def check_folder(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """The embedded index has a folder that this process may write to."""
    if get_setting("SEARCH_ENGINE") != "embedded":
        return []
    folder = index_folder()
    existing = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if existing.is_dir() and os.access(existing, os.W_OK | os.X_OK):
        return []
    return [
        Error(
            f"The search index can't be written to {folder}.",
            hint=f"Make {existing} a folder that this user may write to, or set CITYSYNERGY['INDEX_DIR'] to another.",
            id="citysynergy.E011",
        )
    ]


def check_elasticsearch(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """The client of Elasticsearch is installed, and its settings make sense. Nothing is asked of the cluster."""
    if get_setting("SEARCH_ENGINE") != "elasticsearch":
        return []
    if find_spec("elasticsearch") is None:
        return [
            Error(
                "CITYSYNERGY['SEARCH_ENGINE'] is 'elasticsearch', but its Python client is not installed.",
                hint="Install it: pip install 'citysynergy[elasticsearch]'",
                id="citysynergy.E014",
            )
        ]
    from citysynergy.discovery.engines.elasticsearch import Configuration

    problems = Configuration.from_settings().problems()
    return [Error(problem, hint=hint, id="citysynergy.E015") for problem, hint in problems]


def check_numbers(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Limits are numbers that make sense."""
    found: list[CheckMessage] = []
    seconds = get_setting("INDEX_INLINE_SECONDS")
    if not isinstance(seconds, int | float) or not 0 < seconds <= 60:
        found.append(
            Error(
                f"CITYSYNERGY['INDEX_INLINE_SECONDS'] is {seconds!r}.",
                hint="Use the number of seconds that a publisher may wait for the search index, such as 0.3.",
                id="citysynergy.E012",
            )
        )
    return found + check_limit("API_REQUESTS_PER_SECOND", "citysynergy.E013", 50)


def connect() -> None:
    """Called once, by the app's ``ready``."""
    for check in (check_engine, check_folder, check_elasticsearch, check_numbers):
        register(check)
