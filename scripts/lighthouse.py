"""Lighthouse, which judges pages, for the tests. npm installs it once, into the cache of the user.

    python scripts/lighthouse.py          say what is wrong with the pins
    python scripts/lighthouse.py --lock   pin the newest of what it needs, in scripts/lighthouse/package-lock.json

``package-lock.json`` holds the version and the hash of every package, and no address: npm takes them from where its own
settings say. Packages run nothing when they are installed, and no browser is downloaded.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from system import ROOT, cache_folder, install, say

FOLDER = ROOT / "scripts" / "lighthouse"
PINS = ("package.json", "package-lock.json")
OLDEST_NODE = (18, 16)
# An install script of a package could do anything, and would come with every new version.
NPM = ("npm", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")


def command() -> list[str]:
    """The command that measures a page: ``measure.mjs`` says what it reads and answers."""
    return [_node(), str(FOLDER / "measure.mjs"), str(_installed())]


def problems() -> list[str]:
    """What is wrong with the pins: something unpinned, or the address of a registry."""
    wanted = json.loads((FOLDER / PINS[0]).read_text(encoding="utf-8"))
    locked = json.loads((FOLDER / PINS[1]).read_text(encoding="utf-8"))["packages"]
    top = locked.pop("")
    found = [] if top["dependencies"] == wanted["dependencies"] else ["package-lock.json is not of this package.json"]
    for place, package in locked.items():
        name = place.rpartition("node_modules/")[2]
        if not package.get("integrity", "").startswith("sha512-"):
            found.append(f"{name} has no SHA-512 hash")
        if "resolved" in package:
            found.append(f"{name} names an address")
        if package["version"] != wanted["dependencies"].get(name, package["version"]):
            found.append(f"{name} is locked at another version than package.json asks")
    return found


def lock() -> None:
    """Write the pins anew."""
    (FOLDER / PINS[1]).unlink(missing_ok=True)
    _node()
    _npm(["install", "--package-lock-only", "--omit-lockfile-registry-resolved"], FOLDER)
    path = FOLDER / PINS[1]
    locked = json.loads(path.read_text(encoding="utf-8"))
    for package in locked["packages"].values():
        for name, wanted in package.get("dependencies", {}).items():
            if wanted == "latest":
                # npm can't tell from a lock without addresses whether a version is the latest, and asks for another.
                package["dependencies"][name] = locked["packages"][f"node_modules/{name}"]["version"]
    path.write_text(json.dumps(locked, indent=2) + "\n", encoding="utf-8")


def _node() -> str:
    """The path of Node.js that is new enough, with npm beside it; Debian's where there is none."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        install(["nodejs", "npm"], "Node.js with npm, which runs Lighthouse,")
    node = shutil.which("node") or sys.exit("Node.js was installed but can't be found: it must be on the PATH.")
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    version = tuple(int(number) for number in told.removeprefix("v").split(".")[:2])
    if version < OLDEST_NODE:
        sys.exit(f"Lighthouse needs Node.js {'.'.join(map(str, OLDEST_NODE))} or newer; {node} is {told}.")
    return node


def _npm(arguments: list[str], folder: Path) -> None:
    done = subprocess.run([*NPM, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"Lighthouse could not be installed with npm:\n{(done.stdout + done.stderr)[-2000:]}")


def _installed() -> Path:
    """The folder with the packages that are pinned."""
    pins = {name: (FOLDER / name).read_bytes() for name in PINS}
    digest = hashlib.sha256(b"".join(pins.values())).hexdigest()[:12]
    cache = cache_folder("citysynergy-lighthouse")
    found = cache / digest
    if found.exists():
        return found
    version = json.loads(pins[PINS[0]])["dependencies"]["lighthouse"]
    say(f"Downloading Lighthouse {version}, once: 75 MB, which become 185")
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as temporary:
        whole = Path(temporary) / digest
        whole.mkdir()
        for name, content in pins.items():
            (whole / name).write_bytes(content)
        _npm(["ci"], whole)
        # It gets its name when it is complete; who was faster installed the very same.
        try:
            os.rename(whole, found)
        except OSError:
            if not found.exists():
                raise
    return found


if __name__ == "__main__":
    if sys.argv[1:] == ["--lock"]:
        lock()
    for problem in (wrong := problems()):
        print(problem, file=sys.stderr)
    sys.exit(1 if wrong else 0)
