"""``citysynergy_generate_cases``: synthetic cases, for benchmarks and for trying out a large site."""

from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from citysynergy.demo import synthetic
from citysynergy.demo.guard import is_production
from citysynergy.discovery.progress import progress_bar

MOST = 999_999


class Command(BaseCommand):
    """Refuses where real people work; may be run twice, and then makes only what is missing."""

    help = (
        "Makes published synthetic cases with random words, places and partners. They mean nothing. The search index "
        "is not told: run citysynergy_rebuild_index afterwards."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("count", type=int, help="how many cases there are to be of this seed")
        parser.add_argument("--seed", type=int, default=1, help="another number makes other cases (default: 1)")
        parser.add_argument("--force", action="store_true", help="make them on production settings too")

    def handle(self, *args: Any, **options: Any) -> None:
        count, seed = options["count"], options["seed"]
        if not 1 <= count <= MOST:
            raise CommandError(f"Give a number of cases from 1 to {MOST:,}.")
        if is_production() and not options["force"]:
            raise CommandError("These are production settings, and the cases mean nothing. If you want them: --force")
        started = monotonic()
        try:
            with progress_bar("Synthetic cases", len(synthetic.remaining(count, seed))) as progress:
                made = synthetic.generate(count, seed, progress)
        except (LookupError, DatabaseError) as error:
            raise CommandError(f"{type(error).__name__}: {error}") from error
        if not made:
            self.stdout.write(f"The {count:,} cases of seed {seed} were there already; nothing was changed.")
            return
        told = f"Made {made:,} cases of seed {seed} ({monotonic() - started:.1f} s)."
        self.stdout.write(self.style.SUCCESS(told) + " Now run citysynergy_rebuild_index.")
