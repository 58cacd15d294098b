"""``citysynergy_check_index``: compare every document of the search index with the database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from citysynergy.discovery import maintenance, outbox
from citysynergy.discovery.engines.base import EngineError
from citysynergy.discovery.progress import progress_bar

SHOWN = 10


class Command(BaseCommand):
    """Tells what differs; with ``--repair`` mends it. Exits with an error while anything differs."""

    help = "Compare the search index with the database; --repair writes anew what differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="Write anew what differs.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            outbox.drain()
            found = self._compare()
            if options["repair"] and not found.is_equal:
                mended = maintenance.repair(found)
                self.stdout.write(_("Written anew: %(count)d.") % {"count": mended})
                found = self._compare()
        except EngineError as error:
            raise CommandError(_("The index could not be checked: %(error)s") % {"error": error}) from error
        if not found.is_equal:
            raise CommandError(
                _("The index differs from the database. Run citysynergy_check_index --repair to mend it.")
            )
        self.stdout.write(
            self.style.SUCCESS(_("The search index equals the database. Cases: %(count)d.") % {"count": found.checked})
        )

    def _compare(self) -> maintenance.Comparison:
        with progress_bar(_("Checking the search index"), maintenance.count()) as advance:
            found = maintenance.compare(advance)
        for words, cases in (
            (_("Missing from the index (%(count)d): %(cases)s"), found.missing),
            (_("In the index without a published case (%(count)d): %(cases)s"), found.extra),
            (_("Out of date in the index (%(count)d): %(cases)s"), found.different),
        ):
            if cases:
                listed = ", ".join(sorted(cases)[:SHOWN]) + (" …" if len(cases) > SHOWN else "")
                self.stdout.write(words % {"count": len(cases), "cases": listed})
        return found
