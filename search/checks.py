"""Checks of the ready site's search settings; they run with every ``manage.py`` command and say what to do."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Error, register

from citysynergy.conf import get_setting


@register()
def index_folder_is_writable(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """The embedded engine keeps its index in a folder; find out before the first search that it can't."""
    folder = get_setting("INDEX_DIR")
    if get_setting("SEARCH_ENGINE") != "embedded" or folder is None:
        return []
    existing = next(path for path in (Path(folder), *Path(folder).parents) if path.exists())
    if existing.is_dir() and os.access(existing, os.W_OK | os.X_OK):
        return []
    return [
        Error(
            f"The search index can't be written to {folder}.",
            hint=f"Make {existing} a folder that this user may write to, or set CITYSYNERGY_DATA to another one.",
            id="search.E001",
        )
    ]
