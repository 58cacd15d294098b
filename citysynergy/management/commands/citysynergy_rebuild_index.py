"""``citysynergy_rebuild_index``: build the search index from the database while the old one goes on serving."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from citysynergy.discovery import maintenance
from citysynergy.discovery.engines.base import EngineError
from citysynergy.discovery.progress import progress_bar


class Command(BaseCommand):
    """Builds, adds what changed meanwhile, and switches in one step."""

    help = "Build the search index anew. The old index serves until the new one is complete."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with progress_bar(_("Building the search index"), maintenance.count()) as advance:
                built = maintenance.rebuild(advance)
        except EngineError as error:
            raise CommandError(_("The index was not rebuilt: %(error)s") % {"error": error}) from error
        self.stdout.write(self.style.SUCCESS(_("Cases in the search index: %(count)d.") % {"count": built}))
