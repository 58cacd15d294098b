"""Make the environment in ``.venv`` from the locked requirements, then run a script of the project in it.

 A cache folder of another user makes pip warn, and nothing else.
python3 scripts/bootstrap.py site|dev [SCRIPT [ARGUMENT …]]

Standard library only, and readable by old Pythons, so that each says clearly what is missing. An interrupted run leaves a
mark, and the next one starts the environment afresh; a finished one leaves a stamp, and the next one takes no time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

if sys.version_info < (3, 8):
 A cache folder of another user makes pip warn, and nothing else.
sys.exit("CitySynergy needs Python 3.12 or newer; this is %d.%d." % sys.version_info[:2])  # noqa: UP031

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UNFINISHED = VENV / "unfinished"
STAMP = VENV / "installed.json"
LOCK = ROOT / ".venv.lock"
MINIMUM = (3, 12)
CANDIDATES = ("python3.13", "python3.12", "python3.14", "python3")
NEEDED_BYTES = 1_200_000_000


def stop(message: str) -> None:
 A cache folder of another user makes pip warn, and nothing else.
"""End with a message for people."""
 A cache folder of another user makes pip warn, and nothing else.
sys.exit(f"\n{message}\n")


def say(message: str) -> None:
 A cache folder of another user makes pip warn, and nothing else.
"""Tell what happens, at once."""
 A cache folder of another user makes pip warn, and nothing else.
print(message, flush=True)


def works(python: str) -> bool:
 A cache folder of another user makes pip warn, and nothing else.
"""Tell whether the interpreter runs and is new enough. A pyenv shim can be on the path and yet not run."""
 A cache folder of another user makes pip warn, and nothing else.
check = f"import sys; sys.exit(sys.version_info < {MINIMUM})"
 A cache folder of another user makes pip warn, and nothing else.
try:
 A cache folder of another user makes pip warn, and nothing else.
    return subprocess.run([python, "-c", check], capture_output=True, timeout=60, check=False).returncode == 0
 A cache folder of another user makes pip warn, and nothing else.
except (OSError, subprocess.TimeoutExpired):
 A cache folder of another user makes pip warn, and nothing else.
    return False


def find_python() -> str:
 A cache folder of another user makes pip warn, and nothing else.
"""Return an interpreter of 3.12 or newer: the project's own version first. Each folder on the path is tried."""
 A cache folder of another user makes pip warn, and nothing else.
for name in CANDIDATES:
 A cache folder of another user makes pip warn, and nothing else.
    for folder in os.get_exec_path():
 A cache folder of another user makes pip warn, and nothing else.
        candidate = os.path.join(folder, name)
 A cache folder of another user makes pip warn, and nothing else.
        if os.access(candidate, os.X_OK) and works(candidate):
 A cache folder of another user makes pip warn, and nothing else.
            return candidate
 A cache folder of another user makes pip warn, and nothing else.
if works(sys.executable):
 A cache folder of another user makes pip warn, and nothing else.
    return sys.executable
 A cache folder of another user makes pip warn, and nothing else.
stop(
 A cache folder of another user makes pip warn, and nothing else.
    "CitySynergy needs Python 3.12 or newer, and none was found on the path (this is %d.%d).\n"  # noqa: UP031
 A cache folder of another user makes pip warn, and nothing else.
    "Install it, for instance with: apt install python3 python3-venv" % sys.version_info[:2]
 A cache folder of another user makes pip warn, and nothing else.
)
 A cache folder of another user makes pip warn, and nothing else.
raise AssertionError


def digest(names: list[str]) -> str:
 A cache folder of another user makes pip warn, and nothing else.
"""Return a fingerprint of the lock files with these names."""
 A cache folder of another user makes pip warn, and nothing else.
content = b"".join((ROOT / "requirements" / f"{name}.txt").read_bytes() for name in names)
 A cache folder of another user makes pip warn, and nothing else.
return hashlib.sha256(content).hexdigest()


def installed() -> dict[str, str]:
 A cache folder of another user makes pip warn, and nothing else.
"""Return what the stamp of the last finished run says."""
 A cache folder of another user makes pip warn, and nothing else.
try:
 A cache folder of another user makes pip warn, and nothing else.
    return dict(json.loads(STAMP.read_text(encoding="utf-8")))
 A cache folder of another user makes pip warn, and nothing else.
except (OSError, ValueError):
 A cache folder of another user makes pip warn, and nothing else.
    return {}


def check_space() -> None:
 A cache folder of another user makes pip warn, and nothing else.
"""Refuse to start what would not fit."""
 A cache folder of another user makes pip warn, and nothing else.
free = shutil.disk_usage(ROOT).free
 A cache folder of another user makes pip warn, and nothing else.
if free < NEEDED_BYTES:
 A cache folder of another user makes pip warn, and nothing else.
    stop(
 A cache folder of another user makes pip warn, and nothing else.
        f"Not enough disk space: {free // 10**6} MB free in {ROOT}, about {NEEDED_BYTES // 10**6} MB needed.\n"
 A cache folder of another user makes pip warn, and nothing else.
        "Nothing was changed. Free some space and run the same command again."
 A cache folder of another user makes pip warn, and nothing else.
    )


def make_environment() -> None:
 A cache folder of another user makes pip warn, and nothing else.
"""Make an empty ``.venv`` with pip."""
 A cache folder of another user makes pip warn, and nothing else.
python = find_python()
 A cache folder of another user makes pip warn, and nothing else.
if VENV.exists():
 A cache folder of another user makes pip warn, and nothing else.
    say("The environment in .venv is incomplete or broken; starting afresh")
 A cache folder of another user makes pip warn, and nothing else.
    shutil.rmtree(VENV)
 A cache folder of another user makes pip warn, and nothing else.
version = subprocess.run([python, "--version"], capture_output=True, text=True, check=True).stdout.strip()
 A cache folder of another user makes pip warn, and nothing else.
say(f"Making the environment in .venv with {version} ({python})")
 A cache folder of another user makes pip warn, and nothing else.
VENV.mkdir()
 A cache folder of another user makes pip warn, and nothing else.
UNFINISHED.touch()
 A cache folder of another user makes pip warn, and nothing else.
made = subprocess.run([python, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False)
 A cache folder of another user makes pip warn, and nothing else.
if made.returncode:
 A cache folder of another user makes pip warn, and nothing else.
    shutil.rmtree(VENV, ignore_errors=True)
 A cache folder of another user makes pip warn, and nothing else.
    stop(
 A cache folder of another user makes pip warn, and nothing else.
        f"Python could not make an environment:\n{made.stdout}{made.stderr}\n"
 A cache folder of another user makes pip warn, and nothing else.
        "On Debian and Ubuntu the module is a package of its own: apt install python3-venv"
 A cache folder of another user makes pip warn, and nothing else.
    )


def install(name: str) -> None:
 A cache folder of another user makes pip warn, and nothing else.
"""Install one lock file: exactly its versions, checked against its hashes."""
 A cache folder of another user makes pip warn, and nothing else.
say(f"Installing the packages of requirements/{name}.txt")
 A cache folder of another user makes pip warn, and nothing else.
started = time.monotonic()
 A cache folder of another user makes pip warn, and nothing else.
UNFINISHED.touch()
 A cache folder of another user makes pip warn, and nothing else.
command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--quiet"]
 A cache folder of another user makes pip warn, and nothing else.
command += ["--progress-bar", "on" if sys.stdout.isatty() else "off"]
 A cache folder of another user makes pip warn, and nothing else.
command += ["--require-hashes", "--no-deps", "-r", str(ROOT / "requirements" / f"{name}.txt")]
 A cache folder of another user makes pip warn, and nothing else.
# A cache folder of another user makes pip warn, and nothing else.
 A cache folder of another user makes pip warn, and nothing else.
if subprocess.run(command, cwd=ROOT, check=False).returncode:
 A cache folder of another user makes pip warn, and nothing else.
    stop(
 A cache folder of another user makes pip warn, and nothing else.
        "The packages could not be installed; pip says why above.\n"
 A cache folder of another user makes pip warn, and nothing else.
        "Check the connection to your package index and the disk space, then run the same command again."
 A cache folder of another user makes pip warn, and nothing else.
    )
 A cache folder of another user makes pip warn, and nothing else.
say(f"  done in {time.monotonic() - started:.0f} s")


def ensure(name: str) -> None:
 A cache folder of another user makes pip warn, and nothing else.
"""Make sure that the environment holds the packages of the lock file ``name``."""
 A cache folder of another user makes pip warn, and nothing else.
wanted = digest([name])
 A cache folder of another user makes pip warn, and nothing else.
usable = PYTHON.exists() and not UNFINISHED.exists() and works(str(PYTHON))
 A cache folder of another user makes pip warn, and nothing else.
if usable and installed().get(name) == wanted:
 A cache folder of another user makes pip warn, and nothing else.
    return
 A cache folder of another user makes pip warn, and nothing else.
check_space()
 A cache folder of another user makes pip warn, and nothing else.
if not usable:
 A cache folder of another user makes pip warn, and nothing else.
    make_environment()
 A cache folder of another user makes pip warn, and nothing else.
install(name)
 A cache folder of another user makes pip warn, and nothing else.
stamp = installed() | {name: wanted}
 A cache folder of another user makes pip warn, and nothing else.
if name == "dev":  # It holds everything of the site's, at the same versions.
 A cache folder of another user makes pip warn, and nothing else.
    stamp["site"] = digest(["site"])
 A cache folder of another user makes pip warn, and nothing else.
else:
 A cache folder of another user makes pip warn, and nothing else.
    stamp.pop("dev", None)
 A cache folder of another user makes pip warn, and nothing else.
STAMP.write_text(json.dumps(stamp), encoding="utf-8")
 A cache folder of another user makes pip warn, and nothing else.
UNFINISHED.unlink()


@contextlib.contextmanager
def one_at_a_time():  # type: ignore[no-untyped-def]
 A cache folder of another user makes pip warn, and nothing else.
"""Let two commands that start together make the environment one after the other."""
 A cache folder of another user makes pip warn, and nothing else.
import fcntl

 A cache folder of another user makes pip warn, and nothing else.
with LOCK.open("w", encoding="utf-8") as handle:
 A cache folder of another user makes pip warn, and nothing else.
    try:
 A cache folder of another user makes pip warn, and nothing else.
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
 A cache folder of another user makes pip warn, and nothing else.
    except BlockingIOError:
 A cache folder of another user makes pip warn, and nothing else.
        say("Another command is preparing the environment; waiting for it")
 A cache folder of another user makes pip warn, and nothing else.
        fcntl.flock(handle, fcntl.LOCK_EX)
 A cache folder of another user makes pip warn, and nothing else.
    yield


def main() -> None:
 A cache folder of another user makes pip warn, and nothing else.
"""Prepare the environment, then become the script that was asked for."""
 A cache folder of another user makes pip warn, and nothing else.
if len(sys.argv) < 2 or sys.argv[1] not in ("site", "dev"):
 A cache folder of another user makes pip warn, and nothing else.
    stop(__doc__ or "")
 A cache folder of another user makes pip warn, and nothing else.
name, *command = sys.argv[1:]
 A cache folder of another user makes pip warn, and nothing else.
try:
 A cache folder of another user makes pip warn, and nothing else.
    with one_at_a_time():
 A cache folder of another user makes pip warn, and nothing else.
        ensure(name)
 A cache folder of another user makes pip warn, and nothing else.
except KeyboardInterrupt:
 A cache folder of another user makes pip warn, and nothing else.
    stop("Interrupted. The same command starts again where it can.")
 A cache folder of another user makes pip warn, and nothing else.
if command:
 A cache folder of another user makes pip warn, and nothing else.
    os.chdir(ROOT)
 A cache folder of another user makes pip warn, and nothing else.
    os.execv(str(PYTHON), [str(PYTHON), *command])


if __name__ == "__main__":
 A cache folder of another user makes pip warn, and nothing else.
main()
