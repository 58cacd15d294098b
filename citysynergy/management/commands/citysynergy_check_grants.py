"""Compares groups, grants, collections and the network with the memberships they follow from."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from citysynergy.permissions.drift import find_drift, repair


class Command(BaseCommand):
    """``citysynergy_check_grants [--repair]``: exits with an error while something differs and is not repaired."""

    help = "Compares groups, grants and collections with the memberships that they follow from."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="Make everything what the memberships say.")

    def handle(self, *args: Any, **options: Any) -> None:
        found = find_drift()
        for line in found:
            self.stdout.write(line)
        if not found:
            self.stdout.write(self.style.SUCCESS("All grants follow from memberships."))
        elif options["repair"]:
            repair()
            if left := find_drift():
                raise CommandError(f"{len(left)} differences could not be repaired.")
            self.stdout.write(self.style.SUCCESS(f"Repaired {len(found)} differences."))
        else:
            raise CommandError(f"{len(found)} differences. Run with --repair to mend them.")
