"""What the scripts ask of the machine: packages of Debian, free ports, tidy ends."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def say(message: str) -> None:
    """Tell what happens, at once, in step with what the commands print."""
    print(message, flush=True)


def free_port() -> int:
    """Return a port of the loopback interface that nothing uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def end_on_signals() -> None:
    """Turn a request to terminate into an ordinary exit, so that everything started is stopped."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _frame: sys.exit(128 + received))
    # A shell starts what runs in its background deaf to Ctrl-C, and so would be all that we start.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def install(packages: list[str], purpose: str) -> None:
    """Install packages of Debian as root; anyone else is told what to install."""
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        sys.exit(f"\n{purpose} is missing. Install it first; on Debian and Ubuntu:\n\n    sudo {' '.join(command)}\n")
    say(f"Installing {' '.join(packages)}: {purpose} is missing")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for step in (["apt-get", "update", "--quiet=2"], [*command, "--quiet=2"]):
        done = subprocess.run(step, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"\n{' '.join(step)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def chromium() -> str:
    """Return the path of Chromium, which the browser tests drive; install it where it is missing."""
    names = ("chromium", "chromium-browser", "google-chrome")

    def find() -> str | None:
        return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)

    if find() is None:
        install(["chromium"], "Chromium")
    return find() or sys.exit("Chromium was installed but can't be found; set CHROMIUM to its path.")


def gettext() -> None:
    """Make sure that GNU gettext is there, which collects and compiles the translations."""
    if not all(map(shutil.which, ("xgettext", "msgfmt", "msgmerge"))):
        install(["gettext"], "GNU gettext")
