"""``make services`` and ``make services-stop``: a PostgreSQL server for development that keeps its data."""

import os
import sys
from pathlib import Path

from postgres import Postgres
from system import say


def folder() -> Path:
    """Return the folder of the server's data: in the cache of the user, outside the checkout."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    if os.geteuid() == 0:  # The server runs as another user, who may not enter root's home.
        cache = Path("/var/tmp")  # noqa: S108
    return cache / "citysynergy-services"


def main() -> int:
    """Start or stop."""
    server = Postgres(folder(), durable=True)
    running = (server.data / "postmaster.pid").exists()
    if sys.argv[1:] == ["stop"]:
        server.stop()
        say("PostgreSQL is stopped; its data is kept." if running else "PostgreSQL was not running.")
        return 0
    if running:
        server.stop()
    say(f"PostgreSQL runs. To use it:\n\n    export DATABASE_URL={server.start()}\n\nmake services-stop stops it.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
