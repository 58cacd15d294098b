"""``citysynergy_check_index``: compare every document of the search index with the database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from citysynergy.discovery import maintenance
from citysynergy.discovery.engines.base import EngineError
from citysynergy.discovery.progress import progress_bar

SHOWN = 10
# Exit codes: something differs (as of any command that fails), or nothing could be said.
DIFFERS, UNKNOWN = 1, 2


class Command(BaseCommand):
    """Tells what differs; with ``--repair`` mends it. Exits with 1 while anything differs, with 2 if it can't tell."""

    help = "Compare the search index with the database; --repair writes anew what differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--repair",
            action="store_true",
            help="Write anew what differs; build the whole index where there is none, or where that is not enough.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with progress_bar(_("Checking the search index"), maintenance.count()) as advance:
                checked = maintenance.check(advance, repair=options["repair"])
        except EngineError as error:
            words = _("The index could not be checked: %(error)s") % {"error": error}
            raise CommandError(words, returncode=UNKNOWN) from error
        self._tell(checked.found)
        if checked.mended:
            self.stdout.write(_("Written anew: %(count)d.") % {"count": checked.mended})
        if checked.rebuilt:
            self.stdout.write(_("The whole index was built anew."))
        if not checked.left.is_equal:
            if options["repair"]:
                self._tell(checked.left)
            raise CommandError(
                _("The index differs from the database. Run citysynergy_check_index --repair to mend it."),
                returncode=DIFFERS,
            )
        self.stdout.write(
            self.style.SUCCESS(
                _("The search index equals the database. Cases: %(count)d.") % {"count": checked.left.checked}
            )
        )

    def _tell(self, found: maintenance.Comparison) -> None:
        for words, cases in (
            (_("Missing from the index (%(count)d): %(cases)s"), found.missing),
            (_("In the index without a published case (%(count)d): %(cases)s"), found.extra),
            (_("Out of date in the index (%(count)d): %(cases)s"), found.different),
        ):
            if cases:
                listed = ", ".join(sorted(cases)[:SHOWN]) + (" …" if len(cases) > SHOWN else "")
                self.stdout.write(words % {"count": len(cases), "cases": listed})
