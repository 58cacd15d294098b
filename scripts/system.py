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


def cache_folder(name: str) -> Path:
    """Return a folder in the cache of the user, outside the checkout, for what outlives a run."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    if os.geteuid() == 0:  # Servers run as another user, who may not enter root's home.
        cache = Path("/var/tmp")  # noqa: S108
    return cache / name


def prefix_for(user: str) -> list[str]:
    """Return what to put before a command so that root runs it as another user: servers refuse to run as root."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", "--reuid", user, "--regid", "nogroup", "--clear-groups"]


class Server:
    """A server of one's own, as a context manager that yields its address."""

    name: str
    folder: Path
    port: int

    def start(self) -> str:
        """Start it; return its address."""
        raise NotImplementedError

    def stop(self) -> None:
        """Stop it, and remove what was temporary; may come before it was started."""
        raise NotImplementedError

    def __enter__(self) -> str:
        try:
            address = self.start()
        except BaseException:
            self.stop()
            raise
        say(f"{self.name} runs on 127.0.0.1:{self.port}, with its data in {self.folder}")
        return address

    def __exit__(self, *_: object) -> None:
        self.stop()


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
