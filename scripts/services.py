"""``make services`` and ``make services-stop``: PostgreSQL and Elasticsearch for development, which keep their data."""

import sys

from elastic import Elastic
from postgres import Postgres
from system import cache_folder, say


def main() -> int:
    """Start or stop."""
    postgres = Postgres(cache_folder("citysynergy-services"), durable=True)
    search = Elastic(cache_folder("citysynergy-services-elasticsearch"))
    running = (postgres.data / "postmaster.pid").exists(), search.running
    if any(running):
        postgres.stop()
        search.stop()
    if sys.argv[1:] == ["stop"]:
        say("PostgreSQL and Elasticsearch are stopped; their data is kept." if any(running) else "Nothing was running.")
        return 0
    say(
        "PostgreSQL and Elasticsearch run. To use them:\n\n"
        f"    export DATABASE_URL={postgres.start()}\n"
        f"    export ELASTICSEARCH_URL={search.start()}\n\n"
        "make services-stop stops them."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
