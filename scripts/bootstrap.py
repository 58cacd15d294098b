"""Make the environment in ``.venv`` from the locked requirements, then run a script of the project in it.

    python3 scripts/bootstrap.py site|dev [SCRIPT [ARGUMENT …]]

Standard library only, and readable by old Pythons, so that each says clearly what is missing. An interrupted run
leaves a mark, and the next one starts the environment afresh; a finished one leaves a stamp, and the next one takes
no time.
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
    """End with a message for people."""
    sys.exit(f"\n{message}\n")


def say(message: str) -> None:
    """Tell what happens, at once."""
    print(message, flush=True)


def works(python: str) -> bool:
    """Tell whether the interpreter runs and is new enough. A pyenv shim can be on the path and yet not run."""
    check = f"import sys; sys.exit(sys.version_info < {MINIMUM})"
    try:
        return subprocess.run([python, "-c", check], capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def find_python() -> str:
    """Return an interpreter of 3.12 or newer: the project's own version first. Each folder on the path is tried."""
    for name in CANDIDATES:
        for folder in os.get_exec_path():
            candidate = os.path.join(folder, name)
            if os.access(candidate, os.X_OK) and works(candidate):
                return candidate
    if works(sys.executable):
        return sys.executable
    stop(
        "CitySynergy needs Python 3.12 or newer, and none was found on the path (this is %d.%d).\n"  # noqa: UP031
        "Install it, for instance with: apt install python3 python3-venv" % sys.version_info[:2]
    )
    raise AssertionError


def digest(names: list[str]) -> str:
    """Return a fingerprint of the lock files with these names."""
    content = b"".join((ROOT / "requirements" / f"{name}.txt").read_bytes() for name in names)
    return hashlib.sha256(content).hexdigest()


def installed() -> dict[str, str]:
    """Return what the stamp of the last finished run says."""
    try:
        return dict(json.loads(STAMP.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def check_space() -> None:
    """Refuse to start what would not fit."""
    free = shutil.disk_usage(ROOT).free
    if free < NEEDED_BYTES:
        stop(
            f"Not enough disk space: {free // 10**6} MB free in {ROOT}, about {NEEDED_BYTES // 10**6} MB needed.\n"
            "Nothing was changed. Free some space and run the same command again."
        )


def make_environment() -> None:
    """Make an empty ``.venv`` with pip."""
    python = find_python()
    if VENV.exists():
        say("The environment in .venv is incomplete or broken; starting afresh")
        shutil.rmtree(VENV)
    version = subprocess.run([python, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    say(f"Making the environment in .venv with {version} ({python})")
    VENV.mkdir()
    UNFINISHED.touch()
    made = subprocess.run([python, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        stop(
            f"Python could not make an environment:\n{made.stdout}{made.stderr}\n"
            "On Debian and Ubuntu the module is a package of its own: apt install python3-venv"
        )


def install(name: str) -> None:
    """Install one lock file: exactly its versions, checked against its hashes."""
    lock_file = ROOT / "requirements" / f"{name}.txt"
    total = sum("==" in line for line in lock_file.read_text(encoding="utf-8").splitlines())
    say(f"Installing {total} packages of requirements/{name}.txt")
    started = time.monotonic()
    UNFINISHED.touch()
    command = [
        str(PYTHON),
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--no-input",
        "--progress-bar",
        "off",
    ]
    command += ["--require-hashes", "--no-deps", "-r", str(lock_file)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as pip:
        seen = 0
        for line in pip.stdout or ():
            if line.startswith(("Collecting ", "Requirement already satisfied")):
                seen += 1
                if sys.stdout.isatty():
                    print(f"\r  {seen} of {total} ", end="", flush=True)
            elif line.startswith("Installing collected"):
                say(("\r" if sys.stdout.isatty() else "") + f"  {seen} found and checked; unpacking them")
    if pip.returncode:
        stop(
            "The packages could not be installed; pip says why above.\n"
            "Check the connection to your package index and the disk space, then run the same command again."
        )
    say(f"  done in {time.monotonic() - started:.0f} s")


def ensure(name: str) -> None:
    """Make sure that the environment holds the packages of the lock file ``name``."""
    wanted = digest([name])
    usable = PYTHON.exists() and not UNFINISHED.exists() and works(str(PYTHON))
    if usable and installed().get(name) == wanted:
        return
    check_space()
    if not usable:
        make_environment()
    install(name)
    stamp = {**installed(), name: wanted}
    if name == "dev":  # It holds everything of the site's, at the same versions.
        stamp["site"] = digest(["site"])
    else:
        stamp.pop("dev", None)
    STAMP.write_text(json.dumps(stamp), encoding="utf-8")
    UNFINISHED.unlink()


@contextlib.contextmanager
def one_at_a_time():  # type: ignore[no-untyped-def]
    """Let two commands that start together make the environment one after the other."""
    import fcntl

    with LOCK.open("w", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another command is preparing the environment; waiting for it")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def main() -> None:
    """Prepare the environment, then become the script that was asked for."""
    if len(sys.argv) < 2 or sys.argv[1] not in ("site", "dev"):
        stop(__doc__ or "")
    name, *command = sys.argv[1:]
    try:
        with one_at_a_time():
            ensure(name)
    except KeyboardInterrupt:
        stop("Interrupted. The same command starts again where it can.")
    if command:
        os.chdir(ROOT)
        os.execv(str(PYTHON), [str(PYTHON), *command])  # noqa: S606


if __name__ == "__main__":
    main()
