"""``citysynergy_apply_successions``: carry out the mergers of organisations whose date has come."""

from typing import Any

from django.core.management.base import BaseCommand

from citysynergy.permissions.merging import carry_out_due


class Command(BaseCommand):
    """Run every night; run again, it does nothing."""

    help = "Carry out the mergers of organisations whose date has come: end predecessors and move their people."

    def handle(self, *args: Any, **options: Any) -> None:
        results = carry_out_due()
        for done in results:
            slug = done.successor.slug
            if not done.nothing:
                self.stdout.write(
                    f"{slug}: {done.ended} organisations ended, {done.members} members and "
                    f"{done.invitations} invitations moved."
                )
            if done.left:
                words = (
                    f"{slug} is one of several successors: {done.left} members of the predecessor have no place yet. "
                )
                self.stdout.write(self.style.WARNING(words + "Add them to the organisation where they work now."))
        if not any(not done.nothing for done in results):
            self.stdout.write("No merger was due.")
