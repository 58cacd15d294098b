"""Fetches packages of npm, of a version and with contents that are pinned."""

import base64
import hashlib
import json
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from system import install


@dataclass(frozen=True)
class Package:
    """One npm package: which version, what its archive must hash to, and which of its files we take."""

    name: str
    version: str
    integrity: str
    files: dict[str, str] = field(default_factory=dict)

    @property
    def spec(self) -> str:
        return f"{self.name}@{self.version}"


def fetch(package: Package, folder: Path) -> Path:
    """Download one package with npm and return its archive, once its hash is the pinned one."""
    if shutil.which("npm") is None:
        install(["npm"], "npm, which fetches packages,")
    command = ["npm", "pack", "--json", "--silent", "--pack-destination", str(folder), package.spec]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    if answer.returncode:
        raise SystemExit(f"{package.spec} could not be downloaded from npm:\n{(answer.stdout + answer.stderr)[-2000:]}")
    listed = json.loads(answer.stdout)
    entry = next(iter(listed.values())) if isinstance(listed, dict) else listed[0]
    archive = folder / Path(entry["filename"]).name.replace("@", "").replace("/", "-")
    digest = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if digest != package.integrity:
        raise SystemExit(f"{package.spec}: the archive's hash is {digest}, not the pinned {package.integrity}")
    return archive
