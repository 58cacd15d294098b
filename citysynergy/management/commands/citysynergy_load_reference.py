"""Loads the reference data: themes, goals, countries, organisations, workflow."""

from collections.abc import Callable, Iterable
from time import monotonic
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, transaction
from rich.console import Console
from rich.table import Table

from citysynergy.discovery import outbox
from citysynergy.moderation.loading import load as load_moderation
from citysynergy.moderation.loading import load_guidance
from citysynergy.organisations.loading import load as load_organisations
from citysynergy.permissions.merging import load as load_mergers
from citysynergy.taxonomy.loading import load as load_taxonomy
from citysynergy.taxonomy.sync import Outcome

# In this order: a later one may refer to what an earlier one made.
LOADERS: list[tuple[str, Callable[[], Iterable[Outcome] | dict[str, int]]]] = [
    ("themes, countries and cities", load_taxonomy),
    ("organisations", load_organisations),
    ("mergers", load_mergers),
    ("moderation", load_moderation),
    ("criteria and remarks", load_guidance),
]


class Command(BaseCommand):
    """``citysynergy_load_reference``: may be run again at any time; what editors changed is kept."""

    help = "Loads the reference data. Can be run again: fields that an editor changed are kept."

    def handle(self, *args: Any, **options: Any) -> None:
        console = Console(
            file=cast("IO[str]", self.stdout), force_terminal=self.stdout.isatty(), quiet=not options["verbosity"]
        )
        started = monotonic()
        outcomes: list[Outcome] = []
        try:
            with transaction.atomic(), console.status("") as status:
                with outbox.paused():
                    for name, loader in LOADERS:
                        status.update(f"Loading {name} …")
                        outcomes += _outcomes(loader())
                if any(outcome.created or outcome.updated for outcome in outcomes):
                    outbox.record_all()
        except (DatabaseError, LookupError, ValueError, OSError) as error:
            raise CommandError(f"Nothing was loaded: {type(error).__name__}: {error}") from error
        console.print(_table(outcomes))
        kept = [field for outcome in outcomes for field in outcome.kept]
        if kept and options["verbosity"] > 1:
            console.print("Kept as editors left it:", *sorted(kept), sep="\n  ", markup=False)
        elif kept:
            console.print(f"{len(kept)} fields kept as editors left them (--verbosity 2 lists them).")
        console.print(f"Loaded in {monotonic() - started:.1f} s.")


def _outcomes(result: Iterable[Outcome] | dict[str, int]) -> list[Outcome]:
    if isinstance(result, dict):
        return [Outcome(label, created=count) for label, count in result.items()]
    return list(result)


def _table(outcomes: list[Outcome]) -> Table:
    table = Table("", box=None)
    for heading in ("created", "updated", "unchanged", "kept"):
        table.add_column(heading, justify="right")
    for outcome in outcomes:
        counts = (outcome.created, outcome.updated, outcome.unchanged, len(outcome.kept))
        table.add_row(outcome.label, *(str(count) for count in counts))
    return table
