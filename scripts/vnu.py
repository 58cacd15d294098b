"""The checker of HTML that the W3C runs (Nu), for the tests. npm fetches it once, into the cache of the user."""

import sys
import tarfile
import tempfile
from pathlib import Path

from elastic import java
from npm import Package, fetch
from system import cache_folder, say

CHECKER = Package(
    "vnu-jar",
    "26.9.27",
    "sha512-TkQd5DFfOaWC9ebtvozTsrH2Vaod3jYg+vrOeREzIXxBexLz9+rS2DNtjn7+RPUiZhgli0SghgBX6RJRNea0KA==",
    {"build/dist/vnu.jar": "vnu.jar"},
)


def command() -> list[str]:
    """The command that checks the files named after it, and that a program can read the answer of."""
    return [str(java() / "bin" / "java"), "-Xss1m", "-jar", str(_archive()), "--format", "json", "--exit-zero-always"]


def _archive() -> Path:
    folder = cache_folder("citysynergy-vnu")
    found = folder / f"vnu-{CHECKER.version}.jar"
    if found.exists():
        return found
    say(f"Downloading the checker of HTML {CHECKER.version}, once: 30 MB")
    folder.mkdir(parents=True, exist_ok=True)
    [(inside, name)] = CHECKER.files.items()
    with tempfile.TemporaryDirectory(dir=folder) as temporary, tarfile.open(fetch(CHECKER, Path(temporary))) as package:
        member = package.extractfile(f"package/{inside}")
        if member is None:
            sys.exit(f"{CHECKER.spec} holds no {inside}.")
        whole = Path(temporary) / name
        whole.write_bytes(member.read())
        # It gets its name when it is complete; who was faster made the very same.
        whole.replace(found)
    return found
