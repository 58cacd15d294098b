"""``citysynergy_load_demo``: the demonstration's content, pictures and accounts."""

from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from citysynergy.demo import loading
from citysynergy.demo.guard import is_production
from citysynergy.discovery.engines.base import EngineError
from citysynergy.discovery.progress import progress_bar


class Command(BaseCommand):
    """Refuses where real people work; may be run twice, and then changes nothing."""

    help = "Loads the demonstration: cases, pictures and accounts with a known password. Never for a real site."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--force", action="store_true", help="load it on production settings too")

    def handle(self, *args: Any, **options: Any) -> None:
        if is_production() and not options["force"]:
            raise CommandError(
                "These are production settings. The demonstration brings accounts whose password everyone knows. "
                "If that is what you want: --force"
            )
        started = monotonic()
        try:
            with progress_bar("Demonstration", loading.steps()) as advance:
                loaded = loading.load(_counting(advance))
        except (DatabaseError, LookupError, ValueError, OSError, EngineError) as error:
            raise CommandError(f"Nothing was loaded: {type(error).__name__}: {error}") from error
        self.stdout.write(self._summary(loaded) + f" ({monotonic() - started:.1f} s)")

    def _summary(self, loaded: loading.Loaded) -> str:
        if not loaded.total:
            return "The demonstration was complete already; nothing was changed."
        made = ", ".join(f"{count} {what}" for what, count in loaded.made.items() if count)
        return self.style.SUCCESS(f"Made {made}.")


def _counting(advance: Any) -> loading.Advance:
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        advance(done)

    return step
