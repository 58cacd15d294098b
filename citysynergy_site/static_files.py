"""Where static files are kept, their addresses, and stylesheets that are made of others."""

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT = re.compile(r'^@import "([^"]+)";$', re.MULTILINE)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
INDENTATION = re.compile(r"\n\s+")
# Addresses that are relative to the file they stand in.
RELATIVE = re.compile(r"""url\((["']?)(?!data:|https?:|[/#])([^"')]+)\1\)""")

# What a module of JavaScript imports: `from "./chart.mjs"`, `import "../vendor/…"`, `import("./map.mjs")`.
MODULE_IMPORT = (
    r"""(?P<matched>(?P<before>\b(?:from|import)\s*\(?\s*)["'](?P<url>\.{1,2}/[^"']+)["'])""",
    '%(before)s"%(url)s"',
)

Found = dict[str, tuple[Any, str]]
"""By name below the folder of static files: the storage that a file comes from, and its path there."""


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's. It works out the address of a file once: a page has dozens, and within a release they stay.

    Stylesheets that another one imports are written into that one: a first visit asks for one file instead of twenty.
    Modules import each other by addresses that change with their contents: browsers keep those for a year, and never
    mix the modules of two releases.
    """

    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("*.mjs", (MODULE_IMPORT,)))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._addresses: dict[str, str] = {}

    def url(self, name: str, force: bool = False) -> str:
        if force:
            return str(super().url(name, force=True))
        if name not in self._addresses:
            self._addresses[name] = str(super().url(name))
        return self._addresses[name]

    def post_process(self, paths: Found, dry_run: bool = False, **options: Any) -> Iterator[tuple[str, str, Any]]:
        if not dry_run:
            paths = paths | {name: self._joined(name, paths) for name in paths if _imports(name, paths)}
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def _joined(self, name: str, paths: Found) -> tuple[Any, str]:
        """Write a stylesheet with what it imports in it; return where it is now."""
        whole = IMPORT.sub(lambda found: _moved(_beside(name, found[1]), name, paths), _text(name, paths))
        if self.exists(name):
            self.delete(name)
        return self, self.save(name, ContentFile(_light(whole).encode()))


def _text(name: str, paths: Found) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        return str(file.read().decode())


def _light(style: str) -> str:
    """The text of a stylesheet without what only its authors read; notices of licences stay."""
    remarks = COMMENT.sub(lambda found: found[0] if "@license" in found[0] else "", style)
    return INDENTATION.sub("\n", remarks)


def _imports(name: str, paths: Found) -> bool:
    """Whether it is a stylesheet of ours that imports others, all of them files that are collected too."""
    if not name.endswith(".css"):
        return False
    found = IMPORT.findall(_text(name, paths))
    return bool(found) and all(_beside(name, address) in paths for address in found)


def _beside(name: str, address: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), address))


def _moved(name: str, to: str, paths: Found) -> str:
    """The text of a stylesheet as it must read in another one, which may lie in another folder."""

    def again(found: re.Match[str]) -> str:
        address = posixpath.relpath(_beside(name, found[2]), posixpath.dirname(to))
        return f'url("{address}")'

    return RELATIVE.sub(again, _text(name, paths))
