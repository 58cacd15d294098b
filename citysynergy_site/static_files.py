"""Where static files are kept, and their addresses."""

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's. It works out the address of a file once: a page has dozens, and within a release they stay."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._addresses: dict[str, str] = {}

    def url(self, name: str, force: bool = False) -> str:
        if force:
            return str(super().url(name, force=True))
        if name not in self._addresses:
            self._addresses[name] = str(super().url(name))
        return self._addresses[name]
